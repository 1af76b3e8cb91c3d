import { Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/data.ts'

export type PickedClient = { readonly id: string; readonly name: string }

type ClientPickerProps = {
  readonly label: ReactNode
  readonly value: PickedClient | null
  readonly onChange: (client: PickedClient | null) => void
  readonly error?: string | null
  /** Takes the focus as soon as it is there, outside dialogs too. */
  readonly isFocused?: boolean
}

/** Finds one client by name, tax number or phone. */
export function ClientPicker({ label, value, onChange, error, isFocused }: ClientPickerProps) {
  const { t } = useTranslation('invoices')
  const [text, setText] = useState(value?.name ?? '')
  const [asked] = useDebouncedValue(text, 120)
  const found = useRead('clients.find', { text: asked.slice(0, 200) }, { enabled: asked.trim() !== '' })
  const hits = asked.trim() === '' ? [] : (found.data ?? [])
  const known = value && !hits.some((hit) => hit.id === value.id) ? [value] : []
  return (
    <Select
      label={label}
      placeholder={t('create.find')}
      searchable
      data-autofocus
      autoFocus={isFocused === true}
      error={error}
      data={[...known, ...hits].map((hit) => ({ value: hit.id, label: hit.name }))}
      filter={({ options }) => options}
      renderOption={({ option }) => {
        const hit = hits.find((one) => one.id === option.value)
        return (
          <div>
            <div>{option.label}</div>
            {hit && <Text size="xs" c="dimmed">{[hit.town, hit.taxNumber].filter(Boolean).join(' · ')}</Text>}
          </div>
        )
      }}
      value={value?.id ?? null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(id, option) => onChange(id === null || option === null ? null : { id, name: option.label })}
      nothingFoundMessage={asked.trim() === '' || found.isFetching ? undefined : t('create.nobody')}
      maxDropdownHeight={280}
    />
  )
}

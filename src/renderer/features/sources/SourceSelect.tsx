import { Select } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { normalise } from '#shared/normalise.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { notifyDone } from '../../app/notify.ts'

type SourceSelectProps = {
  readonly label: string
  readonly value: string | null
  readonly onChange: (sourceId: string | null) => void
  readonly placeholder?: string
  readonly clearable?: boolean
  readonly error?: ReactNode
}

const added = 'add:'

/** Where a client comes from; a name that is not in the list yet can be added where it is typed. */
export function SourceSelect({ value, onChange, ...shown }: SourceSelectProps) {
  const { t } = useTranslation('sources')
  const words = useDictionaries()
  const [typed, setTyped] = useState('')
  const create = useCommand('sources.create')
  const options = words.sourceOptions(value)
  const name = typed.trim()
  const isNew = name !== '' && !options.some((option) => normalise(option.label) === normalise(name))
  return (
    <Select
      {...shown}
      searchable
      maxLength={100}
      data={[...options, ...(isNew ? [{ value: added + name, label: t('addNamed', { name }) }] : [])]}
      filter={({ options: all, search }) => all.filter((option) => 'value' in option && (option.value.startsWith(added) || normalise(option.label).includes(normalise(search))))}
      value={value}
      onSearchChange={setTyped}
      onChange={(chosen) => {
        if (!chosen?.startsWith(added)) return onChange(chosen)
        const label = chosen.slice(added.length)
        create.mutate(
          { name: label },
          {
            onSuccess: ({ value: { id }, changeId }) => {
              notifyDone(t('added', { name: label }), changeId)
              onChange(id)
            }
          }
        )
      }}
    />
  )
}

import { MultiSelect, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Property, PropertyValue } from '#shared/contract/properties.ts'
import { readNumber, writeNumber } from './propertyWords.ts'

type PropertyInputProps = {
  readonly property: Pick<Property, 'name' | 'kind' | 'choices'>
  readonly value: PropertyValue
  readonly onChange: (value: PropertyValue) => void
  readonly label: string
  readonly isRequired?: boolean
  readonly error?: string | null
  readonly description?: string
}

/** A field of a form for a value of any kind of property. */
export function PropertyInput({ property, value, onChange, label, isRequired, error, description }: PropertyInputProps) {
  const { t } = useTranslation('properties')
  const [typed, setTyped] = useState<string | null>(null)
  const shared = { label, withAsterisk: isRequired === true, error: error ?? null, description }
  const options = property.choices.map((choice) => ({ value: choice.id, label: choice.name }))
  switch (property.kind) {
    case 'text':
      return <TextInput {...shared} maxLength={1000} value={typeof value === 'string' ? value : ''} onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)} />
    case 'number': {
      const text = typed ?? (typeof value === 'number' ? writeNumber(value) : '')
      const isWrong = text.trim() !== '' && readNumber(text) === undefined
      return (
        <TextInput
          {...shared}
          inputMode="decimal"
          maxLength={30}
          value={text}
          error={isWrong ? t('numberWrong') : (error ?? null)}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            onChange(readNumber(event.currentTarget.value) ?? null)
          }}
        />
      )
    }
    case 'date':
      return <DateInput {...shared} clearable valueFormat="DD.MM.YYYY" value={typeof value === 'string' ? value : null} onChange={(day) => onChange(day)} />
    case 'choice':
      return <Select {...shared} clearable searchable={options.length > 8} data={options} value={typeof value === 'string' ? value : null} onChange={onChange} />
    case 'choices':
      return (
        <MultiSelect
          {...shared}
          clearable
          searchable={options.length > 8}
          data={options}
          value={Array.isArray(value) ? [...(value as readonly string[])] : []}
          onChange={(ids) => onChange(ids.length === 0 ? null : ids)}
        />
      )
    case 'yesNo':
      return (
        <Select
          {...shared}
          clearable
          data={[{ value: 'yes', label: t('yes') }, { value: 'no', label: t('no') }]}
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
          onChange={(chosen) => onChange(chosen === null ? null : chosen === 'yes')}
        />
      )
  }
}

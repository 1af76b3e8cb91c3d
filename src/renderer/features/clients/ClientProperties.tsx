import { MultiSelect } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useTranslation } from 'react-i18next'
import type { Property, PropertyValue } from '#shared/contract/properties.ts'
import { call } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import { usePropertyWords, readNumber, writeNumber } from '../properties/propertyWords.ts'
import { ClientCategories } from './ClientCategories.tsx'
import { EditField } from './EditField.tsx'

/** What the firm itself wants to know of a client, each edited where it stands, and the labels it carries. */
export function ClientProperties({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('properties')
  return (
    <Card title={t('title')}>
      <PropertyList clientId={clientId} />
    </Card>
  )
}

/** The same without a card of its own. */
export function PropertyList({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('properties')
  const words = usePropertyWords()
  const read = useRead('clients.properties', { clientId })
  if (!words.isReady || !read.data) return null
  const { values } = read.data
  return (
    <>
      <KeyValueList
        items={[
          { label: t('category.title'), value: <ClientCategories clientId={clientId} categoryIds={read.data.categoryIds} /> },
          ...words.all.map((property) => ({
            label: property.name,
            value: <PropertyValueField clientId={clientId} property={property} value={values[property.id] ?? null} />
          }))
        ]}
      />
      {words.all.length === 0 && (
        <p className="k-muted" style={{ margin: '6px 0 0', fontSize: 12 }}>
          {t('none')}{' '}
          <a
            href="#/settings/properties"
            onClick={(event) => {
              event.preventDefault()
              go('/settings/properties')
            }}
          >
            {t('manage')}
          </a>
        </p>
      )}
    </>
  )
}

/** A field that stands like a text of the list around it. */
const inPlace = { variant: 'unstyled', size: 'xs', styles: { input: { minHeight: 22, lineHeight: '22px', padding: '0 6px', fontSize: 12.5 } } } as const

type PropertyValueFieldProps = { readonly clientId: string; readonly property: Property; readonly value: PropertyValue }

/** One property of a client, edited in place in the way of its kind. */
export function PropertyValueField({ clientId, property, value }: PropertyValueFieldProps) {
  const { t } = useTranslation('properties')
  const set = useCommand('clients.setProperty')
  const { id: propertyId, kind, name, choices } = property
  const write = (next: PropertyValue) => set.mutate({ clientId, propertyId, value: next })
  switch (kind) {
    case 'text':
    case 'number': {
      const text = value === null ? '' : typeof value === 'number' ? writeNumber(value) : String(value)
      return (
        <EditField
          label={name}
          value={text}
          placeholder={t('nothing')}
          {...(kind === 'number' && {
            check: (typed: string) => (typed.trim() !== '' && readNumber(typed) === undefined ? { tone: 'wrong' as const, text: t('numberWrong') } : null)
          })}
          save={(typed) => call('clients.setProperty', { clientId, propertyId, value: typed === '' ? null : kind === 'number' ? (readNumber(typed) ?? typed) : typed })}
        />
      )
    }
    case 'date':
      return (
        <DateInput
          aria-label={name}
          {...inPlace}
          clearable
          valueFormat="DD.MM.YYYY"
          placeholder={t('nothing')}
          value={typeof value === 'string' ? value : null}
          onChange={(day) => write(day)}
        />
      )
    case 'choices':
      return (
        <MultiSelect
          aria-label={name}
          {...inPlace}
          placeholder={value === null ? t('nothing') : ''}
          data={choices.map((choice) => ({ value: choice.id, label: choice.name }))}
          value={Array.isArray(value) ? [...(value as readonly string[])] : []}
          onChange={(ids) => write(ids.length === 0 ? null : ids)}
        />
      )
    case 'choice':
      return (
        <ChoiceMenu
          label={name}
          value={typeof value === 'string' ? value : null}
          placeholder={t('nothing')}
          options={[...choices.map((choice) => ({ value: choice.id, label: choice.name })), { value: null, label: t('nothing') }]}
          onChange={write}
        />
      )
    case 'yesNo':
      return (
        <ChoiceMenu
          label={name}
          value={typeof value === 'boolean' ? String(value) : null}
          placeholder={t('nothing')}
          options={[
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
            { value: null, label: t('nothing') }
          ]}
          onChange={(chosen) => write(chosen === null ? null : chosen === 'true')}
        />
      )
  }
}

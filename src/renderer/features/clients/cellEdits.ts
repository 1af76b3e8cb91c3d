import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clientKinds, type ClientRow, clientStatuses } from '#shared/contract/clients.ts'
import type { Property } from '#shared/contract/properties.ts'
import { call, change, type CommandName, type Done, type InputFor } from '../../app/api.ts'
import type { DictionaryWords } from '../../app/dictionaries.ts'
import { whyNot } from '../../app/errors.tsx'
import { notifyDone } from '../../app/notify.ts'
import type { CellEdit } from '../../ui/columns.ts'
import { type PropertyWords, readNumber, writeNumber } from '../properties/propertyWords.ts'

type Fields = InputFor<'clients.change'>['change']
type Edit = CellEdit<ClientRow>

const orNull = (text: string) => (text === '' ? null : text)

/** How the cells of the client list are changed where they stand: by the commands of the card, with its checks. */
export function useCellEdits(words: DictionaryWords, own: PropertyWords) {
  const { t } = useTranslation(['lists', 'clients', 'properties'])
  return useMemo(() => {
    const saved = (row: ClientRow, make: () => Promise<Done<CommandName> | null>) =>
      whyNot(async () => {
        const done = await make()
        if (done?.changeId !== undefined) notifyDone(t('edit.saved', { name: row.name }), done.changeId)
      })
    const setFields = (row: ClientRow, fields: Fields) => saved(row, () => change('clients.change', { id: row.id, change: fields }))

    function text(field: 'taxNumber' | 'town' | 'region' | 'shortName', maxLength: number): Edit {
      return { kind: 'text', maxLength, value: (row) => row[field] ?? '', save: (row, typed) => setFields(row, { [field]: orNull(typed) }) }
    }
    /** The one number or address that the list shows. */
    function reach(of: 'phone' | 'email', maxLength: number): Edit {
      return {
        kind: 'text',
        maxLength,
        value: (row) => row[of] ?? '',
        save: (row, typed) =>
          saved(row, async () => {
            const { phones, emails } = await call('clients.get', { id: row.id })
            if (of === 'phone') {
              const known = phones.find((phone) => phone.e164 === row.phone)?.id
              if (known === undefined) return typed === '' ? null : change('clients.addPhone', { clientId: row.id, contactId: null, text: typed, label: null })
              return typed === '' ? change('clients.removePhone', { id: known }) : change('clients.changePhone', { id: known, text: typed })
            }
            const known = emails.find((one) => one.email === row.email)?.id
            if (known === undefined) return typed === '' ? null : change('clients.addEmail', { clientId: row.id, contactId: null, email: typed })
            return typed === '' ? change('clients.removeEmail', { id: known }) : change('clients.changeEmail', { id: known, email: typed })
          })
      }
    }
    function ofProperty(property: Property): Edit {
      const { id: propertyId, kind } = property
      const set = (row: ClientRow, value: InputFor<'clients.setProperty'>['value']) =>
        saved(row, () => change('clients.setProperty', { clientId: row.id, propertyId, value }))
      const valueOf = (row: ClientRow) => row.properties[propertyId] ?? null
      const options = property.choices.map((choice) => ({ value: choice.id, label: choice.name }))
      switch (kind) {
        case 'text':
          return { kind: 'text', maxLength: 1000, value: (row) => String(valueOf(row) ?? ''), save: (row, typed) => set(row, orNull(typed)) }
        case 'number':
          return {
            kind: 'text',
            maxLength: 30,
            value: (row) => {
              const value = valueOf(row)
              return typeof value === 'number' ? writeNumber(value) : ''
            },
            save: async (row, typed) => {
              const number = typed === '' ? null : readNumber(typed)
              return number === undefined ? t('properties:numberWrong') : set(row, number)
            }
          }
        case 'date':
          return { kind: 'day', value: (row) => valueOf(row) as string | null, save: set }
        case 'choice':
          return { kind: 'choice', options, emptyLabel: t('properties:nothing'), value: (row) => valueOf(row) as string | null, save: set }
        case 'choices':
          return { kind: 'choices', options, value: (row) => (valueOf(row) as readonly string[] | null) ?? [], save: (row, ids) => set(row, ids.length === 0 ? null : [...ids]) }
        case 'yesNo':
          return {
            kind: 'choice',
            options: [{ value: 'yes', label: t('properties:yes') }, { value: 'no', label: t('properties:no') }],
            emptyLabel: t('properties:nothing'),
            value: (row) => {
              const value = valueOf(row)
              return value === null ? null : value === true ? 'yes' : 'no'
            },
            save: (row, chosen) => set(row, chosen === null ? null : chosen === 'yes')
          }
      }
    }
    const fields: Readonly<Record<'name' | 'taxNumber' | 'shortName' | 'town' | 'region' | 'phone' | 'email' | 'status' | 'kind' | 'owner' | 'source' | 'categories', Edit>> = {
      name: {
        kind: 'text',
        maxLength: 200,
        value: (row) => row.name,
        save: async (row, name) => (name === '' ? t('clients:form.nameMissing') : setFields(row, { name }))
      },
      taxNumber: text('taxNumber', 30),
      shortName: text('shortName', 100),
      town: text('town', 100),
      region: text('region', 100),
      phone: reach('phone', 60),
      email: reach('email', 254),
      status: {
        kind: 'choice',
        options: clientStatuses.map((value) => ({ value, label: t(`clients:status.${value}`) })),
        value: (row) => row.status,
        save: (row, value) => setFields(row, { status: clientStatuses.find((one) => one === value) })
      },
      kind: {
        kind: 'choice',
        options: clientKinds.map((value) => ({ value, label: t(`clients:kind.${value}`) })),
        value: (row) => row.kind,
        save: (row, value) => setFields(row, { kind: clientKinds.find((one) => one === value) })
      },
      owner: {
        kind: 'choice',
        options: words.users.map((user) => ({ value: user.id, label: user.name })),
        emptyLabel: t('clients:filter.nobody'),
        value: (row) => row.ownerId,
        save: (row, ownerId) => setFields(row, { ownerId })
      },
      source: {
        kind: 'choice',
        options: (row) => words.sourceOptions(row.sourceId),
        emptyLabel: t('properties:nothing'),
        value: (row) => row.sourceId,
        save: (row, sourceId) => setFields(row, { sourceId })
      },
      categories: {
        kind: 'choices',
        options: own.categories.map((category) => ({ value: category.id, label: category.name })),
        value: (row) => row.categoryIds,
        save: (row, categoryIds) => saved(row, () => change('clients.setCategories', { clientId: row.id, categoryIds: [...categoryIds] }))
      }
    }
    return { ...fields, ofProperty }
  }, [t, words, own])
}

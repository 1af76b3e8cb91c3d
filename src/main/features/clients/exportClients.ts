import type { JobContext } from '#main/app/context.ts'
import { closestLanguage, loadWords } from '#main/app/words.ts'
import { type ExportColumn, type ExportValue, writeCsv, writeXlsx } from '#main/workers/writeXlsx.ts'
import type { ClientRow, ClientSelection, ClientSort } from '#shared/contract/clients.ts'
import type { Property, PropertyValue } from '#shared/contract/properties.ts'
import type { CsvValue } from '#shared/csv.ts'
import { dayOf } from '#shared/day.ts'
import { currencyExponent } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import { recordPrivacyEvent } from '../privacy/privacyEvents.ts'
import { categories, properties } from '../properties/properties.ts'
import { listUsers, ourFirm } from '../settings/settings.ts'
import { clientRows } from './clientList.queries.ts'
import { languageOf, selectedClientIds } from './clients.ts'
import { listSources } from './clients.queries.ts'
import { type ExportRow, exportRows } from './export.queries.ts'

/** Everything that an import reads, by headings that it knows, so that a file that went out comes in again; then what the list tells. */
const ownColumns = [
  { id: 'name', kind: 'text', width: 40 },
  { id: 'kind', kind: 'text', width: 12 },
  { id: 'shortName', kind: 'text', width: 20 },
  { id: 'taxNumber', kind: 'text', width: 14 },
  { id: 'registryNumber', kind: 'text', width: 14 },
  { id: 'courtNumber', kind: 'text', width: 14 },
  { id: 'euVatNumber', kind: 'text', width: 16 },
  { id: 'street', kind: 'text', width: 26 },
  { id: 'postalCode', kind: 'text', width: 10 },
  { id: 'town', kind: 'text', width: 18 },
  { id: 'region', kind: 'text', width: 16 },
  { id: 'country', kind: 'text', width: 8 },
  { id: 'phone', kind: 'text', width: 22 },
  { id: 'email', kind: 'text', width: 30 },
  { id: 'website', kind: 'text', width: 24 },
  { id: 'contact', kind: 'text', width: 24 },
  { id: 'contactRole', kind: 'text', width: 18 },
  { id: 'language', kind: 'text', width: 8 },
  { id: 'status', kind: 'text', width: 12 },
  { id: 'owner', kind: 'text', width: 20 },
  { id: 'source', kind: 'text', width: 20 },
  { id: 'category', kind: 'text', width: 20 },
  { id: 'description', kind: 'text', width: 40 },
  { id: 'externalId', kind: 'text', width: 14 },
  { id: 'lastContact', kind: 'date', width: 12 },
  { id: 'next', kind: 'date', width: 12 },
  { id: 'openDealCount', kind: 'number', width: 10 },
  { id: 'openDealSum', kind: 'money', width: 14 },
  { id: 'created', kind: 'date', width: 12 }
] as const satisfies readonly (Omit<ExportColumn, 'title'> & { readonly id: string })[]

const kindOf = { text: 'text', number: 'number', date: 'date', choice: 'text', choices: 'text', yesNo: 'text' } as const

/**
 * Writes the chosen clients with their properties as a table with headings in the user's language; the log of data
 * protection keeps that it was done. Throws io `file.not_written`.
 */
export async function exportClients(
  ctx: JobContext,
  { selection, sort, format, path }: { selection: ClientSelection; sort: ClientSort; format: 'xlsx' | 'csv'; path: string }
): Promise<{ rowCount: number }> {
  const { db } = ctx
  const words = loadWords(ctx.places.resourcesDir, closestLanguage(languageOf(db)))
  const { timeZone, baseCurrency } = ourFirm(db)
  const users = new Map(listUsers(db).map((user) => [user.id, user.name]))
  const sourceName = new Map(listSources(db).map(({ id, name, nameKey }) => [id, name ?? words.t(`builtins:source.${nameKey ?? ''}`)]))
  const categoryName = new Map(categories(ctx).map(({ id, name }) => [id, name]))
  const asked = properties(ctx)
  const ids = selectedClientIds(db, selection, ctx.now, sort)
  const rows: ExportValue[][] = []
  for (let done = 0; done < ids.length; done += 200) {
    const slice = ids.slice(done, done + 200)
    const more = exportRows(db, slice)
    for (const row of clientRows(db, slice)) {
      const rest = more.get(row.id)
      if (rest) rows.push([...cellsOf(row, rest), ...asked.map((property) => cellOf(property, row.properties[property.id] ?? null))])
    }
    ctx.progress({ done: Math.min(ids.length, done + 200), total: ids.length })
    await ctx.breathe()
  }

  function cellsOf(row: ClientRow, rest: ExportRow): ExportValue[] {
    const cells: Readonly<Record<(typeof ownColumns)[number]['id'], ExportValue>> = {
      name: row.name,
      kind: words.t(`clients:kind.${row.kind}`),
      shortName: row.shortName,
      taxNumber: row.taxNumber,
      registryNumber: rest.registryNumber,
      courtNumber: rest.courtNumber,
      euVatNumber: rest.euVatNumber,
      street: rest.street,
      postalCode: rest.postalCode,
      town: row.town,
      region: row.region,
      country: row.country,
      phone: (JSON.parse(rest.phones) as string[]).map(formatPhone).join(', '),
      email: (JSON.parse(rest.emails) as string[]).join(', '),
      website: rest.website,
      contact: rest.contactName,
      contactRole: rest.contactRole,
      language: rest.language,
      status: words.t(`clients:status.${row.status}`),
      owner: row.ownerId && (users.get(row.ownerId) ?? null),
      source: row.sourceId && (sourceName.get(row.sourceId) ?? null),
      category: row.categoryIds.map((id) => categoryName.get(id) ?? '').join(', '),
      description: rest.description,
      externalId: rest.externalId,
      lastContact: row.lastContactAt === null ? null : dayOf(row.lastContactAt, timeZone),
      next: row.next && dayOf(row.next.at, timeZone),
      openDealCount: row.openDealCount,
      openDealSum: { amountMinor: row.openDealMinor, currency: baseCurrency },
      created: dayOf(row.createdAt, timeZone)
    }
    return ownColumns.map(({ id }) => (cells[id] === '' ? null : cells[id]))
  }

  function cellOf(property: Property, value: PropertyValue): ExportValue {
    if (value === null) return null
    const choice = (id: string) => property.choices.find((other) => other.id === id)?.name ?? ''
    if (typeof value === 'boolean') return words.t(`properties:${value ? 'yes' : 'no'}`)
    if (typeof value === 'number') return value / 1_000_000
    if (typeof value === 'string') return property.kind === 'choice' ? choice(value) : value
    return value.map(choice).join(', ')
  }

  const columns: ExportColumn[] = [
    ...ownColumns.map(({ id, kind, width }) => ({ title: words.t(`clients:export.${id}`, { currency: baseCurrency }), kind, width })),
    ...asked.map(({ name, kind }) => ({ title: name, kind: kindOf[kind], width: 18 }))
  ]
  if (format === 'xlsx') await writeXlsx(path, words.t('clients:title'), columns, rows)
  else {
    await writeCsv(path, columns.map((column) => column.title), rows.map((row) => row.map(csvValue)), { separator: ';', isSafeForExcel: true })
  }
  recordPrivacyEvent(ctx, { kind: 'listExport', clientId: null, contactId: null, count: rows.length, reason: format })
  return { rowCount: rows.length }
}

function csvValue(value: ExportValue): CsvValue {
  if (typeof value === 'number') return String(value).replace('.', ',')
  if (value === null || typeof value !== 'object') return value
  const digits = currencyExponent(value.currency)
  return (value.amountMinor / 10 ** digits).toFixed(digits).replace('.', ',')
}

import type { JobContext } from '#main/app/context.ts'
import { closestLanguage, loadWords } from '#main/app/words.ts'
import { type ExportColumn, type ExportValue, writeCsv, writeXlsxSheets } from '#main/workers/writeXlsx.ts'
import type { Channel } from '#shared/consent.ts'
import type { ClientRow, ClientSelection, ClientSort } from '#shared/contract/clients.ts'
import type { Property, PropertyValue } from '#shared/contract/properties.ts'
import type { CsvValue } from '#shared/csv.ts'
import { dayOf, today } from '#shared/day.ts'
import { currencyExponent } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import { recordPrivacyEvent } from '../privacy/privacyEvents.ts'
import { categories, properties } from '../properties/properties.ts'
import { listUsers, ourFirm } from '../settings/settings.ts'
import { clientRows } from './clientList.queries.ts'
import { languageOf, selectedClientIds } from './clients.ts'
import { listSources } from './clients.queries.ts'
import {
  type ExportedAccount, type ExportedAddress, type ExportedConsent, type ExportedPerson, type ExportedPhone, exportPeople, type ExportRow, exportRows
} from './export.queries.ts'

/**
 * Everything that an import reads, by headings that it knows, so that a file that went out comes in again; then what the
 * list tells. A mailing list carries who agreed to what (S-164).
 */
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
  { id: 'people', kind: 'text', width: 30 },
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

/** Columns of the same headings as the fields of an import. */
const fieldColumns = [
  { id: 'isVatPayer', width: 10 }, { id: 'isKey', width: 10 }, { id: 'parent', width: 24 }, { id: 'recommendedBy', width: 24 }, { id: 'iban', width: 32 }, { id: 'postAddress', width: 30 },
  { id: 'deliveryAddress', width: 30 }, { id: 'consentCall', width: 20 }, { id: 'consentEmail', width: 20 }, { id: 'consentSms', width: 20 }, { id: 'ownNumber', width: 36 }
] as const
const peopleColumns = [
  { id: 'clientName', kind: 'text', width: 30 }, { id: 'contactName', kind: 'text', width: 24 }, { id: 'contactRole', kind: 'text', width: 18 }, { id: 'decisionRole', kind: 'text', width: 12 },
  { id: 'phone', kind: 'text', width: 22 }, { id: 'email', kind: 'text', width: 30 }, { id: 'birthday', kind: 'date', width: 12 }, { id: 'note', kind: 'text', width: 30 },
  { id: 'externalId', kind: 'text', width: 14 }, { id: 'consentCall', kind: 'text', width: 20 }, { id: 'consentEmail', kind: 'text', width: 20 }, { id: 'consentSms', kind: 'text', width: 20 },
  { id: 'clientOwnNumber', kind: 'text', width: 36 }
] as const

const kindOf = { text: 'text', number: 'number', date: 'date', choice: 'text', choices: 'text', yesNo: 'text' } as const

/**
 * Writes the chosen clients with their properties as a table with headings in the user's language, and their people as a
 * second one: a sheet, or a file beside it. The log of data protection keeps that it was done. Throws io `file.not_written`.
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
  const on = today(ctx.now(), timeZone)
  const ids = selectedClientIds(db, selection, ctx.now, sort)
  const rows: ExportValue[][] = []
  const people: ExportValue[][] = []
  for (let done = 0; done < ids.length; done += 200) {
    const slice = ids.slice(done, done + 200)
    const more = exportRows(db, slice)
    const byClient = new Map<string, ExportedPerson[]>()
    for (const person of exportPeople(db, slice)) {
      people.push(cellsOfPerson(person))
      byClient.set(person.clientId, [...(byClient.get(person.clientId) ?? []), person])
    }
    for (const row of clientRows(db, slice, on)) {
      const rest = more.get(row.id)
      if (rest) rows.push([...cellsOf(row, rest, byClient.get(row.id) ?? []), ...cellsOfFields(rest), ...asked.map((property) => cellOf(property, row.properties[property.id] ?? null))])
    }
    ctx.progress({ done: Math.min(ids.length, done + 200), total: ids.length })
    await ctx.breathe()
  }

  /** Words on being contacted, the last one on each channel: 'given | day | basis | where | wording'. */
  function consentCell(json: string, channel: Channel): string | null {
    const said = (JSON.parse(json) as ExportedConsent[]).findLast((word) => word.channel === channel)
    return said ? joined([words.t(`imports:consentState.${said.state}`), dayOf(said.at, timeZone), piece(said.basis), piece(said.origin), said.wording]) : null
  }

  function cellsOfFields(rest: ExportRow): ExportValue[] {
    const yesNo = (value: number | null) => (value === null ? null : words.t(`properties:${value === 1 ? 'yes' : 'no'}`))
    const addresses = JSON.parse(rest.addresses) as ExportedAddress[]
    const addressCell = (kind: ExportedAddress['kind']) =>
      addresses
        .filter((address) => address.kind === kind)
        .map(({ name, street, postalCode, town, region, country }) => [name, street, postalCode, town, region, country].map(piece).join(' | '))
        .join('\n')
    const cells: Readonly<Record<(typeof fieldColumns)[number]['id'], ExportValue>> = {
      isVatPayer: yesNo(rest.isVatPayer),
      isKey: yesNo(rest.isKey),
      parent: rest.parentName && `${piece(rest.parentName)} | ${rest.parentId}`,
      recommendedBy: rest.recommendedByName && `${piece(rest.recommendedByName)} | ${rest.recommendedById}`,
      iban: (JSON.parse(rest.accounts) as ExportedAccount[]).map(({ iban, bankName, currency }) => joined([iban, piece(bankName), currency])).join('\n'),
      postAddress: addressCell('post'),
      deliveryAddress: addressCell('delivery'),
      consentCall: consentCell(rest.consents, 'call'),
      consentEmail: consentCell(rest.consents, 'email'),
      consentSms: consentCell(rest.consents, 'sms'),
      ownNumber: rest.id
    }
    return fieldColumns.map(({ id }) => cells[id] || null)
  }

  function cellsOfPerson(person: ExportedPerson): ExportValue[] {
    const cells: Readonly<Record<(typeof peopleColumns)[number]['id'], ExportValue>> = {
      clientName: person.clientName,
      contactName: person.name,
      contactRole: person.role,
      decisionRole: person.decisionRole,
      phone: phonesOf(person.phones),
      email: (JSON.parse(person.emails) as string[]).join(', '),
      birthday: person.birthday,
      note: person.note,
      externalId: person.externalId,
      consentCall: consentCell(person.consents, 'call'),
      consentEmail: consentCell(person.consents, 'email'),
      consentSms: consentCell(person.consents, 'sms'),
      clientOwnNumber: person.clientId
    }
    return peopleColumns.map(({ id }) => cells[id] || null)
  }

  function cellsOf(row: ClientRow, rest: ExportRow, there: readonly ExportedPerson[]): ExportValue[] {
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
      phone: phonesOf(rest.phones),
      email: (JSON.parse(rest.emails) as string[]).join(', '),
      website: rest.website,
      people: there.map(({ name, role }) => (role ? `${name} (${role})` : name)).join('; '),
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
    ...fieldColumns.map(({ id, width }) => ({ title: words.t(`imports:field.${id}`), kind: 'text' as const, width })),
    ...asked.map(({ name, kind }) => ({ title: name, kind: kindOf[kind], width: 18 }))
  ]
  const sheets = [
    { name: words.t('clients:title'), columns, rows },
    ...(people.length > 0 ? [{ name: words.t('imports:target.contact'), columns: peopleColumns.map(({ id, ...column }) => ({ title: words.t(`imports:field.${id}`), ...column })), rows: people }] : [])
  ]
  if (format === 'xlsx') await writeXlsxSheets(path, sheets)
  else {
    for (const [index, sheet] of sheets.entries()) {
      const beside = path.replace(/(?:\.csv)?$/i, ` - ${sheet.name}.csv`)
      await writeCsv(index === 0 ? path : beside, sheet.columns.map((column) => column.title), sheet.rows.map((row) => row.map(csvValue)), { separator: ';', isSafeForExcel: true })
    }
  }
  recordPrivacyEvent(ctx, { kind: 'listExport', clientId: null, contactId: null, count: rows.length, reason: format })
  return { rowCount: rows.length }
}

/** Numbers one a line, each with its label behind it in brackets, as an import reads them. */
function phonesOf(json: string): string {
  return (JSON.parse(json) as ExportedPhone[]).map(({ e164, label }) => (label ? `${formatPhone(e164)} (${label.replace(/\s+/g, ' ')})` : formatPhone(e164))).join('\n')
}

/** A text that fits between bars in one line. */
function piece(text: string | null): string {
  return (text ?? '').replace(/[|\s]+/g, ' ').trim()
}

/** Pieces between bars without blank ones at the end. */
function joined(pieces: readonly (string | null)[]): string {
  return pieces.map((text) => text ?? '').join(' | ').replace(/(?: \|\s*)+$/, '')
}

function csvValue(value: ExportValue): CsvValue {
  if (typeof value === 'number') return String(value).replace('.', ',')
  if (value === null || typeof value !== 'object') return value
  const digits = currencyExponent(value.currency)
  return (value.amountMinor / 10 ** digits).toFixed(digits).replace('.', ',')
}

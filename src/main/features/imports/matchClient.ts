import type { ImportProblem } from '#shared/contract/imports.ts'
import { edrpouForms, edrpousAmong } from '#shared/identifiers.ts'
import { coreName, normalise } from '#shared/normalise.ts'
import type { Base, BaseRow, Finder } from './base.queries.ts'
import type { ClientOfRow } from './clientRow.ts'
import type { MadeClients } from './madeClients.ts'

/** The client that a row is taken for, and by what. */
export type ClientMatch = {
  readonly client: BaseRow
  readonly problem: ImportProblem
  /** What both have. */
  readonly key: string
  /** Not sure where only a phone or e-mail is shared and the names have nothing in common. */
  readonly isSure: boolean
}

/** Whether a match was found, and whether the row's own id is borne by a client of quite another name. */
export type MatchResult = { readonly match: ClientMatch | undefined; readonly sameIdName: string | undefined }

/**
 * Finds the client of a row: by its own id in the base, by tax number, registry number, phone, e-mail, its id in the other program, then name and
 * town. Numbers that are there on both sides and differ forbid a match by anything weaker. A register code of Ukraine is
 * the same whichever of the two numbers holds it.
 */
export function matchClient(base: Base, row: ClientOfRow, made: MadeClients): MatchResult {
  const codes = edrpousAmong(row.taxNumber, row.registryNumber)
  // Rows of our own export are clients of their own, however alike two of them are.
  const isOurs = (client: BaseRow): boolean => row.ownNumber !== null && made.has(String(client['id']))
  const isOther = (client: BaseRow): boolean => isOurs(client) || isOtherFirm(row, codes, client)
  const sure = (client: BaseRow | undefined, problem: ImportProblem, key: string): MatchResult | undefined =>
    client && { match: { client, problem, key, isSure: true }, sameIdName: undefined }

  if (row.ownNumber !== null) {
    const found = sure(base.get('client', made.idOf(row.ownNumber) ?? row.ownNumber), 'duplicateExternalId', row.name)
    if (found) return found
  }
  if (row.taxNumber !== null) {
    const found = sure(base.find('client.tax_number', row.taxNumber).find((client) => !isOurs(client)), 'duplicateTaxNumber', row.taxNumber)
    if (found) return found
  }
  if (row.registryNumber !== null) {
    const found = sure(base.find('client.registry_number', row.registryNumber).find((client) => !isOther(client)), 'duplicateRegistryNumber', row.registryNumber)
    if (found) return found
  }
  for (const code of codes) {
    const same = edrpouForms(code).flatMap((form) => [...base.find('client.registry_number', form), ...base.find('client.tax_number', form)])
    const found = sure(same.find((client) => !isOther(client)), code === row.taxNumber ? 'duplicateTaxNumber' : 'duplicateRegistryNumber', code)
    if (found) return found
  }
  const shared = sharing(base, row, isOther)
  if (shared?.isSure) return { match: shared, sameIdName: undefined }
  let sameIdName: string | undefined
  if (row.externalId !== null) {
    // Two programs count their clients from 1 alike: the same number is the same client only under a similar name.
    const owners = base.find('client.external_id', row.externalId).filter((client) => !isOther(client))
    const same = owners.find((client) => areNamesAlike(String(client['name']), row.name))
    const found = sure(same, 'duplicateExternalId', row.externalId)
    if (found) return found
    sameIdName = owners[0] && String(owners[0]['name'])
  }
  const namesake = findNamesake(base, row, isOther)
  if (namesake) return { match: { client: namesake, problem: 'duplicateName', key: row.name, isSure: true }, sameIdName: undefined }
  return { match: shared, sameIdName }
}

/** Numbers of the same kind on both sides that are not the same. */
function isOtherFirm(row: ClientOfRow, codes: readonly string[], client: BaseRow): boolean {
  const tax = textOf(client['tax_number'])
  const registry = textOf(client['registry_number'])
  const theirs = codes.length === 0 ? [] : edrpousAmong(tax, registry)
  if (theirs.length > 0) return !theirs.some((code) => codes.includes(code))
  // A Ukrainian firm has a code, a personal or a VAT number for tax: of different kinds they do not contradict each other.
  const isSameKind = client['country'] !== 'UA' || row.taxNumber?.length === tax?.length
  return (isSameKind && differ(row.taxNumber, tax)) || differ(row.registryNumber, registry)
}

function textOf(value: BaseRow[string] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function differ(said: string | null, stored: BaseRow[string] | undefined): boolean {
  return said !== null && typeof stored === 'string' && stored !== '' && stored !== said
}

function sharing(base: Base, row: ClientOfRow, isOther: (client: BaseRow) => boolean): ClientMatch | undefined {
  let unsure: ClientMatch | undefined
  const look = (by: Finder, values: readonly string[], problem: ImportProblem): ClientMatch | undefined => {
    for (const key of values) {
      for (const { client_id: id } of base.find(by, key)) {
        const client = base.get('client', String(id))
        if (!client || isOther(client)) continue
        const match = { client, problem, key, isSure: areNamesAlike(String(client['name']), row.name) }
        if (match.isSure) return match
        unsure ??= match
      }
    }
    return undefined
  }
  return look('client_phone.e164', row.phones, 'duplicatePhone') ?? look('client_email.email', row.emails, 'duplicateEmail') ?? unsure
}

/** The same name in the same town; streets must not say otherwise. Without a town only rows that have nothing else. */
function findNamesake(base: Base, row: ClientOfRow, isOther: (client: BaseRow) => boolean): BaseRow | undefined {
  const isBare = row.taxNumber === null && row.phones.length === 0 && row.emails.length === 0
  if (row.town === null && !isBare) return undefined
  const place = normalise(row.town ?? '')
  return base.named(normalise(row.name)).find((client) => {
    if (isOther(client) || normalise(String(client['town'] ?? '')) !== place) return false
    if (differ(row.externalId, client['external_id'])) return false
    const street = normalise(String(client['street'] ?? ''))
    const said = normalise(row.street ?? '')
    if (street !== said && !(street === '' || said === '') ) return false
    // A person shares name and town with others; where both can be reached, they would share that too.
    return row.kind !== 'person' || isBare || !isReachable(base, client)
  })
}

function isReachable(base: Base, client: BaseRow): boolean {
  const id = String(client['id'])
  return base.find('client_phone.client_id', id).length > 0 || base.find('client_email.client_id', id).length > 0
}

/**
 * Whether two names may well be one firm's: the same without legal forms, all words of the shorter within the longer, or a
 * typing error apart. "Sąd Rejonowy w Trzebnicy" and "… w Oleśnicy" share most of their words and are two.
 */
export function areNamesAlike(one: string, other: string): boolean {
  const a = coreName(one)
  const b = coreName(other)
  if (a === b) return true
  const [few, many] = [a.split(' '), b.split(' ')].sort((x, y) => x.length - y.length) as [string[], string[]]
  if (few.every((word) => many.includes(word))) return few.join('').length >= 4
  return Math.min(a.length, b.length) >= 6 && isOneEditApart(a, b)
}

/** One letter more, less or another. */
function isOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return Math.max(a.length, b.length) - start - end <= 1
}

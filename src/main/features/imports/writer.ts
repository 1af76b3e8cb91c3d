import { basename } from 'node:path'
import type { Context } from '#main/app/context.ts'
import type { FoundTable } from '#main/workers/table.ts'
import type { Named } from '#shared/contract/app.ts'
import {
  type ColumnMapping, type ImportChoices, type ImportPart, importTargets, linkingFields, listOfField, namingFields, type PropertyKind, type ValueList, type ValueMatch
} from '#shared/contract/imports.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { today } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { AppError, notFound, ruleBroken } from '#shared/result.ts'
import { consentInstant } from '../clients/consents.ts'
import { checkValue, properties } from '../properties/properties.ts'
import { languageOfDesk, listDictionaries, ourFirm } from '../settings/settings.ts'
import type { Base } from './base.queries.ts'
import { type ColumnValues, type FieldMapping, valueKey } from './fields.ts'
import { linkFinder } from './findLinked.ts'
import { lastPosition, listChoices, listNames, listProperties } from './imports.queries.ts'
import { listReader } from './lists.ts'
import type { MadeClients } from './madeClients.ts'
import type { PropertyOfRow } from './propertyValues.ts'
import { builtInNames, fieldWords, stageNames } from './names.ts'
import type { Policy, RowWriter } from './outcome.ts'
import type { Reading, ReadPlan, TargetPlan } from './readings.ts'
import { bareClient, clientAdder, type ClientDefaults, clientWriter, type RowRemark } from './writeClients.ts'
import { contactWriter } from './writeContacts.ts'
import { dealWriter } from './writeDeals.ts'
import { noteWriter } from './writeNotes.ts'
import { productWriter } from './writeProducts.ts'
import { purchaseWriter } from './writePurchases.ts'

/** What the user chose, with everything new that columns and segments need already there and known by its id. */
export type SettledMapping = { readonly column: number; readonly field: Extract<ColumnMapping, { field: unknown }>['field'] } | { readonly column: number; readonly propertyId: string }
export type SettledPart = Omit<ImportPart, 'mapping'> & { readonly mapping: readonly SettledMapping[] }
export type SettledChoices = Omit<ImportChoices, 'parts' | 'segment'> & {
  readonly parts: readonly SettledPart[]
  readonly segmentId: string | null
  /** Kinds of properties that were made just now: a trial finds them nowhere else. */
  readonly madeProperties: Readonly<Record<string, { readonly name: string; readonly kind: PropertyKind }>>
}

/** Throws validation `import.mapping_incomplete` where no row could ever come in. */
export function checkMapping({ target, mapping }: Pick<ImportPart, 'target' | 'mapping'>): void {
  const fields = mapping.flatMap((column) => ('field' in column ? [column.field] : []))
  const has = (wanted: readonly string[]) => wanted.length === 0 || fields.some((field) => wanted.includes(field))
  if (!has(namingFields[target]) || !has(linkingFields[target])) {
    throw new AppError({ code: 'validation', reason: 'import.mapping_incomplete', fields: { mapping: 'import.mapping_incomplete' } })
  }
}

/** Parts in the order in which they point at each other: firms, products, people, deals, sales, notes. */
export function inOrder(parts: readonly ImportPart[]): readonly { readonly part: ImportPart; readonly place: number }[] {
  return parts
    .map((part, place) => ({ part, place }))
    .sort((a, b) => importTargets.indexOf(a.part.target) - importTargets.indexOf(b.part.target) || a.place - b.place)
}

/** Sources and people that the user wants to be made of words of the files. */
function newEntries({ values }: ImportChoices): readonly ValueMatch[] {
  return (values ?? []).filter(({ list, to }) => to === 'new' && (list === 'source' || list === 'user'))
}

/** Makes the properties, sources, people and the segment that the choices name and that are not there yet; inside a transaction, or in a trial. */
export function settle(ctx: Context, base: Base, choices: ImportChoices): SettledChoices {
  const known = listProperties(ctx.db).map(({ id, name }) => ({ id, name: normalise(name) }))
  let position = lastPosition(ctx.db, 'property')
  let sourcePosition = lastPosition(ctx.db, 'source')
  const at = ctx.now()
  const made: Record<string, { name: string; kind: PropertyKind }> = {}
  function propertyOrNew(name: string, kind: PropertyKind): string {
    const same = known.find((property) => property.name === normalise(name))
    if (same) return same.id
    const id = ctx.newId()
    position += 1
    base.insert('property', { id, name, kind, position, is_required: 0, created_at: at, updated_at: at })
    known.push({ id, name: normalise(name) })
    made[id] = { name, kind }
    return id
  }
  const settled = (column: ColumnMapping): SettledMapping =>
    'newProperty' in column ? { column: column.column, propertyId: propertyOrNew(column.newProperty.name, column.newProperty.kind) } : column
  for (const { list, value } of newEntries(choices)) if (list === 'source') sourceOrNew(value.slice(0, 100)); else userOrNew(value.slice(0, 100))
  const { parts, segment, ...rest } = choices
  const settledParts = parts.map((part) => ({ ...part, mapping: part.mapping.map(settled) }))
  return { ...rest, parts: settledParts, segmentId: segmentOrNew(), madeProperties: made }

  function sourceOrNew(name: string): void {
    const { sources, awaySources } = listDictionaries(ctx.db)
    const idIn = (rows: readonly Named[]) => builtInNames(rows, 'source', ctx.places.resourcesDir).get(normalise(name))
    if (idIn(sources) !== undefined) return
    // One that was put away comes back, as where it is added by hand.
    const away = idIn(awaySources)
    if (away !== undefined) return base.update('source', away, { deleted_at: null, updated_at: at })
    sourcePosition += 1
    base.insert('source', { id: ctx.newId(), name, position: sourcePosition, created_at: at, updated_at: at })
  }

  function userOrNew(name: string): void {
    if (listDictionaries(ctx.db).users.some((user) => normalise(user.name) === normalise(name))) return
    base.insert('user', { id: ctx.newId(), name, role: 'rep', created_at: at, updated_at: at })
  }

  function segmentOrNew(): string | null {
    if (segment === null || 'id' in segment) return segment && segment.id
    const same = listNames(ctx.db, 'segment').find(({ name }) => normalise(name) === normalise(segment.name))
    if (same) return same.id
    const id = ctx.newId()
    base.insert('segment', { id, name: segment.name, kind: 'fixed', created_at: at, updated_at: at })
    return id
  }
}

/** Whether settling writes anything. */
export function needsSettling(choices: ImportChoices): boolean {
  return newEntries(choices).length > 0 || (choices.segment !== null && 'name' in choices.segment) || choices.parts.some(({ mapping }) => mapping.some((column) => 'newProperty' in column))
}

export type PartWriter = {
  readonly plan: ReadPlan
  readonly write: RowWriter
  /** Takes notice of a row that was written before the import was cut off. */
  readonly recall?: (reading: Reading, rowNumber: number) => void
  /** What can be done only when all rows are there; inside a transaction. */
  readonly finish?: () => readonly RowRemark[]
}
export type PartPlace = {
  readonly choices: SettledChoices
  readonly part: SettledPart
  readonly importRunId: string
  /** Runs of the same go, this one among them: what came in with them is pointed at first. */
  readonly runIds: ReadonlySet<string>
  readonly made: MadeClients
}

/**
 * How the rows of a part are read and written: to the store or, given a trial's base, to nowhere. Throws
 * `deal.stage_missing` for deals without an open stage.
 */
export function makeWriter(ctx: Context, base: Base, table: FoundTable, { choices, part, importRunId, runIds, made }: PartPlace): PartWriter {
  const firm = ourFirm(ctx.db)
  const country = part.country ?? firm.country
  const { users, stages, sources, lostReasons } = listDictionaries(ctx.db)
  const userIds = new Map(users.map((user) => [normalise(user.name), user.id]))
  const sourceIds = builtInNames(sources, 'source', ctx.places.resourcesDir)
  const lostReasonIds = builtInNames(lostReasons, 'lostReason', ctx.places.resourcesDir)
  const words = fieldWords(languageOfDesk(ctx.db), ctx.places.resourcesDir)
  const instants = new Map<string | null, number>()
  const consentAt = (on: string | null): number => {
    const at = instants.get(on) ?? consentInstant(ctx, { state: 'withdrawn', basis: null, on })
    instants.set(on, at)
    return at
  }
  const policy: Policy = { known: choices.known, unknown: choices.unknown, byRow: new Map(part.rowActions?.map(({ rowNumber, action }) => [rowNumber, action])) }
  const mapping = fieldMapping(ctx, part, table, choices)
  const shared = { importRunId, policy, sourceByName: (name: string) => sourceIds.get(normalise(name)), ownerByName: (name: string) => userIds.get(normalise(name)) }
  const own = properties(ctx)
  const clientDefaults: ClientDefaults = {
    ...shared,
    country,
    sourceId: choices.sourceId,
    ownerIds: choices.ownerIds,
    categoryIds: choices.categoryIds,
    segmentId: choices.segmentId,
    consent: choices.consent && { ...choices.consent, at: consentInstant(ctx, { ...choices.consent, state: 'given' }) },
    consentAt,
    propertyValues: part.target === 'client' ? valuesForAll(ctx, choices) : [],
    firstValues: own.flatMap(({ id, kind, defaultValue }) => valueOfRow(ctx, id, kind, defaultValue)),
    required: own.filter(({ isRequired }) => isRequired),
    made,
    categoryOrNew: categoryMaker(ctx, base),
    propertyKinds: new Map([...listProperties(ctx.db).map(({ id, kind }) => [id, kind] as const), ...mapping.properties.map(({ propertyId, kind }) => [propertyId, kind] as const)]),
    words,
    today: today(ctx.now(), firm.timeZone)
  }
  const adder = clientAdder(ctx, base, clientDefaults)
  const links = linkFinder(base, runIds, made, (name) => adder.insert(bareClient(name, country)))
  const plan = {
    country, currency: choices.currency ?? firm.baseCurrency, words,
    days: { order: part.dayOrder ?? 'dmy', numbers: part.dayNumbers ?? null, today: today(ctx.now(), firm.timeZone) }
  } as const
  const reading = (target: TargetPlan): ReadPlan => ({ table, mapping, target, edits: part.edits ?? [] })

  switch (part.target) {
    case 'client':
      return { plan: reading({ ...plan, kind: 'client' }), ...clientWriter(ctx, base, clientDefaults) }
    case 'product':
      return { plan: reading({ ...plan, kind: 'product' }), write: productWriter(ctx, base, shared) }
    case 'contact':
      return { plan: reading({ ...plan, kind: 'contact' }), write: contactWriter(ctx, base, { ...shared, links, consentAt }) }
    case 'purchase':
      return { plan: reading({ ...plan, kind: 'purchase' }), write: purchaseWriter(ctx, base, { ...shared, links }) }
    case 'note':
      return { plan: reading({ ...plan, kind: 'note' }), write: noteWriter(ctx, base, { ...shared, links, timeZone: firm.timeZone }) }
    case 'deal': {
      const first = stages.find((stage) => stage.outcome === 'open')
      if (!first) throw ruleBroken('deal.stage_missing')
      const names = stageNames(
        stages.filter((stage) => stage.pipelineId === first.pipelineId),
        ctx.places.resourcesDir
      )
      const write = dealWriter(ctx, base, {
        ...shared, links, lostReasonByName: (name) => lostReasonIds.get(normalise(name)), stages: names, sourceId: choices.sourceId, ownerIds: choices.ownerIds, pipelineId: first.pipelineId,
        baseCurrency: firm.baseCurrency, timeZone: firm.timeZone, fileName: basename(part.path),
        ownerOrNew: (name) => {
          const key = normalise(name)
          const id = userIds.get(key) ?? ctx.newId()
          if (!userIds.has(key)) base.insert('user', { id, name: name.slice(0, 100), role: 'rep', created_at: ctx.now(), updated_at: ctx.now() })
          userIds.set(key, id)
          return id
        }
      })
      return { plan: reading({ ...plan, kind: 'deal', stages: names }), write }
    }
  }
}

/** Throws not_found, validation `property.value`, `consent.basis_missing`, `consent.day_ahead` for what is asked for all rows. */
export function checkForAll(ctx: Context, choices: Pick<ImportChoices, 'parts' | 'consent' | 'propertyValues' | 'ownerIds' | 'categoryIds' | 'segment'>): void {
  const refuseUnknown = (kind: string, ids: readonly string[], there: readonly { readonly id: string }[]) => {
    for (const id of ids) if (!there.some((one) => one.id === id)) throw notFound(kind, id)
  }
  refuseUnknown('user', choices.ownerIds, listDictionaries(ctx.db).users)
  refuseUnknown('category', choices.categoryIds, listNames(ctx.db, 'category'))
  if (choices.segment && 'id' in choices.segment) refuseUnknown('segment', [choices.segment.id], listNames(ctx.db, 'segment'))
  if (choices.consent) consentInstant(ctx, { ...choices.consent, state: 'given' })
  const properties = new Map(listProperties(ctx.db).map((property) => [property.id, property]))
  const fed = choices.parts.flatMap(({ mapping }) => mapping.flatMap((column) => ('propertyId' in column ? [column.propertyId] : [])))
  refuseUnknown('property', fed, [...properties.values()])
  for (const { propertyId, value } of choices.propertyValues ?? []) {
    const property = properties.get(propertyId)
    if (!property) throw notFound('property', propertyId)
    if (value !== null) checkValue(ctx.db, property, value)
  }
}

function valuesForAll(ctx: Context, { propertyValues }: SettledChoices): PropertyOfRow[] {
  const kinds = new Map(listProperties(ctx.db).map(({ id, kind }) => [id, kind]))
  return (propertyValues ?? []).flatMap(({ propertyId, value }) => {
    const kind = kinds.get(propertyId)
    return kind === undefined ? [] : valueOfRow(ctx, propertyId, kind, value)
  })
}

/** A value of a property as a row has it; none for one that is empty. */
function valueOfRow(ctx: Context, propertyId: string, kind: PropertyKind, value: PropertyValue): PropertyOfRow[] {
  if (value === null) return []
  const blank: PropertyOfRow = { propertyId, text: null, numberMicro: null, day: null, choices: [] }
  if (typeof value === 'boolean') return [{ ...blank, numberMicro: value ? 1_000_000 : 0 }]
  if (typeof value === 'number') return [{ ...blank, numberMicro: value }]
  if (typeof value === 'string' && kind === 'text') return [{ ...blank, text: value }]
  if (typeof value === 'string' && kind === 'date') return [{ ...blank, day: value }]
  const ids: readonly string[] = typeof value === 'string' ? [value] : value
  return [{ ...blank, choices: listChoices(ctx.db, propertyId).flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])) }]
}

/** Lists of which a word that is not there is told: of the others it fails the row, or is told or made by whoever reads it. */
const toldLists: ReadonlySet<ValueList> = new Set<ValueList>(['source', 'lostReason', 'status', 'clientKind', 'language', 'noteKind', 'outcome', 'user'])

function fieldMapping(ctx: Context, part: SettledPart, table: FoundTable, choices: SettledChoices): FieldMapping {
  const properties = new Map(listProperties(ctx.db).map((property) => [property.id, property]))
  const headerOf = (column: number) => table.columns.find(({ index }) => index === column)?.header ?? ''
  const valuesOf = columnValues(ctx, choices.values ?? [])
  return {
    fields: part.mapping.flatMap((column) => {
      if (!('field' in column)) return []
      const list = listOfField[column.field]
      // Nobody is missing among the owners of deals: those who are not there are made.
      const isTold = list !== undefined && toldLists.has(list) && column.field !== 'ownerName'
      return [{ ...column, header: headerOf(column.column), ...(list !== undefined && valuesOf(list, null, isTold)) }]
    }),
    properties: part.mapping.flatMap((column) => {
      if (!('propertyId' in column) || part.target !== 'client') return []
      const property = properties.get(column.propertyId) ?? choices.madeProperties[column.propertyId]
      return property ? [{ column: column.column, propertyId: column.propertyId, kind: property.kind, name: property.name, ...valuesOf('choice', column.propertyId, false) }] : []
    })
  }
}

/** What words of a list's columns mean by what the user said, and which of them need no remark. */
function columnValues(ctx: Context, matches: readonly ValueMatch[]): (list: ValueList, propertyId: string | null, isTold: boolean) => ColumnValues {
  const wordsOf = listReader(ctx)
  return (list, propertyId, isTold) => {
    const ours = matches.filter((match) => match.list === list && match.propertyId === propertyId)
    if (!isTold && ours.length === 0) return {}
    const words = wordsOf(list, propertyId)
    const meanings = new Map<string, string>()
    const known = new Set(isTold ? words.ids.keys() : [])
    for (const { value, to } of ours) {
      const word = to === 'empty' ? '' : to === 'new' ? undefined : words.wordOf(to.id)
      if (word !== undefined) meanings.set(valueKey(value), word)
      known.add(valueKey(word ?? (to === 'new' ? value : '')))
    }
    return { meanings, ...(isTold && { known }) }
  }
}

function categoryMaker(ctx: Context, base: Base): (name: string) => string {
  let ids: Map<string, string> | undefined
  let position = 0
  return (name) => {
    if (!ids) {
      ids = new Map(listNames(ctx.db, 'category').map((row) => [normalise(row.name), row.id]))
      position = lastPosition(ctx.db, 'category')
    }
    const key = normalise(name) || name
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = ctx.newId()
    position += 1
    base.insert('category', { id, name, position, created_at: ctx.now(), updated_at: ctx.now() })
    ids.set(key, id)
    return id
  }
}

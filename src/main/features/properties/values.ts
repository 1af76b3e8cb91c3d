import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import type { Property, PropertyKind, PropertyValue } from '#shared/contract/properties.ts'
import { checkValue, properties, refuseEmpty } from './properties.ts'
import {
  findClientCategory,
  getCategory,
  insertClientCategory,
  insertValue,
  listCategoriesOf,
  listProperties,
  listValues,
  listValuesOf,
  removeClientCategory,
  removeValue,
  updateValue,
  type ValueColumns,
  type ValueRow
} from './properties.queries.ts'

/** What properties and categories say of a client. */
export type ClientValues = { readonly values: Readonly<Record<string, PropertyValue>>; readonly categoryIds: readonly string[] }

/** Values and categories of several clients, by client; those with none are left out. */
export function valuesOf(db: Db, clientIds: readonly string[]): ReadonlyMap<string, ClientValues> {
  const kinds = new Map(listProperties(db).map(({ id, kind }) => [id, kind]))
  const found = new Map<string, { values: Record<string, PropertyValue>; categoryIds: string[] }>()
  const of = (clientId: string) => {
    const known = found.get(clientId) ?? { values: {}, categoryIds: [] }
    found.set(clientId, known)
    return known
  }
  for (const row of listValuesOf(db, clientIds)) {
    const kind = kinds.get(row.propertyId)
    if (!kind) continue
    const { values } = of(row.clientId)
    values[row.propertyId] = kind === 'choices' ? [...((values[row.propertyId] as string[] | undefined) ?? []), row.choiceId!] : valueOf(row, kind)
  }
  for (const { clientId, categoryId } of listCategoriesOf(db, clientIds)) of(clientId).categoryIds.push(categoryId)
  return found
}

function valueOf(row: ValueRow, kind: PropertyKind): PropertyValue {
  switch (kind) {
    case 'text':
      return row.textValue
    case 'number':
      return row.numberMicro
    case 'date':
      return row.dayValue
    case 'choice':
    case 'choices':
      return row.choiceId
    case 'yesNo':
      return row.numberMicro === null ? null : row.numberMicro !== 0
  }
}

export function clientProperties({ db }: Context, { clientId }: { clientId: string }): ClientValues {
  return valuesOf(db, [clientId]).get(clientId) ?? { values: {}, categoryIds: [] }
}

const nothing: ValueColumns = { textValue: null, numberMicro: null, dayValue: null, choiceId: null }

/** The rows that a value takes: one, but one for each of several choices. */
function rowsFor(kind: PropertyKind, value: PropertyValue): ValueColumns[] {
  if (value === null || value === '') return []
  switch (kind) {
    case 'text':
      return [{ ...nothing, textValue: value as string }]
    case 'number':
      return [{ ...nothing, numberMicro: value as number }]
    case 'date':
      return [{ ...nothing, dayValue: value as string }]
    case 'yesNo':
      return [{ ...nothing, numberMicro: value === true ? 1_000_000 : 0 }]
    case 'choice':
      return [{ ...nothing, choiceId: value as string }]
    case 'choices':
      return [...new Set(value as readonly string[])].map((choiceId) => ({ ...nothing, choiceId }))
  }
}

const isSame = (row: ValueColumns, other: ValueColumns): boolean =>
  row.textValue === other.textValue && row.numberMicro === other.numberMicro && row.dayValue === other.dayValue && row.choiceId === other.choiceId

/**
 * Writes what a property of a client is; says whether that changed anything. For use inside a transaction, with a value that
 * was checked.
 */
export function writeValue(ctx: Context, db: Db, clientId: string, { id: propertyId, kind, isRequired }: Pick<Property, 'id' | 'kind' | 'isRequired'>, value: PropertyValue, mode: 'set' | 'add' | 'remove'): boolean {
  const at = ctx.now()
  const before = listValues(db, clientId, propertyId)
  const wanted = rowsFor(kind, value)
  const missing = wanted.filter((row) => !before.some((old) => isSame(old, row)))
  const add = (rows: readonly ValueColumns[]) => {
    for (const row of rows) insertValue(db, { id: ctx.newId(), clientId, propertyId, ...row, createdAt: at, updatedAt: at })
  }
  if (mode === 'remove') {
    const gone = before.filter((old) => wanted.some((row) => isSame(old, row)))
    if (isRequired && gone.length === before.length) return false
    for (const row of gone) removeValue(db, row.id, at)
    return gone.length > 0
  }
  if (mode === 'add') {
    add(missing)
    return missing.length > 0
  }
  const gone = before.filter((old) => !wanted.some((row) => isSame(old, row)))
  const [old] = gone
  const [row] = missing
  if (kind !== 'choices' && old && row) {
    updateValue(db, old.id, row, at)
    for (const other of gone.slice(1)) removeValue(db, other.id, at)
    return true
  }
  for (const other of gone) removeValue(db, other.id, at)
  add(missing)
  return gone.length + missing.length > 0
}

/**
 * What a new client is given: the values named, and the firm's defaults for the rest. For use inside the transaction that
 * adds it. Throws validation `property.value`, `property.required`.
 */
export function giveFirstValues(
  ctx: Context,
  db: Db,
  clientId: string,
  given: readonly { readonly propertyId: string; readonly value: PropertyValue }[],
  categoryIds: readonly string[]
): void {
  const named = new Map(given.map(({ propertyId, value }) => [propertyId, value]))
  for (const property of properties({ db })) {
    const value = named.has(property.id) ? named.get(property.id)! : property.defaultValue
    refuseEmpty(property, value)
    if (value === null) continue
    checkValue(db, property, value)
    writeValue(ctx, db, clientId, property, value, 'set')
  }
  for (const categoryId of categoryIds) writeCategory(ctx, db, clientId, getCategory(db, categoryId).id, true)
}

/** Puts a category on a client or takes it off; says whether that changed anything. For use inside a transaction. */
export function writeCategory(ctx: Context, db: Db, clientId: string, categoryId: string, isOn: boolean): boolean {
  const known = findClientCategory(db, clientId, categoryId)
  if ((known !== undefined) === isOn) return false
  if (known !== undefined) removeClientCategory(db, known, ctx.now())
  else insertClientCategory(db, { id: ctx.newId(), clientId, categoryId, createdAt: ctx.now(), updatedAt: ctx.now() })
  return true
}

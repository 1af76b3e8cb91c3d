import type { Context, JobContext } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { Category, CategoryColor, Property, PropertyKind, PropertyValue, ValueCount } from '#shared/contract/properties.ts'
import { isDay } from '#shared/day.ts'
import { normalise } from '#shared/normalise.ts'
import { invalid, notFound, ruleBroken } from '#shared/result.ts'
import { inBatches } from '../clients/batches.ts'
import {
  type ChoiceRecord,
  countLabelled,
  countValued,
  getCategory,
  getChoice,
  getProperty,
  insertCategory,
  insertChoice,
  insertProperty,
  listCategories,
  listChoices,
  listLabelIds,
  listProperties,
  listValueIds,
  type OrderedTable,
  type PropertyRecord,
  removeClientCategory,
  removeValue,
  setPosition,
  updateCategory,
  updateChoice,
  updateProperty
} from './properties.queries.ts'

/** Every property with its choices, in the firm's order. */
export function properties({ db }: Pick<Context, 'db'>): Property[] {
  const choices = listChoices(db)
  return listProperties(db).map((row) => {
    const own = choices.filter((choice) => choice.propertyId === row.id)
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      isRequired: row.isRequired,
      defaultValue: usable(defaultOf(row), row.kind, own),
      choices: own.map(({ id, name }) => ({ id, name }))
    }
  })
}

function defaultOf({ defaultValue }: PropertyRecord): PropertyValue {
  return defaultValue === null ? null : (JSON.parse(defaultValue) as PropertyValue)
}

/** The value without choices that are gone. */
function usable(value: PropertyValue, kind: PropertyKind, choices: readonly ChoiceRecord[]): PropertyValue {
  const has = (id: string) => choices.some((choice) => choice.id === id)
  if (kind === 'choice') return typeof value === 'string' && has(value) ? value : null
  if (!Array.isArray(value)) return value
  const left = (value as readonly string[]).filter(has)
  return left.length === 0 ? null : left
}

export function categories({ db }: Pick<Context, 'db'>): Category[] {
  return listCategories(db).map(({ id, name, color }) => ({ id, name, color: color as CategoryColor | null }))
}

export function propertyCount({ db }: Context, { propertyId, choiceId }: { propertyId: string; choiceId: string | null }): ValueCount {
  return { clientCount: countValued(db, propertyId, choiceId) }
}

export function categoryCount({ db }: Context, { id }: { id: string }): ValueCount {
  return { clientCount: countLabelled(db, id) }
}

function refuseTaken(names: readonly { readonly id: string; readonly name: string }[], name: string, reason: 'property.name_taken' | 'property.choice_taken' | 'category.name_taken', exceptId?: string): void {
  const plain = normalise(name)
  if (names.some((other) => other.id !== exceptId && normalise(other.name) === plain)) throw invalid(reason, { name }, { name: reason })
}

const isChoosing = (kind: PropertyKind): boolean => kind === 'choice' || kind === 'choices'

/** Adds a property after the others. Throws validation `property.name_taken`, `property.choices_missing`, `property.choice_taken`. */
export function createProperty(
  ctx: Context,
  { name, kind, isRequired, choices }: { name: string; kind: PropertyKind; isRequired: boolean; choices: readonly string[] }
): { readonly id: string } {
  refuseTaken(listProperties(ctx.db), name, 'property.name_taken')
  if (isChoosing(kind) && choices.length === 0) throw invalid('property.choices_missing', {}, { choices: 'property.choices_missing' })
  const different = new Set(choices.map(normalise))
  if (different.size < choices.length) throw invalid('property.choice_taken', { name: '' }, { choices: 'property.choice_taken' })
  const id = ctx.newId()
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransaction(ctx, (db) => {
    insertProperty(db, { id, name, kind, isRequired, position: listProperties(db).length + 1, defaultValue: null, ...at })
    if (!isChoosing(kind)) return
    for (const [index, choice] of choices.entries()) insertChoice(db, { id: ctx.newId(), propertyId: id, name: choice, position: index + 1, ...at })
  })
  return { id }
}

/** Changes what is given. Throws not_found, validation `property.name_taken`, `property.value`. */
export function changeProperty(
  ctx: Context,
  { id, name, isRequired, defaultValue }: { id: string; name?: string | undefined; isRequired?: boolean | undefined; defaultValue?: PropertyValue | undefined }
): null {
  const before = getProperty(ctx.db, id)
  if (name !== undefined) refuseTaken(listProperties(ctx.db), name, 'property.name_taken', id)
  if (defaultValue !== undefined && defaultValue !== null) checkValue(ctx.db, before, defaultValue)
  inTransaction(ctx, (db) =>
    updateProperty(db, id, {
      ...(name !== undefined && { name }),
      ...(isRequired !== undefined && { isRequired }),
      ...(defaultValue !== undefined && { defaultValue: defaultValue === null ? null : JSON.stringify(defaultValue) }),
      updatedAt: ctx.now()
    })
  )
  return null
}

/** Throws validation `property.value` when the value is not of the property's kind, or none of its choices. */
export function checkValue(db: Db, { id, kind }: Pick<PropertyRecord, 'id' | 'kind'>, value: Exclude<PropertyValue, null>): void {
  const isOwn = (choiceId: string) => listChoices(db).some((choice) => choice.id === choiceId && choice.propertyId === id)
  const fits = {
    text: typeof value === 'string',
    number: typeof value === 'number',
    date: typeof value === 'string' && isDay(value),
    choice: typeof value === 'string' && isOwn(value),
    choices: Array.isArray(value) && (value as readonly string[]).every(isOwn),
    yesNo: typeof value === 'boolean'
  }[kind]
  if (!fits) throw invalid('property.value', {}, { value: 'property.value' })
}

/** Throws validation `property.required` where a property that the firm asks for would be left without a value. */
export function refuseEmpty({ id, name, isRequired }: Pick<PropertyRecord, 'id' | 'name' | 'isRequired'>, value: PropertyValue): void {
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (isRequired && isEmpty) throw invalid('property.required', { name }, { [`properties.${id}`]: 'property.required' })
}

/** Puts a row of a list before another one, or last; the others close up. Throws not_found. */
export function moveWithin(ctx: Context, table: OrderedTable, rows: readonly { readonly id: string }[], id: string, beforeId: string | null): null {
  const moved = rows.find((row) => row.id === id)
  if (!moved) throw notFound(table, id)
  const others = rows.filter((row) => row.id !== id)
  const place = beforeId === null ? -1 : others.findIndex((row) => row.id === beforeId)
  const ordered = place < 0 ? [...others, moved] : [...others.slice(0, place), moved, ...others.slice(place)]
  inTransaction(ctx, (db) => {
    for (const [index, row] of ordered.entries()) setPosition(db, table, row.id, index + 1, ctx.now())
  })
  return null
}

export function moveProperty(ctx: Context, { id, beforeId }: { id: string; beforeId: string | null }): null {
  return moveWithin(ctx, 'property', listProperties(ctx.db), id, beforeId)
}

/** Takes a property away with every value that clients have; undo gives all of it back. Throws not_found. */
export async function removeProperty(ctx: JobContext, { id }: { id: string }): Promise<ValueCount> {
  getProperty(ctx.db, id)
  const clientCount = countValued(ctx.db, id, null)
  await inBatches(ctx, listValueIds(ctx.db, id, null), (valueId) => removeValue(ctx.db, valueId, ctx.now()))
  inTransaction(ctx, (db) => updateProperty(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return { clientCount }
}

/** Throws not_found, validation `property.choice_taken`, rule `property.value` where the kind has no choices. */
export function addChoice(ctx: Context, { propertyId, name }: { propertyId: string; name: string }): { readonly id: string } {
  const { kind } = getProperty(ctx.db, propertyId)
  if (!isChoosing(kind)) throw ruleBroken('property.value')
  const own = choicesOf(ctx.db, propertyId)
  refuseTaken(own, name, 'property.choice_taken')
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertChoice(db, { id, propertyId, name, position: own.length + 1, createdAt: ctx.now(), updatedAt: ctx.now() }))
  return { id }
}

function choicesOf(db: Db, propertyId: string): ChoiceRecord[] {
  return listChoices(db).filter((choice) => choice.propertyId === propertyId)
}

/** Throws not_found, validation `property.choice_taken`. */
export function renameChoice(ctx: Context, { id, name }: { id: string; name: string }): null {
  refuseTaken(choicesOf(ctx.db, getChoice(ctx.db, id).propertyId), name, 'property.choice_taken', id)
  inTransaction(ctx, (db) => updateChoice(db, id, { name, updatedAt: ctx.now() }))
  return null
}

export function moveChoice(ctx: Context, { id, beforeId }: { id: string; beforeId: string | null }): null {
  return moveWithin(ctx, 'property_choice', choicesOf(ctx.db, getChoice(ctx.db, id).propertyId), id, beforeId)
}

/** Takes a choice away from its property and from the clients that have it. Throws not_found. */
export async function removeChoice(ctx: JobContext, { id }: { id: string }): Promise<ValueCount> {
  const { propertyId } = getChoice(ctx.db, id)
  const clientCount = countValued(ctx.db, propertyId, id)
  await inBatches(ctx, listValueIds(ctx.db, propertyId, id), (valueId) => removeValue(ctx.db, valueId, ctx.now()))
  inTransaction(ctx, (db) => updateChoice(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return { clientCount }
}

/** Throws validation `category.name_taken`. */
export function createCategory(ctx: Context, { name, color }: { name: string; color: CategoryColor | null }): { readonly id: string } {
  const all = listCategories(ctx.db)
  refuseTaken(all, name, 'category.name_taken')
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertCategory(db, { id, name, color, position: all.length + 1, createdAt: ctx.now(), updatedAt: ctx.now() }))
  return { id }
}

/** Throws not_found, validation `category.name_taken`. */
export function changeCategory(ctx: Context, { id, name, color }: { id: string; name?: string | undefined; color?: CategoryColor | null | undefined }): null {
  getCategory(ctx.db, id)
  if (name !== undefined) refuseTaken(listCategories(ctx.db), name, 'category.name_taken', id)
  inTransaction(ctx, (db) => updateCategory(db, id, { ...(name !== undefined && { name }), ...(color !== undefined && { color }), updatedAt: ctx.now() }))
  return null
}

export function moveCategory(ctx: Context, { id, beforeId }: { id: string; beforeId: string | null }): null {
  return moveWithin(ctx, 'category', listCategories(ctx.db), id, beforeId)
}

/** Takes a category away from every client that carries it; undo gives all of it back. Throws not_found. */
export async function removeCategory(ctx: JobContext, { id }: { id: string }): Promise<ValueCount> {
  getCategory(ctx.db, id)
  const clientCount = countLabelled(ctx.db, id)
  await inBatches(ctx, listLabelIds(ctx.db, id), (labelId) => removeClientCategory(ctx.db, labelId, ctx.now()))
  inTransaction(ctx, (db) => updateCategory(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return { clientCount }
}

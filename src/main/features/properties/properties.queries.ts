import { asc, eq, isNull } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { category, type clientCategory, type clientProperty, property, propertyChoice } from '#main/db/schema/index.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import { notFound } from '#shared/result.ts'

export type PropertyRecord = typeof property.$inferSelect
export type ChoiceRecord = typeof propertyChoice.$inferSelect
export type CategoryRecord = typeof category.$inferSelect
/** Lists that people put in order. */
export type OrderedTable = 'property' | 'property_choice' | 'category' | 'saved_view' | 'source'

export function listProperties(db: Db): PropertyRecord[] {
  return db.select().from(property).where(isNull(property.deletedAt)).orderBy(asc(property.position), asc(property.id)).all()
}

export function listChoices(db: Db): ChoiceRecord[] {
  return db.select().from(propertyChoice).where(isNull(propertyChoice.deletedAt)).orderBy(asc(propertyChoice.position), asc(propertyChoice.id)).all()
}

export function listCategories(db: Db): CategoryRecord[] {
  return db.select().from(category).where(isNull(category.deletedAt)).orderBy(asc(category.position), asc(category.id)).all()
}

/** Throws not_found. */
export function getProperty(db: Db, id: string): PropertyRecord {
  const found = db.select().from(property).where(eq(property.id, id)).get()
  if (!found || found.deletedAt !== null) throw notFound('property', id)
  return found
}

/** Throws not_found. */
export function getChoice(db: Db, id: string): ChoiceRecord {
  const found = db.select().from(propertyChoice).where(eq(propertyChoice.id, id)).get()
  if (!found || found.deletedAt !== null) throw notFound('property_choice', id)
  return found
}

/** Throws not_found. */
export function getCategory(db: Db, id: string): CategoryRecord {
  const found = db.select().from(category).where(eq(category.id, id)).get()
  if (!found || found.deletedAt !== null) throw notFound('category', id)
  return found
}

export function insertProperty(db: Db, values: typeof property.$inferInsert): void {
  db.insert(property).values(values).run()
}

export function insertChoice(db: Db, values: typeof propertyChoice.$inferInsert): void {
  db.insert(propertyChoice).values(values).run()
}

export function insertCategory(db: Db, values: typeof category.$inferInsert): void {
  db.insert(category).values(values).run()
}

export function updateProperty(db: Db, id: string, change: Partial<typeof property.$inferInsert>): void {
  db.update(property).set(change).where(eq(property.id, id)).run()
}

export function updateChoice(db: Db, id: string, change: Partial<typeof propertyChoice.$inferInsert>): void {
  db.update(propertyChoice).set(change).where(eq(propertyChoice.id, id)).run()
}

export function updateCategory(db: Db, id: string, change: Partial<typeof category.$inferInsert>): void {
  db.update(category).set(change).where(eq(category.id, id)).run()
}

export function setPosition(db: Db, table: OrderedTable, id: string, position: number, at: number): void {
  prepared<[number, number, string, number]>(db, `UPDATE "${table}" SET position = ?, updated_at = ? WHERE id = ? AND position <> ?`).run(position, at, id, position)
}

export type ValueRow = {
  readonly id: string
  readonly clientId: string
  readonly propertyId: string
  readonly textValue: string | null
  readonly numberMicro: number | null
  readonly dayValue: string | null
  readonly choiceId: string | null
}
const valueColumns = `v.id, v.client_id AS clientId, v.property_id AS propertyId, v.text_value AS textValue, v.number_micro AS numberMicro,
  v.day_value AS dayValue, v.choice_id AS choiceId`

export function listValues(db: Db, clientId: string, propertyId: string): ValueRow[] {
  return prepared<[string, string], ValueRow>(
    db,
    `SELECT ${valueColumns} FROM client_property AS v WHERE v.client_id = ? AND v.property_id = ? AND v.deleted_at IS NULL ORDER BY v.id`
  ).all(clientId, propertyId)
}

/** Values of properties and choices that are there, in the order of the choices. */
export function listValuesOf(db: Db, clientIds: readonly string[]): ValueRow[] {
  return prepared<[string], ValueRow>(
    db,
    `SELECT ${valueColumns} FROM json_each(?) AS j CROSS JOIN client_property AS v ON v.client_id = j.value
       JOIN property AS p ON p.id = v.property_id LEFT JOIN property_choice AS c ON c.id = v.choice_id
     WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL AND (v.choice_id IS NULL OR c.deleted_at IS NULL)
     ORDER BY v.client_id, v.property_id, c.position, v.id`
  ).all(JSON.stringify(clientIds))
}

export function listCategoriesOf(db: Db, clientIds: readonly string[]): { readonly clientId: string; readonly categoryId: string }[] {
  return prepared<[string], { clientId: string; categoryId: string }>(
    db,
    `SELECT DISTINCT g.client_id AS clientId, g.category_id AS categoryId FROM json_each(?) AS j CROSS JOIN client_category AS g ON g.client_id = j.value
       JOIN category AS c ON c.id = g.category_id
     WHERE g.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY g.client_id, c.position, c.id`
  ).all(JSON.stringify(clientIds))
}

export function insertValue(db: Db, values: typeof clientProperty.$inferInsert): void {
  prepared<(string | number | null)[]>(
    db,
    `INSERT INTO client_property (id, client_id, property_id, text_value, number_micro, day_value, choice_id, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(
    values.id,
    values.clientId,
    values.propertyId,
    values.textValue ?? null,
    values.numberMicro ?? null,
    values.dayValue ?? null,
    values.choiceId ?? null,
    values.createdAt,
    values.updatedAt
  )
}

export type ValueColumns = Pick<ValueRow, 'textValue' | 'numberMicro' | 'dayValue' | 'choiceId'>

export function updateValue(db: Db, id: string, { textValue, numberMicro, dayValue, choiceId }: ValueColumns, at: number): void {
  prepared<(string | number | null)[]>(
    db,
    'UPDATE client_property SET text_value = ?, number_micro = ?, day_value = ?, choice_id = ?, updated_at = ? WHERE id = ?'
  ).run(textValue, numberMicro, dayValue, choiceId, at, id)
}

export function removeValue(db: Db, id: string, at: number): void {
  prepared<[number, number, string]>(db, 'UPDATE client_property SET deleted_at = ?, updated_at = ? WHERE id = ?').run(at, at, id)
}

export function findClientCategory(db: Db, clientId: string, categoryId: string): string | undefined {
  return preparedValue<[string, string], string>(
    db,
    'SELECT id FROM client_category WHERE client_id = ? AND category_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1'
  ).get(clientId, categoryId)
}

export function insertClientCategory(db: Db, { id, clientId, categoryId, createdAt, updatedAt }: typeof clientCategory.$inferInsert): void {
  prepared<[string, string, string, number, number]>(
    db,
    'INSERT INTO client_category (id, client_id, category_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)'
  ).run(id, clientId, categoryId, createdAt, updatedAt)
}

export function removeClientCategory(db: Db, id: string, at: number): void {
  prepared<[number, number, string]>(db, 'UPDATE client_category SET deleted_at = ?, updated_at = ? WHERE id = ?').run(at, at, id)
}

/** Rows of values that a property, one choice of it, or a category has. */
export function listValueIds(db: Db, propertyId: string, choiceId: string | null): string[] {
  return preparedValue<[string, string | null, string | null], string>(
    db,
    'SELECT id FROM client_property WHERE property_id = ? AND (? IS NULL OR choice_id = ?) AND deleted_at IS NULL ORDER BY id'
  ).all(propertyId, choiceId, choiceId)
}

export function listLabelIds(db: Db, categoryId: string): string[] {
  return preparedValue<[string], string>(db, 'SELECT id FROM client_category WHERE category_id = ? AND deleted_at IS NULL ORDER BY id').all(categoryId)
}

/** Clients that are there and have a value. */
export function countValued(db: Db, propertyId: string, choiceId: string | null): number {
  return (
    preparedValue<[string, string | null, string | null], number>(
      db,
      `SELECT count(DISTINCT v.client_id) FROM client_property AS v JOIN client AS c ON c.id = v.client_id
       WHERE v.property_id = ? AND (? IS NULL OR v.choice_id = ?) AND v.deleted_at IS NULL AND c.deleted_at IS NULL`
    ).get(propertyId, choiceId, choiceId) ?? 0
  )
}

export function countLabelled(db: Db, categoryId: string): number {
  return (
    preparedValue<[string], number>(
      db,
      `SELECT count(DISTINCT g.client_id) FROM client_category AS g JOIN client AS c ON c.id = g.client_id
       WHERE g.category_id = ? AND g.deleted_at IS NULL AND c.deleted_at IS NULL`
    ).get(categoryId) ?? 0
  )
}

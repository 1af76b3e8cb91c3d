import type { Db } from '#main/db/open.ts'
import { preparedValue } from '#main/db/statements.ts'
import type { PropertySort } from '#shared/contract/clients.ts'

/** One text of many ids crosses into here many times faster than as many rows. */
function read(db: Db, rows: string, ...values: (string | number)[]): number[] {
  return JSON.parse(preparedValue<(string | number)[], string>(db, `SELECT json_group_array(id) FROM (${rows})`).get(...values) ?? '[]') as number[]
}

/**
 * Row ids of everybody, archived or not, in the order of a property: numbers, days and texts along the index of facts,
 * choices as the firm put them in order (of several, the one nearest to the beginning of the list decides), no before yes.
 * Equal values by id; whoever has none by id after all others, in both directions.
 */
export function orderByProperty(db: Db, sort: PropertySort): Int32Array {
  const everybody = read(db, 'SELECT id FROM client_summary')
  let last = 0
  for (const id of everybody) if (id > last) last = id
  const isLeft = new Uint8Array(last + 1)
  for (const id of everybody) isLeft[id] = 1
  const order = new Int32Array(everybody.length)
  let count = 0
  const take = (id: number) => {
    if (isLeft[id] !== 1) return
    isLeft[id] = 0
    order[count] = id
    count += 1
  }
  for (const ids of valued(db, sort, -1)) for (const id of ids) take(id)
  for (let id = 0; id <= last; id += 1) take(id)
  return order
}

/** The first so many of that order, without looking at the rest; undefined where fewer have a value. */
export function firstByProperty(db: Db, sort: PropertySort, wanted: number): number[] | undefined {
  const first = new Set<number>()
  for (const ids of valued(db, sort, wanted)) {
    for (const id of ids) if (first.size < wanted) first.add(id)
    if (first.size === wanted) return [...first]
  }
  return undefined
}

/** Clients with a value, those of each choice by themselves; at most so many of each, or all with -1. */
function* valued(db: Db, { by, direction }: PropertySort, most: number): Generator<readonly number[]> {
  const propertyId = by.slice('property:'.length)
  const way = direction === 'asc' ? 'ASC' : 'DESC'
  const choices = preparedValue<[string], string>(
    db,
    `SELECT id FROM property_choice WHERE property_id = ? AND deleted_at IS NULL ORDER BY position ${way}, id ${way}`
  ).all(propertyId)
  if (choices.length === 0) {
    yield read(db, `SELECT summary_id AS id FROM client_fact WHERE key = ? ORDER BY number ${way}, word ${way}, summary_id ${way} LIMIT ?`, propertyId, most)
  }
  for (const id of choices) {
    yield read(db, 'SELECT summary_id AS id FROM client_fact WHERE key = ? AND number IS NULL AND word = ? ORDER BY summary_id LIMIT ?', propertyId, id, most)
  }
}

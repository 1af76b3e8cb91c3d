import type { JobContext } from '#main/app/context.ts'
import { type FoundTable, rowRole } from '#main/workers/table.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import { type importOperations, type ImportPart, listOfField, type UnknownList, type ValueList } from '#shared/contract/imports.ts'
import { latinKey } from '#shared/normalise.ts'
import { isPlaceholder, valueKey, valuesIn } from './fields.ts'
import { listProperties } from './imports.queries.ts'
import { guessOf, isUnderstood, listReader, type ListWords } from './lists.ts'
import { findTableOf, openPlace } from './preview.ts'

/** Words listed of one list, those that are met most; different ones kept in mind at all. */
const shownValues = 200
const mostValues = 20_000
/** Work between two moments in which waiting calls are answered, ms. */
const sliceMs = 20

type Column = { readonly column: number; readonly header: string; readonly list: ValueList; readonly propertyId: string | null; readonly isSeveral: boolean }
type Met = { readonly list: ValueList; readonly propertyId: string | null; readonly words: ListWords; readonly columns: Set<string>; readonly values: Map<string, { readonly value: string; count: number }> }

/**
 * Words of the files that are in none of our lists, so that the user says what they mean before anything comes in. Files
 * without a column of such a kind are not read. Throws what the readers throw.
 */
export async function findUnknownValues(ctx: JobContext, { parts }: ParsedOf<(typeof importOperations)['imports.values']>): Promise<readonly UnknownList[]> {
  const wordsOf = listReader(ctx)
  const met = new Map<string, Met>()
  let done = 0
  for (const part of parts) done += await readPart(ctx, part, done, metOf)
  return [...met.values()].filter(({ values }) => values.size > 0).map(unknownList)

  function metOf({ list, propertyId, header }: Column): Met {
    const key = `${list}/${propertyId ?? ''}`
    const known = met.get(key) ?? { list, propertyId, words: wordsOf(list, propertyId), columns: new Set(), values: new Map() }
    known.columns.add(header)
    met.set(key, known)
    return known
  }
}

async function readPart(ctx: JobContext, part: ImportPart, before: number, metOf: (column: Column) => Met): Promise<number> {
  if (!part.mapping.some((column) => 'propertyId' in column || ('field' in column && listOfField[column.field] !== undefined))) return 0
  const opened = await openPlace(ctx, part)
  let rowCount = 0
  try {
    const { table } = await findTableOf(opened, part)
    const columns = columnsOf(ctx, part, table).map((column) => ({ ...column, met: metOf(column) }))
    if (columns.length === 0) return 0
    let until = performance.now() + sliceMs
    for await (const batch of opened.rows) {
      for (const row of batch) {
        rowCount += 1
        if (row.rowNumber < table.firstDataRow || row.isCut === true || rowRole(row, table) !== 'data') continue
        for (const { column, isSeveral, met } of columns) {
          const cell = row.cells[column]
          if (cell === undefined || cell.kind === 'error' || cell.text === '' || isPlaceholder(cell.text)) continue
          for (const value of valuesIn(cell.text, isSeveral)) meet(met, value)
        }
      }
      if (performance.now() < until) continue
      ctx.progress({ done: before + rowCount, total: before + Math.max(opened.info.approxRows, rowCount) })
      await ctx.breathe()
      until = performance.now() + sliceMs
    }
  } finally {
    await opened.close()
  }
  return rowCount
}

function columnsOf(ctx: JobContext, part: ImportPart, table: FoundTable): Column[] {
  const headerOf = (index: number) => table.columns.find((column) => column.index === index)?.header ?? ''
  const properties = new Map(listProperties(ctx.db).map((property) => [property.id, property]))
  return part.mapping.flatMap((column): Column[] => {
    const header = headerOf(column.column)
    if ('field' in column) {
      const list = listOfField[column.field]
      return list === undefined ? [] : [{ column: column.column, header, list, propertyId: null, isSeveral: list === 'category' }]
    }
    const kind = 'propertyId' in column && part.target === 'client' ? properties.get(column.propertyId)?.kind : undefined
    if (!('propertyId' in column) || (kind !== 'choice' && kind !== 'choices')) return []
    return [{ column: column.column, header, list: 'choice', propertyId: column.propertyId, isSeveral: kind === 'choices' }]
  })
}

function meet({ words, values }: Met, value: string): void {
  const key = valueKey(value)
  const known = values.get(key)
  if (known) known.count += 1
  else if (values.size < mostValues && !isUnderstood(words, value)) values.set(key, { value: value.slice(0, 200), count: 1 })
}

function unknownList({ list, propertyId, words, columns, values }: Met): UnknownList {
  const keys = new Map<string, string>()
  const keyOf = (text: string): string => {
    const known = keys.get(text)
    if (known !== undefined) return known
    const key = latinKey(text)
    keys.set(text, key)
    return key
  }
  const sorted = [...values.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, shownValues)
  return { list, propertyId, columns: [...columns], valueCount: values.size, values: sorted.map(({ value, count }) => ({ value, count, guess: guessOf(value, words, keyOf) })) }
}

import { basename } from 'node:path'
import type { JobContext } from '#main/app/context.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import type { CheckedRow, ImportCheck, ImportField, importOperations, ImportPartCheck } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'
import { type Base, openBase } from './base.queries.ts'
import { fieldReader, type FieldMapping, type Remark, type RowValues } from './fields.ts'
import { madeClients, type MadeClients } from './madeClients.ts'
import type { RowOutcome } from './outcome.ts'
import { findTableOf, openPlace } from './preview.ts'
import type { Reading, RecordOfRow } from './readings.ts'
import { trialBase } from './trialBase.ts'
import { checkMapping, inOrder, makeWriter, settle, type SettledChoices } from './writer.ts'

/** Rows shown from the top, and as many again with which something else happens than being added. */
const firstRows = 50
const otherRows = 250
/** Rows with something to put right that are shown with their cells; more are better mended in the file. */
const badRows = 2000
/** Characters of a cell (contract: `edits`). */
const longestCell = 32_767
/** Work between two moments in which waiting calls are answered, ms. */
const sliceMs = 20

/**
 * What an import would do with every row of the files, by the very code that imports, writing nothing. Throws what the
 * readers throw and `import.mapping_incomplete`.
 */
export async function checkImport(ctx: JobContext, asked: ParsedOf<(typeof importOperations)['imports.check']>): Promise<ImportCheck> {
  for (const part of asked.parts) checkMapping(part)
  const ordered = inOrder(asked.parts)
  const base = trialBase(openBase(ctx.db, normalise))
  const choices = settle(ctx, base, {
    ...asked, parts: ordered.map(({ part }) => part), sourceId: '', ownerIds: [], categoryIds: [], segment: null, consent: null
  })
  const parts: ImportPartCheck[] = []
  const runIds = new Set<string>()
  const made = madeClients()
  for (const [index, { place }] of ordered.entries()) {
    const importRunId = `trial-${index}`
    runIds.add(importRunId)
    parts.push(await checkPart(ctx, base, choices, index, { place, importRunId, runIds, made }))
  }
  return { parts }
}

type Trial = { readonly place: number; readonly importRunId: string; readonly runIds: ReadonlySet<string>; readonly made: MadeClients }

async function checkPart(ctx: JobContext, base: Base, choices: SettledChoices, index: number, { place, importRunId, runIds, made }: Trial): Promise<ImportPartCheck> {
  const part = choices.parts[index]!
  const opened = await openPlace(ctx, part)
  try {
    const { table } = await findTableOf(opened, part)
    base.begin()
    const { plan, write, finish } = makeWriter(ctx, base, table, { choices, part, importRunId, runIds, made })
    const show = rowShower(plan.mapping)
    const counts = { rowsRead: 0, createdCount: 0, updatedCount: 0, duplicateCount: 0, failedCount: 0, emptyCount: 0, warningCount: 0 }
    const rows: CheckedRow[] = []
    const problems = new Map<string, ImportPartCheck['problems'][number]>()
    let others = 0
    let bad = 0
    let until = performance.now() + sliceMs
    for await (const batch of opened.readings(plan)) {
      for (const { row, reading } of batch) {
        if (row.rowNumber >= table.firstDataRow) checkRow(row, reading)
        if (performance.now() < until) continue
        ctx.progress({ done: counts.rowsRead, total: Math.max(opened.info.approxRows, counts.rowsRead) })
        base.end()
        await ctx.breathe()
        base.begin()
        until = performance.now() + sliceMs
      }
    }
    for (const { rowNumber, remark } of finish?.() ?? []) addProblem(rowNumber, remark)
    base.end()
    const sorted = [...problems.values()].sort((a, b) => b.count - a.count || a.firstRow - b.firstRow)
    return { part: place, target: part.target, fileName: basename(part.path), ...counts, rows, columns: table.columns.map(({ index, header }) => ({ index, header })), problems: sorted }

    function checkRow(row: SheetRow, reading: Reading): void {
      counts.rowsRead += 1
      if (!reading.isData) {
        counts.emptyCount += 1
        return
      }
      const outcome = write(reading, row.rowNumber)
      counts[`${outcome.kind}Count`] += 1
      const isOther = outcome.kind !== 'created' && others < otherRows
      const isBad = outcome.kind === 'failed' || outcome.remarks.some((remark) => remark.outcome === 'warning')
      if (counts.rowsRead <= firstRows || isOther || (isBad && bad < badRows)) rows.push(checkedRow(row, reading, outcome))
      if (isOther) others += 1
      if (isBad) bad += 1
      for (const remark of outcome.remarks) addProblem(row.rowNumber, remark)
    }

    function checkedRow(row: SheetRow, reading: Reading, { kind, remarks, matchName, changes }: RowOutcome): CheckedRow {
      return {
        rowNumber: row.rowNumber,
        outcome: kind,
        remarks: remarks.map(({ problem, detail }) => ({ problem, detail })),
        cells: table.columns.map(({ index }) => row.cells[index]?.text.slice(0, longestCell) ?? ''),
        values: show(row, reading.record),
        matchName: matchName ?? null,
        changes: changes ?? []
      }
    }

    function addProblem(rowNumber: number, { problem, outcome, detail }: Remark): void {
      if (outcome === 'warning') counts.warningCount += 1
      const key = `${outcome}/${problem}`
      const known = problems.get(key)
      problems.set(key, known ? { ...known, count: known.count + 1 } : { problem, outcome, count: 1, firstRow: rowNumber, firstDetail: detail })
    }
  } finally {
    await opened.close()
  }
}

type Shown = Partial<Record<ImportField, string>>

/** Values of a row in our form; those of a row that cannot come in as they stand in the file. */
function rowShower(mapping: FieldMapping): (row: SheetRow, record: RecordOfRow | null) => CheckedRow['values'] {
  const fields = [...new Set(mapping.fields.map(({ field }) => field))]
  const valuesOf = fieldReader(mapping)
  const asWritten = (values: RowValues): Shown =>
    Object.fromEntries(fields.map((field) => [field, values.cells(field).map((cell) => cell.text.trim().slice(0, 200)).join(', ')]))
  return (row, record) => {
    const written = asWritten(valuesOf(row))
    return record ? { ...written, ...only(valuesOfRecord(record), fields) } : written
  }
}

function valuesOfRecord(record: RecordOfRow): Shown {
  switch (record.kind) {
    case 'client': {
      const { name, taxNumber, phones, emails, ibans, country, status, contacts, street, postalCode, town } = record.value
      return {
        name, taxNumber: taxNumber ?? '', phone: phones.join(', '), email: emails.join(', '), iban: ibans.join(', '), country, status: status ?? '',
        contactName: contacts.map((contact) => contact.name).join(', '), address: [street, postalCode, town].filter(Boolean).join(', ')
      }
    }
    case 'contact': {
      const { name, phones, emails, birthday } = record.value
      return { contactName: name, phone: phones.join(', '), email: emails.join(', '), birthday: birthday ?? '' }
    }
    case 'deal': {
      const { title, amountMinor, currency, stageId, createdOn, closedOn, expectedOn } = record.value
      return { title, amount: String(amountMinor), currency, stage: stageId, createdOn: createdOn ?? '', closedOn: closedOn ?? '', expectedOn: expectedOn ?? '' }
    }
    case 'product': {
      const { name, priceMinor, costMinor, currency } = record.value
      return { product: name, price: String(priceMinor ?? ''), cost: String(costMinor ?? ''), currency: currency ?? '' }
    }
    case 'purchase': {
      const { boughtOn, netMinor, costMinor, currency } = record.value
      return { boughtOn, amount: String(netMinor), cost: String(costMinor ?? ''), currency }
    }
    case 'note':
      return { text: record.value.text, saidOn: record.value.saidOn ?? '', noteKind: record.value.kind }
  }
}

/** What the row shows: its own fields, and those that follow from others. */
function only(values: Shown, fields: readonly ImportField[]): Shown {
  const following: ReadonlySet<string> = new Set(['title', 'amount', 'currency', 'stage', 'product', 'contactName'])
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field as ImportField) || following.has(field)))
}

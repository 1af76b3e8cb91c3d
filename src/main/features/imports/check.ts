import type { JobContext } from '#main/app/context.ts'
import type { SheetRow } from '#main/workers/sheetRows.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import type { CheckedRow, ImportCheck, ImportField, importOperations } from '#shared/contract/imports.ts'
import { fieldReader, type Remark, type RowValues } from './fields.ts'
import { type ImportedRow, type ImportStatements, type Owned, prepareImport } from './imports.queries.ts'
import { findTableOf, openPlace } from './preview.ts'
import type { Reading } from './readings.ts'
import { checkMapping, makeWriter, type RowChoices } from './writer.ts'

const shownRows = 50
/** Work between two moments in which waiting calls are answered, ms. */
const sliceMs = 20

/**
 * What an import would do with every row of the file, by the very code that imports, writing nothing. Throws what the
 * readers throw and `import.mapping_incomplete`.
 */
export async function checkImport(ctx: JobContext, choices: ParsedOf<(typeof importOperations)['imports.check']>): Promise<ImportCheck> {
  checkMapping(choices)
  const opened = await openPlace(ctx, choices)
  try {
    const { table } = await findTableOf(opened)
    const statements = prepareImport(ctx.db)
    const { plan, write } = makeWriter(ctx, { ...choices, importRunId: '', sourceId: '', ownerId: null }, trialStatements(statements))
    statements.begin()
    const show = rowShower(choices)
    const counts = { rowsRead: 0, createdCount: 0, duplicateCount: 0, failedCount: 0, emptyCount: 0, warningCount: 0 }
    const rows: CheckedRow[] = []
    const problems = new Map<string, ImportCheck['problems'][number]>()
    let until = performance.now() + sliceMs
    for await (const batch of opened.readings({ table, mapping: choices.mapping, target: plan })) {
      for (const { row, reading } of batch) {
        if (row.rowNumber >= table.firstDataRow) checkRow(row, reading)
        if (performance.now() < until) continue
        ctx.progress({ done: counts.rowsRead, total: Math.max(opened.info.approxRows, counts.rowsRead) })
        statements.end()
        await ctx.breathe()
        statements.begin()
        until = performance.now() + sliceMs
      }
    }
    return { ...counts, rows, problems: [...problems.values()].sort((a, b) => b.count - a.count || a.firstRow - b.firstRow) }

    function checkRow(row: SheetRow, reading: Reading): void {
      counts.rowsRead += 1
      if (!reading.isData) {
        counts.emptyCount += 1
        return
      }
      const { kind, remarks } = write(reading)
      counts[`${kind}Count`] += 1
      if (rows.length < shownRows) {
        rows.push({ rowNumber: row.rowNumber, outcome: kind, remarks: remarks.map(({ problem, detail }) => ({ problem, detail })), values: show(row, reading) })
      }
      for (const remark of remarks) addProblem(row, remark)
    }

    function addProblem({ rowNumber }: SheetRow, { problem, outcome, detail }: Remark): void {
      if (outcome === 'warning') counts.warningCount += 1
      const known = problems.get(problem)
      problems.set(problem, known ? { ...known, count: known.count + 1 } : { problem, outcome, count: 1, firstRow: rowNumber, firstDetail: detail })
    }
  } finally {
    await opened.close()
  }
}

/** The store's answers and, after them, what the trial itself has seen; nothing is written. */
function trialStatements(real: ImportStatements): ImportStatements {
  const taxNumbers = new Map<string, Owned>()
  const phones = new Map<string, Owned[]>()
  const emails = new Map<string, Owned[]>()
  const dealIds = new Map<string, string>()
  let last: Owned = { clientId: '', name: '', taxNumber: null }
  const remember = (map: Map<string, Owned[]>, key: unknown): void => {
    const owners = map.get(String(key))
    if (owners) owners.push(last)
    else map.set(String(key), [last])
  }
  const nowhere = { run: (_row: ImportedRow) => undefined }
  return {
    ...real,
    byTaxNumber: { get: (key) => real.byTaxNumber.get(key) ?? taxNumbers.get(key) },
    byPhone: { all: (key) => [...real.byPhone.all(key), ...(phones.get(key) ?? [])] },
    byEmail: { all: (key) => [...real.byEmail.all(key), ...(emails.get(key) ?? [])] },
    dealByExternalId: { get: (key) => real.dealByExternalId.get(key) ?? dealIds.get(key) },
    client: {
      run: ({ id, name, tax_number: taxNumber }) => {
        last = { clientId: String(id), name: String(name), taxNumber: taxNumber === null ? null : String(taxNumber) }
        if (last.taxNumber !== null) taxNumbers.set(last.taxNumber, last)
      }
    },
    phone: { run: ({ e164 }) => remember(phones, e164) },
    email: { run: ({ email }) => remember(emails, email) },
    deal: { run: ({ id, external_id: externalId }) => externalId !== null && dealIds.set(String(externalId), String(id)) },
    contact: nowhere,
    note: nowhere,
    user: nowhere,
    stageChange: nowhere,
    report: nowhere
  }
}

/** Values of a row in our form; those of a row that cannot come in as they stand in the file. */
function rowShower({ mapping }: RowChoices): (row: SheetRow, reading: Reading) => CheckedRow['values'] {
  const fields = [...new Set(mapping.map(({ field }) => field))]
  const valuesOf = fieldReader(mapping)
  const asWritten = (values: RowValues): Partial<Record<ImportField, string>> =>
    Object.fromEntries(fields.map((field) => [field, values.cells(field).map((cell) => cell.text.trim().slice(0, 200)).join(', ')]))
  return (row, { client, deal }) => {
    const written = asWritten(valuesOf(row))
    if (client) {
      const { taxNumber, country, status, contact } = client
      const read = { name: client.name, taxNumber: taxNumber ?? '', phone: client.phones.join(', '), email: client.emails.join(', '), country, status, contactName: contact?.name ?? '' }
      return { ...written, ...only(read, fields) }
    }
    if (deal) {
      const { title, currency, stageId, createdOn, closedOn, expectedOn } = deal
      const read = { currency, createdOn: createdOn ?? '', closedOn: closedOn ?? '', expectedOn: expectedOn ?? '' }
      return { ...written, ...only(read, fields), title, amount: String(deal.amountMinor), currency, stage: stageId }
    }
    return written
  }
}

function only(values: Partial<Record<ImportField, string>>, fields: readonly ImportField[]): Partial<Record<ImportField, string>> {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field as ImportField)))
}

import { Worker } from 'node:worker_threads'
import { type Reading, type ReadPlan, type ReadRow, rowMender, rowReader } from '#main/features/imports/readings.ts'
import type { ErrorData } from '#shared/result.ts'
import { AppError, cancelled } from '#shared/result.ts'
import type { CsvOptions, CsvSniff } from './csvReader.ts'
import { openCsv, sniffCsv } from './csvReader.ts'
import type { PackedRows, SheetRow } from './sheetRows.ts'
import { batchRows, refused, stopIfCancelled, unpackRows } from './sheetRows.ts'
import { openOds } from './odsReader.ts'
import { isVcard, readVcards } from './vcardReader.ts'
import type { OpenedWorkbook, WorkbookSheet } from './workbook.ts'
import { openXls } from './xlsReader.ts'
import { type Container, isEncryptedOle, openXlsx, sniffContainer } from './xlsxReader.ts'

/** What is known about a file before its rows are read. */
export type SheetInfo =
  | {
      readonly format: 'xlsx' | 'xls' | 'ods'
      readonly sheets: readonly WorkbookSheet[]
      readonly sheetIndex: number
      readonly is1904: boolean
      readonly approxRows: number
    }
  | { readonly format: 'csv' | 'vcf'; readonly csv: CsvSniff; readonly approxRows: number }

export type SheetOptions = {
  /** Which sheet of a workbook; the first one in sight unless given. */
  readonly sheetIndex?: number
  /** What the user chose for a text file; otherwise what the file proves. */
  readonly csv?: Partial<CsvOptions>
}

export type OpenSheetOptions = SheetOptions & {
  readonly run: 'thread' | 'inline'
  /** The built entry of the thread; needed to run in one. */
  readonly threadFile?: string
  /** Memory for the thread, in MB. */
  readonly memoryMb?: number
  readonly signal?: AbortSignal
}

export type OpenedSheet = {
  readonly info: SheetInfo
  /** All rows that hold a value, in batches; each loop over it reads the file from the start. */
  readonly rows: AsyncIterable<SheetRow[]>
  /** As `rows`, with what each row says by a plan. */
  readonly readings: (plan: ReadPlan) => AsyncIterable<ReadRow[]>
  /** Rows of a text file whose number of values differs from the first row's, as far as it was read. */
  readonly unevenRows: () => number
  /** The line of a text file before which the reading stopped, since a quotation is opened in it and never closed; else 0. */
  readonly openQuoteLine: () => number
  readonly close: () => Promise<void>
}

/** What the thread is started with and what goes to and fro; a batch is sent only when one was asked for. */
export type ThreadInput = { readonly path: string; readonly options: SheetOptions }
export type ToThread =
  | { readonly type: 'read'; readonly reading: number; readonly plan: ReadPlan | null }
  | { readonly type: 'more'; readonly reading: number }
export type FromThread =
  | { readonly type: 'opened'; readonly info: SheetInfo }
  /** The readings are JSON: cloning their many small objects would hold the caller's thread up five times as long. */
  | { readonly type: 'rows'; readonly reading: number; readonly rows: PackedRows; readonly readings: string | null; readonly unevenRows: number }
  | { readonly type: 'end'; readonly reading: number; readonly unevenRows: number; readonly openQuoteLine: number }
  | { readonly type: 'failed'; readonly reading?: number; readonly error: ErrorData }

/** Batches under way at once: the thread reads the next while the caller works on the last. */
export const batchesAhead = 2
const defaultMemoryMb = 384
const silenceMs = 120_000

/**
 * Opens a workbook or a text file of any accepted kind, told by its content and not by its name. In a thread or inline the
 * same rows and the same errors come: those of `openXlsx`, `sniffCsv` and `openCsv`, `import.sheet_missing`, `cancelled`.
 */
export async function openSheet(path: string, options: OpenSheetOptions): Promise<OpenedSheet> {
  stopIfCancelled(options.signal)
  return options.run === 'inline' ? openInline(path, options, options.signal) : openInThread(path, options)
}

async function openInline(path: string, options: SheetOptions, signal: AbortSignal | undefined): Promise<OpenedSheet> {
  const { container, head } = await sniffContainer(path)
  if (container === 'other' && isVcard(head)) return openCards(path, options, signal)
  // What is not text goes to the reader of workbooks, which knows how to refuse it.
  const isText = container === 'other' && !(isWorkbookName.test(path) && isBinary(head))
  return isText ? openText(path, options, signal) : openWorkbook(path, await formatOf(path, container, head), options, signal)
}

async function formatOf(path: string, container: Container, head: Buffer): Promise<'xlsx' | 'xls' | 'ods'> {
  if (container === 'ole' && !(await isEncryptedOle(path))) return 'xls'
  // An archive of OpenDocument begins with the part that names its kind.
  return container === 'zip' && head.toString('latin1', 30, 38) === 'mimetype' ? 'ods' : 'xlsx'
}

const isWorkbookName = /\.(?:xlsx|xlsm|xlsb|xls|ods)$/i

function isBinary(head: Buffer): boolean {
  const hasMark = head[0] === 0xff || head[0] === 0xfe
  return head.includes(0) && !hasMark
}

const openers = { xlsx: openXlsx, xls: openXls, ods: openOds } as const satisfies Record<string, (path: string) => Promise<OpenedWorkbook>>

async function openWorkbook(path: string, format: keyof typeof openers, options: SheetOptions, signal: AbortSignal | undefined): Promise<OpenedSheet> {
  const workbook = await openers[format](path)
  const sheetIndex = options.sheetIndex ?? workbook.sheets.find((sheet) => !sheet.isHidden)?.index ?? 0
  const sheet = workbook.sheets[sheetIndex]
  if (!sheet) {
    workbook.close()
    throw refused('import.sheet_missing', { sheet: sheetIndex + 1 })
  }
  const rows = { [Symbol.asyncIterator]: () => evenBatches(workbook.rows(sheetIndex, { ...(signal && { signal }) })) }
  return {
    info: { format, sheets: workbook.sheets, sheetIndex, is1904: workbook.is1904, approxRows: sheet.approxRows },
    rows,
    readings: (plan) => readHere(rows, plan),
    unevenRows: () => 0,
    openQuoteLine: () => 0,
    close: async () => workbook.close()
  }
}

async function openText(path: string, options: SheetOptions, signal: AbortSignal | undefined): Promise<OpenedSheet> {
  const csv = await sniffCsv(path)
  const encoding = options.csv?.encoding ?? csv.encoding
  const isWholeRowsOnly = options.csv?.isWholeRowsOnly === true
  const opened = encoding && openCsv(path, { encoding, delimiter: options.csv?.delimiter ?? csv.delimiter, isWholeRowsOnly })
  const rows = {
    [Symbol.asyncIterator]: () => {
      if (!opened) throw refused('import.encoding_unknown')
      return evenBatches(opened.rows({ ...(signal && { signal }) }))
    }
  }
  return {
    info: { format: 'csv', csv, approxRows: csv.approxRows },
    rows,
    readings: (plan) => readHere(rows, plan),
    unevenRows: () => (opened ? opened.unevenRows() : 0),
    openQuoteLine: () => (opened ? opened.openQuoteLine() : 0),
    close: async () => undefined
  }
}

async function openCards(path: string, options: SheetOptions, signal: AbortSignal | undefined): Promise<OpenedSheet> {
  const csv = await sniffCsv(path)
  const encoding = options.csv?.encoding ?? csv.encoding
  const rows = {
    [Symbol.asyncIterator]: () => {
      if (!encoding) throw refused('import.encoding_unknown')
      return readVcards(path, encoding, signal)
    }
  }
  return { info: { format: 'vcf', csv: { ...csv, mayBeCut: true }, approxRows: csv.approxRows }, rows, readings: (plan) => readHere(rows, plan), unevenRows: () => 0, openQuoteLine: () => 0, close: async () => undefined }
}

async function* readHere(rows: AsyncIterable<SheetRow[]>, plan: ReadPlan): AsyncGenerator<ReadRow[], void, undefined> {
  const read = rowReader(plan)
  const mend = rowMender(plan.edits)
  for await (const batch of rows) {
    yield batch.map((raw) => {
      const row = mend(raw)
      return { row, reading: read(row) }
    })
  }
}

/** Batches of `batchRows`, so that one step of the caller's work stays short and none is too small to be worth it. */
async function* evenBatches(batches: AsyncIterable<SheetRow[]>): AsyncGenerator<SheetRow[], void, undefined> {
  let rest: SheetRow[] = []
  for await (const batch of batches) {
    rest = rest.length === 0 ? batch : [...rest, ...batch]
    let at = 0
    for (; rest.length - at >= batchRows; at += batchRows) yield rest.slice(at, at + batchRows)
    rest = rest.slice(at)
  }
  if (rest.length > 0) yield rest
}

async function openInThread(path: string, { threadFile, memoryMb, signal, sheetIndex, csv }: OpenSheetOptions): Promise<OpenedSheet> {
  if (threadFile === undefined) throw new Error('A thread needs the path of its entry file')
  const options: SheetOptions = { ...(sheetIndex !== undefined && { sheetIndex }), ...(csv && { csv }) }
  const input: ThreadInput = { path, options }
  const worker = new Worker(threadFile, {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb ?? defaultMemoryMb, maxYoungGenerationSizeMb: 32 }
  })
  const inbox = createInbox(worker, signal)
  let reading = 0
  let unevenRows = 0
  let openQuoteLine = 0

  async function* batches(plan: ReadPlan | null) {
    reading += 1
    const current = reading
    post(worker, { type: 'read', reading: current, plan })
    for (;;) {
      const message = await inbox.next()
      // A loop that was left early may still have batches on their way.
      if (message.type === 'opened' || message.reading !== current) continue
      if (message.type === 'failed') throw new AppError(message.error)
      unevenRows = message.unevenRows
      if (message.type === 'end') {
        openQuoteLine = message.openQuoteLine
        return
      }
      yield { rows: unpackRows(message.rows), readings: message.readings === null ? [] : (JSON.parse(message.readings) as Reading[]) }
      post(worker, { type: 'more', reading: current })
    }
  }

  try {
    const first = await inbox.next()
    if (first.type !== 'opened') throw unexpected(`thread began with ${first.type}`)
    return {
      info: first.info,
      rows: {
        async *[Symbol.asyncIterator]() {
          for await (const { rows } of batches(null)) yield rows
        }
      },
      async *readings(plan) {
        for await (const { rows, readings } of batches(plan)) yield rows.map((row, index) => ({ row, reading: readings[index]! }))
      },
      unevenRows: () => unevenRows,
      openQuoteLine: () => openQuoteLine,
      close: () => inbox.close()
    }
  } catch (error) {
    await inbox.close()
    throw error
  }
}

function post(worker: Worker, message: ToThread): void {
  worker.postMessage(message)
}

type Inbox = { readonly next: () => Promise<FromThread>; readonly close: () => Promise<void> }

/** The thread's messages one by one; its death, its silence and the user's cancel arrive as errors. */
function createInbox(worker: Worker, signal: AbortSignal | undefined): Inbox {
  const waiting: FromThread[] = []
  let failure: Error | undefined
  let wake: (() => void) | undefined

  function fail(error: Error): void {
    failure ??= error
    wake?.()
  }
  function onAbort(): void {
    fail(cancelled())
    void worker.terminate()
  }
  worker.on('message', (message: FromThread) => {
    waiting.push(message)
    wake?.()
  })
  worker.on('error', (error: Error & { code?: string }) => {
    fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refused('import.file_too_large', { limitMb: 100 }, error) : unexpected(error.message))
  })
  worker.on('exit', (code) => fail(unexpected(`thread ended with ${code}`)))
  signal?.addEventListener('abort', onAbort, { once: true })

  async function close(): Promise<void> {
    signal?.removeEventListener('abort', onAbort)
    failure ??= cancelled()
    await worker.terminate()
  }

  return {
    close,
    async next() {
      stopIfCancelled(signal)
      if (waiting.length === 0 && !failure) {
        const isAwake = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), silenceMs)
          wake = () => {
            clearTimeout(timer)
            resolve(true)
          }
        })
        wake = undefined
        if (!isAwake) throw refused('import.damaged')
      }
      const message = waiting.shift()
      if (!message) throw failure ?? unexpected('thread is silent')
      if (message.type === 'failed' && message.reading === undefined) throw new AppError(message.error)
      return message
    }
  }
}

function unexpected(message: string): AppError {
  return new AppError({ code: 'internal', reason: 'unexpected', message })
}

import { parentPort, workerData } from 'node:worker_threads'
import type { ErrorData } from '#shared/result.ts'
import { AppError } from '#shared/result.ts'
import type { FromThread, OpenedSheet, ThreadInput, ToThread } from './readSheet.ts'
import { batchesAhead, openSheet } from './readSheet.ts'
import { type ReadPlan, rowMender, rowReader } from '#main/features/imports/readings.ts'
import { packRows } from './sheetRows.ts'

// The entry of the thread that reads an import file: untrusted bytes stay out of the thread that holds the data.

const port = parentPort
if (!port) throw new Error('This file is the entry of a worker thread')

function send(message: FromThread): void {
  port?.postMessage(message)
}

function errorData(error: unknown): ErrorData {
  if (error instanceof AppError) return error.data
  return { code: 'internal', reason: 'unexpected', message: error instanceof Error ? error.message : String(error) }
}

let reading = 0
let asked = 0
let wake: (() => void) | undefined

/** Waits until a batch is asked for; false when another reading has begun meanwhile. */
async function isWanted(current: number): Promise<boolean> {
  for (;;) {
    if (reading !== current) return false
    if (asked > 0) return true
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}

async function sendRows(sheet: OpenedSheet, current: number, plan: ReadPlan | null): Promise<void> {
  try {
    const read = plan && rowReader(plan)
    const mend = rowMender(plan?.edits ?? [])
    for await (const batch of sheet.rows) {
      // Made before it is asked for, while the caller works on the last.
      const rows = batch.map(mend)
      const message: FromThread = { type: 'rows', reading: current, rows: packRows(rows), readings: read && JSON.stringify(rows.map(read)), unevenRows: sheet.unevenRows() }
      if (!(await isWanted(current))) return
      asked -= 1
      send(message)
    }
    send({ type: 'end', reading: current, unevenRows: sheet.unevenRows(), openQuoteLine: sheet.openQuoteLine() })
  } catch (error) {
    send({ type: 'failed', reading: current, error: errorData(error) })
  }
}

async function start(): Promise<void> {
  const { path, options } = workerData as ThreadInput
  const sheet = await openSheet(path, { ...options, run: 'inline' })
  port?.on('message', (message: ToThread) => {
    if (message.type === 'read') {
      reading = message.reading
      asked = batchesAhead
      wake?.()
      void sendRows(sheet, reading, message.plan)
    } else if (message.reading === reading) {
      asked += 1
      wake?.()
    }
  })
  send({ type: 'opened', info: sheet.info })
}

start().catch((error: unknown) => send({ type: 'failed', error: errorData(error) }))

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Context, JobContext } from '#main/app/context.ts'
import { closestLanguage, loadWords } from '#main/app/words.ts'
import { removeBlob } from '#main/db/blobs.ts'
import { writeWhole } from '#main/db/folder.ts'
import type { Db } from '#main/db/open.ts'
import { inTransactionWith } from '#main/db/transaction.ts'
import { type ErasureReason, type ErasureResult, erasureReasons, type PrivacySubject } from '#shared/contract/privacy.ts'
import { digitsOf, normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import { languageOf } from '../clients/clients.ts'
import { personalOf } from './personal.ts'
import {
  blankForbidden,
  blankImportRow,
  blankRow,
  contentsOnlyOf,
  countClosedDeals,
  emptyWal,
  erasedAmong,
  findSubject,
  hasColumn,
  listForbidden,
  listImportRows,
  listOpenDeals,
  mergeIndex,
  type Owned,
  ownedRows,
  readLog,
  readRows,
  rewriteLog,
  withMerged
} from './privacy.queries.ts'
import { recordPrivacyEvent } from './privacyEvents.ts'

type Erasure = { readonly reason: ErasureReason; readonly keepsForbidden: boolean }
type Erased = { rowCount: number; keptInvoiceCount: number; readonly contents: string[]; readonly attachmentIds: string[] }
type Values = Record<string, string | number | null>

/**
 * Erases people for good (decisions.md 11): what tells of them is blanked in their rows, in every line of the log, in the
 * search and in the rows of imported files, and their files go. Issued invoices and what was paid on them stay as the law
 * wants it; closed deals and calls stay as numbers without words. Cannot be taken back. Throws not_found.
 */
export async function erase(
  ctx: JobContext,
  { subjects, reason, keepsForbidden }: { subjects: readonly PrivacySubject[] } & Erasure
): Promise<ErasureResult> {
  const total: Erased = { rowCount: 0, keptInvoiceCount: 0, contents: [], attachmentIds: [] }
  let erasedCount = 0
  for (const subject of subjects) {
    if (!findSubject(ctx.db, subject)) throw notFound(subject.kind, subject.id)
    // The note comes first: a kill in between is made good at the next start, a restored backup at its opening.
    rememberErasure(ctx, subject, { reason, keepsForbidden })
    eraseOne(ctx, subject, { reason, keepsForbidden }, total)
    erasedCount += 1
    ctx.progress({ done: erasedCount, total: subjects.length })
    await ctx.breathe()
  }
  removeFiles(ctx, total)
  for (const index of ['client_search', 'note_search'] as const) {
    for (let isFirst = true; mergeIndex(ctx.db, index, isFirst); isFirst = false) await ctx.breathe()
  }
  emptyWal(ctx.db)
  return { erasedCount, rowCount: total.rowCount, keptInvoiceCount: total.keptInvoiceCount, removedFileCount: total.contents.length }
}

/** The bytes themselves, and copies that another program was given. */
function removeFiles({ places }: Pick<Context, 'places'>, { contents, attachmentIds }: Erased): void {
  for (const sha256 of contents) removeBlob(places.dataDir, sha256)
  for (const id of attachmentIds) rmSync(join(places.dataDir, 'opened', id), { recursive: true, force: true })
}

function eraseOne(ctx: Context, subject: PrivacySubject, { reason, keepsForbidden }: Erasure, total: Erased): void {
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) => {
    const owned = ownedRows(db, subject)
    const needles = needlesOf(db, owned)
    total.contents.push(...contentsOnlyOf(db, idsOf(owned, 'attachment')))
    total.attachmentIds.push(...idsOf(owned, 'attachment'))
    total.keptInvoiceCount += owned.find(({ table }) => table === 'invoice')?.keptIds.length ?? 0
    const marker = loadWords(ctx.places.resourcesDir, closestLanguage(languageOf(db)), ['privacy']).t('privacy:erasedName')
    const stays = subject.kind === 'client' && mustStay(db, subject.id, owned)
    const openDeals = new Set(subject.kind === 'client' ? listOpenDeals(db, withMerged(db, subject.id)) : [])
    for (const part of owned) total.rowCount += blankPart(ctx, db, part, { marker, stays, openDeals, subject })
    if (!keepsForbidden) {
      for (const id of listForbidden(db, needles.numbers)) {
        blankForbidden(db, id, ctx.now())
        redactLog(db, 'do_not_call', [id], { e164: '', reason: null }, marker)
        total.rowCount += 1
      }
    }
    total.rowCount += blankImported(db, needles)
    recordPrivacyEvent(ctx, {
      kind: 'erasure', clientId: subject.kind === 'client' ? subject.id : null, contactId: subject.kind === 'contact' ? subject.id : null, count: 1, reason
    })
  })
}

function idsOf(owned: readonly Owned[], table: Owned['table']): readonly string[] {
  return owned.find((part) => part.table === table)?.ids ?? []
}

/** A client with documents, sums or endings that stay keeps its row, without a name and out of the list. */
function mustStay(db: Db, clientId: string, owned: readonly Owned[]): boolean {
  return (
    owned.some(({ table, keptIds, ids }) => keptIds.length > 0 || (table === 'purchase' && ids.length > 0)) || countClosedDeals(db, withMerged(db, clientId)) > 0
  )
}

type How = { readonly marker: string; readonly stays: boolean; readonly openDeals: ReadonlySet<string>; readonly subject: PrivacySubject }

function blankPart(ctx: Context, db: Db, { table, ids, keptIds }: Owned, { marker, stays, openDeals, subject }: How): number {
  const { blanks, isRemoved } = personalOf(table)
  const kept = new Set(keptIds)
  const erased = ids.filter((id) => !kept.has(id))
  const removal = hasColumn(db, table, 'deleted_at') ? 'deleted_at' : null
  const rows = new Map(readRows(db, table, erased).map((row) => [String(row['id']), row]))
  for (const id of erased) {
    const values: Values = { ...blanks, ...(table === 'client' && { name: marker }), ...(table === 'deal' && { title: marker }) }
    const staysHere = table === 'client' && stays && id === subject.id
    const goes = (isRemoved || (table === 'deal' && openDeals.has(id))) && !staysHere
    if (goes && removal && rows.get(id)?.[removal] === null) values[removal] = ctx.now()
    if (staysHere) values['archived_at'] = ctx.now()
    if (table === 'call_list_entry') values['state'] = 'done'
    blankRow(db, table, id, values)
  }
  redactLog(db, table, erased, blanks, marker)
  return erased.length
}

type Blanks = Readonly<Record<string, null | ''>>

/**
 * Blanks the columns in every line that the log has of these rows, that of the erasure itself among them. The marker tells
 * of nobody and stays, so that a replay of the log ends in the rows as they are.
 */
function redactLog(db: Db, table: Parameters<typeof readLog>[1], ids: readonly string[], blanks: Blanks, marker: string): void {
  for (const { seq, before, after } of readLog(db, table, ids)) {
    const then = before === null ? null : redacted(before, blanks, marker)
    const now = redacted(after, blanks, marker)
    if (then !== before || now !== after) rewriteLog(db, seq, then, now)
  }
}

function redacted(json: string, blanks: Blanks, marker: string): string {
  const values = JSON.parse(json) as Values
  let isChanged = false
  for (const [column, blank] of Object.entries(blanks)) {
    const value = values[column]
    if (value === undefined || value === blank || value === marker) continue
    values[column] = blank
    isChanged = true
  }
  return isChanged ? JSON.stringify(values) : json
}

export type Needles = { readonly texts: readonly string[]; readonly numbers: readonly string[] }

/** What somebody can be found by in the words of others: names, addresses, numbers. */
export function needlesOf(db: Db, owned: readonly Owned[]): Needles {
  const texts = new Set<string>()
  const numbers = new Set<string>()
  const add = (set: Set<string>, value: string | number | null | undefined) => {
    if (typeof value === 'string' && value.length >= 4) set.add(value)
  }
  const read = (table: Owned['table']) => readRows(db, table, idsOf(owned, table))
  for (const row of read('client')) for (const column of ['name', 'short_name', 'tax_number', 'registry_number']) add(texts, row[column])
  for (const row of read('contact')) add(texts, row['name'])
  for (const row of read('former_name')) add(texts, row['name'])
  for (const row of read('client_email')) add(texts, row['email'])
  for (const row of read('client_phone')) add(numbers, row['e164'])
  return { texts: [...texts], numbers: [...numbers] }
}

/** Rows of imported files are of no client; those that hold a name, an address or a number of this one are emptied. */
function blankImported(db: Db, { texts, numbers }: Needles): number {
  const words = texts.map(normalise).filter((word) => word.length >= 4)
  const endings = numbers.map((number) => digitsOf(number).slice(-9))
  let count = 0
  for (const { id, cells, detail } of listImportRows(db)) {
    const text = normalise(`${cells} ${detail ?? ''}`)
    const digits = digitsOf(cells)
    if (!words.some((word) => text.includes(word)) && !endings.some((ending) => digits.includes(ending))) continue
    blankImportRow(db, id)
    count += 1
  }
  return count
}

const erasureFile = z.array(
  z.object({ kind: z.enum(['client', 'contact']), id: z.string(), reason: z.enum(erasureReasons), keepsForbidden: z.boolean() })
)

function erasurePath({ places }: Pick<Context, 'places'>): string {
  return join(places.dataDir, 'erased.json')
}

function readErasures(ctx: Pick<Context, 'places'>): z.output<typeof erasureFile> {
  const path = erasurePath(ctx)
  if (!existsSync(path)) return []
  const read = erasureFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  return read.success ? read.data : []
}

/** Writes beside the database, where no restore reaches, whom to erase again when an old backup brings them back. Ids only. */
function rememberErasure(ctx: Context, { kind, id }: PrivacySubject, erasure: Erasure): void {
  const known = readErasures(ctx)
  if (known.some((one) => one.id === id)) return
  writeWhole(erasurePath(ctx), JSON.stringify([...known, { kind, id, ...erasure }]))
}

/** Erases again whom a restored backup brought back; gives how many. For the opening of a store. */
export function repeatErasures(ctx: Context): number {
  const known = readErasures(ctx)
  if (known.length === 0) return 0
  const done = erasedAmong(ctx.db, known.map(({ id }) => id))
  const again = known.filter((one) => !done.has(one.id) && findSubject(ctx.db, one) !== undefined)
  const total: Erased = { rowCount: 0, keptInvoiceCount: 0, contents: [], attachmentIds: [] }
  for (const one of again) eraseOne(ctx, one, one, total)
  removeFiles(ctx, total)
  if (again.length > 0) {
    for (const index of ['client_search', 'note_search'] as const) for (let isFirst = true; mergeIndex(ctx.db, index, isFirst); ) isFirst = false
    emptyWal(ctx.db)
  }
  return again.length
}

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { strToU8, type Zippable, zipSync } from 'fflate'
import type { JobContext } from '#main/app/context.ts'
import { closestLanguage, loadWords, type Words } from '#main/app/words.ts'
import { writeFileAtomically } from '#main/app/atomicFile.ts'
import { blobPath } from '#main/db/blobs.ts'
import type { PersonHit, PrivacySubject } from '#shared/contract/privacy.ts'
import { dayOf, today } from '#shared/day.ts'
import { formatMoney } from '#shared/money.ts'
import { ioFailed, notFound } from '#shared/result.ts'
import { languageOf } from '../clients/clients.ts'
import { ourFirm } from '../settings/settings.ts'
import { personalOf, type PersonalName } from './personal.ts'
import { findSubject, type LogRow, ownedRows, readLog, readRows } from './privacy.queries.ts'
import { recordPrivacyEvent } from './privacyEvents.ts'

type Row = Readonly<Record<string, string | number | null>>
type Part = { readonly table: PersonalName; readonly rows: readonly Row[]; readonly log: readonly LogRow[] }

/** Columns beside the personal ones that a reader of the page understands. */
const facts: readonly string[] = ['kind', 'status', 'country', 'language', 'channel', 'state', 'currency', 'issued_on', 'due_on', 'paid_on', 'bought_on', 'due_on', 'expected_on', 'at', 'started_at', 'created_at']
const amounts: readonly string[] = ['amount_minor', 'net_minor', 'gross_minor']

/**
 * Writes everything that is known of somebody into one zip (GDPR art. 15 and 20): a page to read, the same whole as JSON,
 * and the files attached. Noted in the log of exports. Throws not_found, io `file.not_written`.
 */
export async function exportPerson(ctx: JobContext, { subject, path }: { subject: PrivacySubject; path: string }): Promise<{ rowCount: number; fileCount: number }> {
  const { db } = ctx
  const found = findSubject(db, subject)
  if (!found) throw notFound(subject.kind, subject.id)
  const owned = ownedRows(db, subject).filter(({ ids }) => ids.length > 0)
  const parts: Part[] = []
  for (const { table, ids } of owned) {
    parts.push({ table, rows: readRows(db, table, ids), log: readLog(db, table, ids) })
    ctx.progress({ done: parts.length, total: owned.length })
    await ctx.breathe()
  }
  const words = loadWords(ctx.places.resourcesDir, closestLanguage(languageOf(db)))
  const entries: Zippable = {
    'data.html': strToU8(pageOf(ctx, found, parts, words)),
    'data.json': strToU8(JSON.stringify(jsonOf(ctx, found, parts), null, 2))
  }
  const files = parts.find(({ table }) => table === 'attachment')?.rows ?? []
  let fileCount = 0
  for (const { sha256, file_name: name } of files) {
    const bytes = readBytes(blobPath(ctx.places.dataDir, String(sha256)))
    if (!bytes) continue
    fileCount += 1
    // What is packed already gains nothing from being packed again.
    entries[`files/${fileCount}-${basename(String(name))}`] = [bytes, { level: 0 }]
    await ctx.breathe()
  }
  await writeZip(path, entries)
  recordPrivacyEvent(ctx, {
    kind: 'export', clientId: found.clientId, contactId: subject.kind === 'contact' ? subject.id : null, count: 1, reason: 'person'
  })
  return { rowCount: parts.reduce((sum, { rows }) => sum + rows.length, 0), fileCount }
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

async function writeZip(path: string, entries: Zippable): Promise<void> {
  try {
    await writeFileAtomically(path, zipSync(entries, { level: 6 }))
  } catch (error) {
    throw ioFailed('file.not_written', { name: basename(path) }, error)
  }
}

function jsonOf(ctx: JobContext, subject: PersonHit, parts: readonly Part[]): unknown {
  return {
    firm: ourFirm(ctx.db).name,
    exportedAt: new Date(ctx.now()).toISOString(),
    subject: { kind: subject.kind, id: subject.id, name: subject.name },
    tables: Object.fromEntries(parts.map(({ table, rows }) => [table, rows])),
    log: parts.flatMap(({ table, log }) =>
      log.map(({ rowId, kind, at, byId, change, before, after }) => ({
        table, rowId, kind, change, at: at === null ? null : new Date(at).toISOString(), byId, before: before === null ? null : JSON.parse(before), after: JSON.parse(after)
      }))
    )
  }
}

/** A page by itself: no script, nothing fetched, everything that people wrote made harmless. */
function pageOf(ctx: JobContext, subject: PersonHit, parts: readonly Part[], words: Words): string {
  const firm = ourFirm(ctx.db)
  const language = closestLanguage(languageOf(ctx.db))
  const t = (key: string, values?: Record<string, string | number>) => words.t(`privacy:${key}`, values)
  const valueOf = (column: string, row: Row): string => {
    const value = row[column]
    if (value === null || value === undefined || value === '') return ''
    if (amounts.includes(column)) return formatMoney(Number(value), String(row['currency'] ?? firm.baseCurrency), language)
    if (column.endsWith('_at') || column === 'at') return dayOf(Number(value), firm.timeZone)
    return String(value)
  }
  const sections = parts.map(({ table, rows }) => {
    const shown = [...new Set([...Object.keys(personalOf(table).blanks), ...facts, ...amounts])].filter(
      (column) => !['sha256', 'parent_id', 'recommended_by_id', 'choice_id', 'buyer', 'number_micro'].includes(column) && rows.some((row) => valueOf(column, row) !== '')
    )
    const head = shown.map((column) => `<th>${escape(t(`column.${column}`))}</th>`).join('')
    const body = rows.map((row) => `<tr>${shown.map((column) => `<td>${escape(valueOf(column, row))}</td>`).join('')}</tr>`).join('\n')
    return `<h2>${escape(t(`table.${table}`))} <small>${rows.length}</small></h2>\n<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`
  })
  const title = t('page.title', { name: subject.name })
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;margin:32px;color:#1c2430}h1{font-size:20px}h2{font-size:15px;margin:24px 0 6px}small{color:#667;font-weight:400}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #dde;white-space:pre-wrap}th{font-weight:600;color:#556}</style></head>
<body><h1>${escape(title)}</h1><p>${escape(t('page.intro', { firm: firm.name, day: today(ctx.now(), firm.timeZone) }))}</p>
${sections.join('\n')}
</body></html>
`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

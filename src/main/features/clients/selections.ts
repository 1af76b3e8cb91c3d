import type { JobContext } from '#main/app/context.ts'
import { loadWords, closestLanguage } from '#main/app/words.ts'
import { type ExportColumn, type ExportValue, writeCsv, writeXlsx } from '#main/workers/writeXlsx.ts'
import type { ClientRow, ClientSelection, ClientSort } from '#shared/contract/clients.ts'
import type { CsvValue } from '#shared/csv.ts'
import { dayOf } from '#shared/day.ts'
import { currencyExponent } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import { listUsers, ourFirm } from '../settings/settings.ts'
import { inBatches } from './batches.ts'
import { clientRows } from './clientList.queries.ts'
import { languageOf, recordOwner, selectedClientIds } from './clients.ts'
import { findClient, hasIssuedInvoice, listOpenDealOwners, listSources, removeWithBelongings, updateClient, updateDealOwner } from './clients.queries.ts'

/** Takes clients away together with their deals, tasks and places in call lists; those with issued invoices stay. */
export async function removeClients(
  ctx: JobContext,
  { selection }: { selection: ClientSelection }
): Promise<{ removedCount: number; keptCount: number }> {
  let removedCount = 0
  let keptCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now), (id) => {
    if (!findClient(ctx.db, id)) return
    if (hasIssuedInvoice(ctx.db, id)) keptCount += 1
    else {
      removeWithBelongings(ctx.db, id, ctx.now())
      removedCount += 1
    }
  })
  return { removedCount, keptCount }
}

/** Gives clients to another user, or to nobody, and their open deals too when asked; each is told in the history (S-15). */
export async function changeOwner(
  ctx: JobContext,
  { selection, ownerId, withOpenDeals }: { selection: ClientSelection; ownerId: string | null; withOpenDeals: boolean }
): Promise<{ clientCount: number; dealCount: number }> {
  let clientCount = 0
  let dealCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now), (clientId) => {
    const { db } = ctx
    const client = findClient(db, clientId)
    if (!client) return
    if (client.ownerId !== ownerId) {
      updateClient(db, clientId, { ownerId, updatedAt: ctx.now() })
      recordOwner(ctx, db, { clientId, dealId: null, fromOwnerId: client.ownerId, toOwnerId: ownerId })
      clientCount += 1
    }
    if (!withOpenDeals) return
    for (const deal of listOpenDealOwners(db, clientId, ownerId)) {
      updateDealOwner(db, deal.id, ownerId, ctx.now())
      recordOwner(ctx, db, { clientId, dealId: deal.id, fromOwnerId: deal.ownerId, toOwnerId: ownerId })
      dealCount += 1
    }
  })
  return { clientCount, dealCount }
}

const exportColumns = [
  { id: 'name', kind: 'text', width: 40 },
  { id: 'taxNumber', kind: 'text', width: 14 },
  { id: 'town', kind: 'text', width: 18 },
  { id: 'country', kind: 'text', width: 8 },
  { id: 'phone', kind: 'text', width: 18 },
  { id: 'email', kind: 'text', width: 30 },
  { id: 'status', kind: 'text', width: 12 },
  { id: 'owner', kind: 'text', width: 20 },
  { id: 'source', kind: 'text', width: 20 },
  { id: 'lastContact', kind: 'date', width: 12 },
  { id: 'next', kind: 'date', width: 12 },
  { id: 'openDealCount', kind: 'number', width: 10 },
  { id: 'openDealSum', kind: 'money', width: 14 },
  { id: 'created', kind: 'date', width: 12 }
] as const satisfies readonly (Omit<ExportColumn, 'title'> & { readonly id: string })[]

/** Writes the chosen clients as a table with headings in the user's language. Throws io `file.not_written`. */
export async function exportClients(
  ctx: JobContext,
  { selection, sort, format, path }: { selection: ClientSelection; sort: ClientSort; format: 'xlsx' | 'csv'; path: string }
): Promise<{ rowCount: number }> {
  const { db } = ctx
  const words = loadWords(ctx.places.resourcesDir, closestLanguage(languageOf(db)))
  const { timeZone, baseCurrency } = ourFirm(db)
  const users = new Map(listUsers(db).map((user) => [user.id, user.name]))
  const ids = selectedClientIds(db, selection, ctx.now, sort)
  const rows: ExportValue[][] = []
  const sourceName = new Map(listSources(db).map(({ id, name, nameKey }) => [id, name ?? words.t(`builtins:source.${nameKey ?? ''}`)]))
  for (let done = 0; done < ids.length; done += 200) {
    for (const row of clientRows(db, ids.slice(done, done + 200))) rows.push(cellsOf(row))
    ctx.progress({ done: Math.min(ids.length, done + 200), total: ids.length })
    await ctx.breathe()
  }

  function cellsOf(row: ClientRow): ExportValue[] {
    return [
      row.name,
      row.taxNumber,
      row.town,
      row.country,
      row.phone && formatPhone(row.phone),
      row.email,
      words.t(`clients:status.${row.status}`),
      row.ownerId && (users.get(row.ownerId) ?? null),
      row.sourceId && (sourceName.get(row.sourceId) ?? null),
      row.lastContactAt === null ? null : dayOf(row.lastContactAt, timeZone),
      row.next && dayOf(row.next.at, timeZone),
      row.openDealCount,
      { amountMinor: row.openDealMinor, currency: baseCurrency },
      dayOf(row.createdAt, timeZone)
    ]
  }

  const columns = exportColumns.map(({ id, kind, width }) => ({ title: words.t(`clients:export.${id}`, { currency: baseCurrency }), kind, width }))
  if (format === 'xlsx') await writeXlsx(path, words.t('clients:title'), columns, rows)
  else {
    await writeCsv(path, columns.map((column) => column.title), rows.map((row) => row.map(csvValue)), { separator: ';', isSafeForExcel: true })
  }
  return { rowCount: rows.length }
}

function csvValue(value: ExportValue): CsvValue {
  if (value === null || typeof value !== 'object') return value
  const digits = currencyExponent(value.currency)
  return (value.amountMinor / 10 ** digits).toFixed(digits).replace('.', ',')
}

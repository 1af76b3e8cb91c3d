import type { Context, JobContext } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { type ClientFilter, clientFilter, type ClientSelection } from '#shared/contract/clients.ts'
import { type FilterGroup, isGroup } from '#shared/contract/filters.ts'
import type { Segment } from '#shared/contract/segments.ts'
import { normalise } from '#shared/normalise.ts'
import { invalid, ruleBroken } from '#shared/result.ts'
import { inBatches } from '../clients/batches.ts'
import { selectedClientIds } from '../clients/clients.ts'
import { findMember, getSegment, insertMember, insertSegment, isClientThere, listSegments, removeMember, type SegmentRecord, updateSegment } from './segments.queries.ts'

export function segments({ db }: Context): Segment[] {
  return listSegments(db).map(({ id, name, kind, filter }) => ({ id, name, kind, filter: filterOf(filter) }))
}

/** A filter as it was stored; one that no version of ours understands finds by nothing. */
function filterOf(stored: string | null): ClientFilter | null {
  return stored === null ? null : (clientFilter.safeParse(JSON.parse(stored)).data ?? {})
}

function refuseTaken(db: Db, name: string, exceptId?: string): void {
  const plain = normalise(name)
  if (listSegments(db).some((other) => other.id !== exceptId && normalise(other.name) === plain)) {
    throw invalid('segment.name_taken', { name }, { name: 'segment.name_taken' })
  }
}

/** A segment that asks for itself, through others or at once, would mean nothing. */
function refuseLoop(db: Db, id: string, filter: ClientFilter): void {
  const known = new Map(listSegments(db).map((row) => [row.id, row]))
  const seen = new Set<string>()
  const visit = (asked: ClientFilter | null) => {
    for (const segmentId of segmentsIn(asked?.rules)) {
      if (segmentId === id) throw ruleBroken('segment.loop')
      if (seen.has(segmentId)) continue
      seen.add(segmentId)
      visit(filterOf(known.get(segmentId)?.filter ?? null))
    }
  }
  visit(filter)
}

function segmentsIn(group: FilterGroup | undefined): string[] {
  return (group?.rules ?? []).flatMap((rule) => {
    if (isGroup(rule)) return segmentsIn(rule)
    return rule.field === 'segment' && 'values' in rule.test ? rule.test.values : []
  })
}

/** Keeps a filter as a group that lives: whoever fits is in it. Throws validation `segment.name_taken`. */
export function createLiveSegment(ctx: Context, { name, filter }: { name: string; filter: ClientFilter }): { readonly id: string } {
  refuseTaken(ctx.db, name)
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertSegment(db, { id, name, kind: 'live', filter: JSON.stringify(filter), createdAt: ctx.now(), updatedAt: ctx.now() }))
  return { id }
}

/** Keeps the chosen clients as a group. Throws validation `segment.name_taken`. */
export async function createFixedSegment(
  ctx: JobContext,
  { name, selection }: { name: string; selection: ClientSelection }
): Promise<{ readonly id: string; readonly clientCount: number }> {
  refuseTaken(ctx.db, name)
  const clientIds = selectedClientIds(ctx.db, selection, ctx.now)
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertSegment(db, { id, name, kind: 'fixed', filter: null, createdAt: ctx.now(), updatedAt: ctx.now() }))
  const { clientCount } = await addAll(ctx, id, clientIds)
  return { id, clientCount }
}

/** Throws not_found, validation `segment.name_taken`, rule `segment.loop`, `segment.live` for a filter of a fixed one. */
export function changeSegment(ctx: Context, { id, name, filter }: { id: string; name?: string | undefined; filter?: ClientFilter | undefined }): null {
  const before = getSegment(ctx.db, id)
  if (name !== undefined) refuseTaken(ctx.db, name, id)
  if (filter !== undefined) {
    if (before.kind === 'fixed') throw ruleBroken('segment.live')
    refuseLoop(ctx.db, id, filter)
  }
  inTransaction(ctx, (db) =>
    updateSegment(db, id, { ...(name !== undefined && { name }), ...(filter !== undefined && { filter: JSON.stringify(filter) }), updatedAt: ctx.now() })
  )
  return null
}

/** Takes the group away, not its clients. Throws not_found. */
export function removeSegment(ctx: Context, { id }: { id: string }): null {
  getSegment(ctx.db, id)
  inTransaction(ctx, (db) => updateSegment(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

function fixed(db: Db, id: string): SegmentRecord {
  const found = getSegment(db, id)
  if (found.kind === 'live') throw ruleBroken('segment.live')
  return found
}

async function addAll(ctx: JobContext, segmentId: string, clientIds: readonly string[]): Promise<{ clientCount: number }> {
  let clientCount = 0
  await inBatches(ctx, clientIds, (clientId) => {
    if (!isClientThere(ctx.db, clientId) || findMember(ctx.db, segmentId, clientId) !== undefined) return
    insertMember(ctx.db, ctx.newId(), segmentId, clientId, ctx.now())
    clientCount += 1
  })
  return { clientCount }
}

/** Throws not_found, rule `segment.live`: whom a live segment has is for its filter to say. */
export async function addMembers(ctx: JobContext, { id, selection }: { id: string; selection: ClientSelection }): Promise<{ readonly clientCount: number }> {
  return addAll(ctx, fixed(ctx.db, id).id, selectedClientIds(ctx.db, selection, ctx.now))
}

/** Throws not_found, rule `segment.live`. */
export async function removeMembers(ctx: JobContext, { id, selection }: { id: string; selection: ClientSelection }): Promise<{ readonly clientCount: number }> {
  fixed(ctx.db, id)
  let clientCount = 0
  await inBatches(ctx, selectedClientIds(ctx.db, selection, ctx.now), (clientId) => {
    const member = findMember(ctx.db, id, clientId)
    if (member === undefined) return
    removeMember(ctx.db, member, ctx.now())
    clientCount += 1
  })
  return { clientCount }
}

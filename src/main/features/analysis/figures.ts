import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'
import { abcBounds, abcOf, type Bought, type BoughtFigures as FiguresWithGaps, boughtFigures, boughtQuestion, dayNumber, quintilesFrom, rfmSegment, scoreBands } from '#shared/analysis.ts'
import type { AnalysisSettings } from '#shared/contract/analysis.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { type Day, today } from '#shared/day.ts'
import { lastSeq } from '../journal/journal.ts'
import { learn, type Scoring, scoring } from '../scores/scoring.ts'
import { ourFirm } from '../settings/settings.ts'
import { settingsOf } from './analysisSettings.ts'
import {
  boughtBetween,
  builtUpTo,
  clientsAfter,
  clientsOf,
  countRecommended,
  figuresBetween,
  figuresOf,
  goneBetween,
  hasChangesOf,
  type KnownClient,
  putFigures,
  setLongGap,
  setBuiltUpTo,
  type StoredFigures,
  touchedClients
} from './figures.queries.ts'

type Ctx = Pick<Context, 'db' | 'now'>

/** How long one step may hold the store up, ms. */
const stepMs = 15
/** Clients looked at in one go within a step. */
const slice = 100
/** Rows written in one go: each costs little, each transaction a wait for the disk. */
const writeSlice = 400
/** More clients than this are not followed one by one: everything is counted anew. */
const mostFollowed = 300

/** A change of these moves classes of others too. */
const movesAll: readonly TableName[] = ['purchase', 'invoice', 'setting', 'score_rule', 'firm']
/** A change of these concerns the client alone. */
const movesOne: readonly TableName[] = [
  'client', 'client_phone', 'client_email', 'contact', 'note', 'task', 'call_attempt', 'call_list_entry', 'consent_change', 'client_property',
  'client_category', 'segment_member', 'deal', 'stage_change'
]

type Making = { work: Generator<undefined, boolean> | undefined; looked: { seq: number; day: number } }
const makingOf = perConnection((): Making => ({ work: undefined, looked: { seq: -1, day: -1 } }))

/** `more`: call again; `changed`: up to date now, and something is different; `idle`: nothing was to do. */
export type FiguresStep = 'more' | 'changed' | 'idle'

/**
 * Brings the figures of clients up to date in steps of about 20 ms, for quiet moments: all of them when purchases, the
 * firm's settings or the day changed, else only of clients that something happened with (decisions.md 7).
 */
export function followFigures(ctx: Ctx): FiguresStep {
  const making = makingOf(ctx.db.$client)
  making.work ??= workToDo(ctx, making)
  if (!making.work) return 'idle'
  const started = performance.now()
  while (performance.now() - started < stepMs) {
    try {
      const step = making.work.next()
      if (!step.done) continue
      making.work = undefined
      return step.value ? 'changed' : 'more'
    } catch (error) {
      making.work = undefined
      throw error
    }
  }
  return 'more'
}

/** Are purchases or clients ahead of their figures? */
export function areFiguresBehind(ctx: Ctx): boolean {
  const built = builtUpTo(ctx.db)
  return built.seq < 0 || built.day !== todayNumber(ctx) || makingOf(ctx.db.$client).work !== undefined || hasChangesOf(ctx.db, built.seq, movesAll)
}

function todayNumber(ctx: Ctx): number {
  return dayNumber(today(ctx.now(), ourFirm(ctx.db).timeZone))
}

function workToDo(ctx: Ctx, making: Making): Generator<undefined, boolean> | undefined {
  const { db } = ctx
  const seq = lastSeq(db)
  if (making.looked.seq === seq && making.looked.day === Math.floor(ctx.now() / 60_000)) return undefined
  making.looked = { seq, day: Math.floor(ctx.now() / 60_000) }
  if (!isSetUp(db)) return undefined
  const built = builtUpTo(db)
  const day = todayNumber(ctx)
  const isStale = built.seq < 0 || built.seq > seq || built.day !== day
  if (isStale || hasChangesOf(db, built.seq, movesAll)) return makeAll(ctx, seq, day)
  if (built.seq === seq) return undefined
  const touched = touchedClients(db, built.seq, movesOne, mostFollowed + 1)
  if (touched.length === 0) {
    setBuiltUpTo(db, seq, day)
    return undefined
  }
  return touched.length > mostFollowed ? makeAll(ctx, seq, day) : makeSome(ctx, touched, seq, day)
}

function isSetUp(db: Db): boolean {
  try {
    ourFirm(db)
    return true
  } catch {
    return false
  }
}

type BoughtFigures = Omit<FiguresWithGaps, 'gaps'>
type Collected = KnownClient & { readonly bought: BoughtFigures; readonly foreignCount: number }

/** Everything anew: what each bought, then who stands where among all, then the rows that differ. */
function* makeAll(ctx: Ctx, seq: number, day: number): Generator<undefined, boolean> {
  const { db } = ctx
  const settings = settingsOf(db)
  const firm = ourFirm(db)
  const now = today(ctx.now(), firm.timeZone)
  const gaps = new Map<number, number>()
  const collected = yield* collect(db, settings, now, firm.baseCurrency, gaps)
  const recommended = new Map<string, number>()
  for (const { recommendedById } of collected) {
    if (recommendedById !== null) recommended.set(recommendedById, (recommended.get(recommendedById) ?? 0) + 1)
  }
  yield
  const rank = yield* ranks(collected, settings, now)
  yield* learn(ctx)
  const scores = yield* scoring(ctx, null)
  let isChanged = false
  let after = ''
  for (let start = 0; start < collected.length; start += writeSlice) {
    const part = collected.slice(start, start + writeSlice)
    const isLast = start + writeSlice >= collected.length
    const upTo = isLast ? '\uffff' : part[part.length - 1]!.id
    isChanged = write(db, part, rank, recommended, scores, after, upTo) || isChanged
    after = upTo
    yield
  }
  if (collected.length === 0) {
    const gone = goneBetween(db, '', '\uffff')
    putFigures(db, [], gone)
    isChanged = gone.length > 0
  }
  setBuiltUpTo(db, seq, day)
  return setLongGap(db, percentile95(gaps)) || isChanged
}

/** The gap that 95 of 100 do not exceed, 0 where nobody bought twice. */
function percentile95(counts: ReadonlyMap<number, number>): number {
  const sorted = [...counts].sort(([a], [b]) => a - b)
  const rank = Math.ceil(0.95 * sorted.reduce((sum, [, count]) => sum + count, 0))
  let passed = 0
  for (const [gap, count] of sorted) {
    passed += count
    if (passed >= rank) return gap
  }
  return 0
}

function write(
  db: Db,
  part: readonly Collected[],
  rank: Rank,
  recommended: ReadonlyMap<string, number>,
  scores: Scoring,
  after: string,
  upTo: string
): boolean {
  const stored = new Map(figuresBetween(db, after, upTo).map((row) => [row.clientId, row]))
  const points = scores.of(part.map(({ id }) => id))
  const rows = part.map((client) => rowOf(client, rank(client), recommended.get(client.id) ?? 0, points.get(client.id) ?? null))
  const changed = rows.filter((row) => !isSame(row, stored.get(row.clientId)))
  const gone = goneBetween(db, after, upTo)
  putFigures(db, changed, gone)
  return changed.length + gone.length > 0
}

/** `gaps` counts the days between purchases of everybody. */
function* collect(db: Db, settings: AnalysisSettings, now: Day, baseCurrency: string, gaps: Map<number, number>): Generator<undefined, Collected[]> {
  const question = boughtQuestion(now, settings)
  const collected: Collected[] = []
  for (let after = ''; ; ) {
    const clients = clientsAfter(db, after, slice)
    const last = clients[clients.length - 1]
    if (!last) return collected
    const rows = boughtBetween(db, clients[0]!.id, last.id)
    let index = 0
    for (const client of clients) {
      const bought: Bought[] = []
      let foreignCount = 0
      while (index < rows.length && rows[index]!.clientId < client.id) index += 1
      for (; index < rows.length && rows[index]!.clientId === client.id; index += 1) {
        if (rows[index]!.currency === baseCurrency) bought.push(rows[index]!)
        else foreignCount += 1
      }
      const { gaps: own, ...figures } = boughtFigures(bought, question)
      for (const gap of own) gaps.set(gap, (gaps.get(gap) ?? 0) + 1)
      collected.push({ ...client, bought: figures, foreignCount })
    }
    after = last.id
    yield
  }
}

type Standing = Pick<StoredFigures, 'abc' | 'rfm' | 'recency' | 'frequency' | 'monetary'>
type Rank = (client: Collected) => Standing
const noStanding: Standing = { abc: null, rfm: null, recency: null, frequency: null, monetary: null }

/** Where each buyer of the window stands among all of them (metrics.md 5.10). */
function* ranks(collected: readonly Collected[], settings: AnalysisSettings, now: Day): Generator<undefined, Rank> {
  const buyers = collected.filter(({ bought }) => bought.purchaseCount > 0)
  const basisOf = ({ bought }: Collected) => (settings.basis === 'margin' ? bought.marginMinor : bought.revenueMinor)
  const recencyOf = ({ bought }: Collected) => -Math.max(0, dayNumber(now) - dayNumber(bought.lastOn ?? now))
  const bounds = abcBounds(buyers.flatMap((buyer) => basisOf(buyer) ?? []), settings.abcBp)
  yield
  const bands = buyers.length >= quintilesFrom ? 5 : 3
  const recency = scoreBands(buyers.map(recencyOf), bands)
  yield
  const frequency = scoreBands(buyers.map(({ bought }) => bought.purchaseCount), bands)
  yield
  const monetary = scoreBands(buyers.map(({ bought }) => bought.revenueMinor), bands)
  yield
  return (client) => {
    if (client.bought.purchaseCount === 0) return noStanding
    const basis = basisOf(client)
    const scored = { recency: recency(recencyOf(client)), frequency: frequency(client.bought.purchaseCount), monetary: monetary(client.bought.revenueMinor) }
    return { abc: basis === null ? null : abcOf(basis, bounds), rfm: rfmSegment(scored.recency, scored.frequency, bands), ...scored }
  }
}

function rowOf({ id, isKey, bought, foreignCount }: Collected, standing: Standing, recommendedCount: number, score: number | null): StoredFigures {
  return {
    clientId: id,
    ...bought,
    foreignCount,
    ...standing,
    isRegular: Number(bought.isRegular),
    isKey: Number(isKey === 1 || standing.abc === 'A'),
    recommendedCount,
    score
  }
}

function isSame(row: StoredFigures, stored: StoredFigures | undefined): boolean {
  return stored !== undefined && (Object.keys(stored) as (keyof StoredFigures)[]).every((name) => stored[name] === row[name])
}

/** Clients that something happened with: their marks, what they recommended and their score; classes stay as they are. */
function* makeSome(ctx: Ctx, touched: readonly string[], seq: number, day: number): Generator<undefined, boolean> {
  const { db } = ctx
  const clients = clientsOf(db, touched)
  const stored = new Map(figuresOf(db, touched).map((row) => [row.clientId, row]))
  const there = new Set(clients.map(({ id }) => id))
  const gone = touched.filter((id) => !there.has(id) && stored.has(id))
  // A buyer that is gone or came back leaves a place in the order of all.
  const isMoved = gone.some((id) => stored.get(id)!.abc !== null || stored.get(id)!.lifetimeCount > 0) || clients.some(({ id }) => !stored.has(id) && hasBought(db, id))
  if (isMoved) return yield* makeAll(ctx, seq, day)
  const recommenders = clients.flatMap(({ recommendedById }) => (recommendedById !== null && !there.has(recommendedById) ? [recommendedById] : []))
  const all = [...clients, ...clientsOf(db, recommenders)]
  for (const row of figuresOf(db, recommenders)) stored.set(row.clientId, row)
  yield
  const scores = yield* scoring(ctx, all.map(({ id }) => id))
  let isChanged = false
  for (let start = 0; start < all.length; start += slice) {
    const part = all.slice(start, start + slice)
    const points = scores.of(part.map(({ id }) => id))
    const rows = part.map(({ id, isKey }): StoredFigures => {
      const before = stored.get(id) ?? emptyFigures(id)
      return { ...before, isKey: Number(isKey === 1 || before.abc === 'A'), recommendedCount: countRecommended(db, id), score: points.get(id) ?? null }
    })
    const changed = rows.filter((row) => !isSame(row, stored.get(row.clientId)))
    putFigures(db, changed, start === 0 ? gone : [])
    isChanged ||= changed.length > 0 || (start === 0 && gone.length > 0)
    yield
  }
  if (all.length === 0) putFigures(db, [], gone)
  setBuiltUpTo(db, seq, day)
  return isChanged || gone.length > 0
}

function hasBought(db: Db, clientId: string): boolean {
  return boughtBetween(db, clientId, clientId).length > 0
}

function emptyFigures(clientId: string): StoredFigures {
  return {
    clientId, purchaseCount: 0, revenueMinor: 0, marginMinor: null, uncostedMinor: 0, lifetimeCount: 0, lifetimeMinor: 0, foreignCount: 0, firstOn: null,
    lastOn: null, gapDays: null, abc: null, xyz: null, variationPermille: null, rfm: null, recency: null, frequency: null, monetary: null, isRegular: 0,
    isKey: 0, recommendedCount: 0, score: null
  }
}

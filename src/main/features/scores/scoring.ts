import type { Context } from '#main/app/context.ts'
import type { FilterGroup } from '#shared/contract/filters.ts'
import type { FactorValue, ScoreFactor, ScoreLine } from '#shared/contract/scores.ts'
import { normalise } from '#shared/normalise.ts'
import { activityBand, bandEnds, bandOf, type Cases, historyFrom, historyPoints, quartersOf, recencyBand, scoreStart, totalScore } from '#shared/score.ts'
import { clientsMatching } from '../clients/matching.ts'
import { rulesOf } from './rules.ts'
import {
  type CaseRow,
  type FactRow,
  listCases,
  listClosedIds,
  listFactors,
  listFacts,
  listProperties,
  listSummaryIds,
  type PropertyRow,
  replaceFactors
} from './scoring.queries.ts'

type Ctx = Pick<Context, 'db' | 'now'>

const dayMs = 86_400_000
/** The latest closed deals that history looks at: what sold years ago says little of today. */
const mostCases = 10_000
const slice = 250

/** One thing that is true of a client. `value` is what is kept and shown, `key` what is compared. */
type Trait = { readonly factor: ScoreFactor; readonly propertyId: string | null; readonly value: string; readonly key: string }

function traitsOf(row: FactRow, properties: readonly PropertyRow[], bandsOf: (propertyId: string, numberMicro: number) => string | undefined): Trait[] {
  const traits: Trait[] = []
  const add = (factor: ScoreFactor, value: string | null | undefined, propertyId: string | null = null) => {
    const key = value ? normalise(value) : ''
    if (value && key !== '') traits.push({ factor, propertyId, value, key })
  }
  add('source', row.sourceId)
  add('kind', row.kind)
  add('country', row.country)
  add('region', row.region)
  add('town', row.town)
  add('activity', activityBand(row.contactCount))
  add('recency', recencyBand(row.lastContactAt === null ? null : Math.max(0, Math.floor((row.asOf - row.lastContactAt) / dayMs))))
  for (const { kind, propertyId, textValue, numberMicro, choiceId } of properties) {
    if (kind === 'text') add('property', textValue, propertyId)
    else if (kind === 'yesNo') add('property', numberMicro === null ? null : numberMicro > 0 ? 'yes' : 'no', propertyId)
    else if (kind === 'number') add('property', numberMicro === null ? null : bandsOf(propertyId, numberMicro), propertyId)
    else add('property', choiceId, propertyId)
  }
  return traits
}

const keyOf = ({ factor, propertyId }: Pick<Trait, 'factor' | 'propertyId'>, key: string) => `${factor} ${propertyId ?? ''} ${key}`

function groupByClient(rows: readonly PropertyRow[]): ReadonlyMap<string, readonly PropertyRow[]> {
  const groups = new Map<string, PropertyRow[]>()
  for (const row of rows) {
    const group = groups.get(row.clientId)
    if (group) group.push(row)
    else groups.set(row.clientId, [row])
  }
  return groups
}

/**
 * Learns from the latest closed deals what each value of each factor says (S-17): nothing before fifty of them are closed,
 * nothing of a value with fewer than ten. Yields between slices.
 */
export function* learn({ db }: Ctx): Generator<undefined, boolean> {
  const ids = listClosedIds(db, mostCases)
  if (ids.length < historyFrom) return replaceFactors(db, [])
  const cases: { readonly row: CaseRow; readonly properties: readonly PropertyRow[] }[] = []
  for (let start = 0; start < ids.length; start += slice) {
    const rows = listCases(db, ids.slice(start, start + slice))
    const properties = groupByClient(listProperties(db, [...new Set(rows.map((row) => row.clientId))]))
    for (const row of rows) cases.push({ row, properties: properties.get(row.clientId) ?? [] })
    yield
  }
  const cuts = cutsOf(cases.flatMap(({ properties }) => properties))
  yield
  const bandsOf = (propertyId: string, numberMicro: number) => bandOf(numberMicro, cuts.get(propertyId) ?? [])
  const counted = countTraits(cases.map(({ row, properties }) => ({ isWon: row.isWon === 1, traits: traitsOf(row, properties, bandsOf) })))
  yield
  return replaceFactors(db, counted)
}

function cutsOf(properties: readonly PropertyRow[]): ReadonlyMap<string, readonly number[]> {
  const numbers = new Map<string, number[]>()
  for (const { kind, propertyId, numberMicro } of properties) {
    if (kind !== 'number' || numberMicro === null) continue
    const values = numbers.get(propertyId)
    if (values) values.push(numberMicro)
    else numbers.set(propertyId, [numberMicro])
  }
  return new Map([...numbers].map(([id, values]) => [id, quartersOf(values)]))
}

/** Counts cases by each of their traits and gives points to those that say enough. */
export function countTraits(cases: readonly { readonly isWon: boolean; readonly traits: readonly Trait[] }[]): FactorValue[] {
  const all: Cases = { wonCount: cases.filter(({ isWon }) => isWon).length, closedCount: cases.length }
  const counts = new Map<string, { readonly trait: Trait; wonCount: number; closedCount: number }>()
  for (const { isWon, traits } of cases) {
    for (const trait of traits) {
      const key = keyOf(trait, trait.key)
      const count = counts.get(key) ?? { trait, wonCount: 0, closedCount: 0 }
      count.closedCount += 1
      if (isWon) count.wonCount += 1
      counts.set(key, count)
    }
  }
  return [...counts.values()].flatMap(({ trait, wonCount, closedCount }) => {
    // What is true of every case tells nothing apart.
    const points = closedCount === all.closedCount ? undefined : historyPoints({ wonCount, closedCount }, all)
    const { factor, propertyId, value } = trait
    return points === undefined ? [] : [{ factor, propertyId, value, wonCount, closedCount, points }]
  })
}

/** Rules and history as they stand, ready to score clients. */
export type Scoring = {
  /** Points of clients, 0 to 100. */
  readonly of: (clientIds: readonly string[]) => ReadonlyMap<string, number>
  readonly linesOf: (clientId: string) => readonly ScoreLine[]
  /** How many clients a rule holds for, active or not. */
  readonly countOf: (ruleId: string) => number
}

type UsedRule = { readonly id: string; readonly condition: FilterGroup; readonly points: number; readonly isActive: boolean }

/**
 * Scores by the firm's rules, or by `given` ones, and by what was learnt: of these clients, or of all when `clientIds` is
 * null. Yields after each rule, since some of them look through the whole base.
 */
export function* scoring(ctx: Ctx, clientIds: readonly string[] | null, given?: readonly UsedRule[]): Generator<undefined, Scoring> {
  const { db } = ctx
  const all = given ?? rulesOf(db).rules
  const rules = given ? all : all.filter((rule) => rule.isActive && rule.points !== 0)
  const whom: ReadonlySet<number>[] = []
  for (const rule of rules) {
    whom.push(new Set(clientsMatching(ctx, rule.condition, clientIds)))
    yield
  }
  const history = historyOf(ctx)
  const holdFor = (summaryId: number) => rules.filter((rule, index) => rule.isActive && rule.points !== 0 && whom[index]!.has(summaryId))

  return {
    of: (ids) =>
      new Map(
        history.of(ids).map(({ clientId, summaryId, values }) => [
          clientId,
          totalScore(scoreStart, [...holdFor(summaryId), ...values].map(({ points }) => points))
        ])
      ),
    linesOf: (clientId) =>
      history.of([clientId]).flatMap(({ summaryId, values }) => [
        ...holdFor(summaryId).map(({ id, condition, points }): ScoreLine => ({ kind: 'rule', ruleId: id, condition, points })),
        ...values.map((one): ScoreLine => ({ kind: 'history', ...one }))
      ]),
    countOf: (ruleId) => whom[rules.findIndex(({ id }) => id === ruleId)]?.size ?? 0
  }
}

type Remembered = { readonly clientId: string; readonly summaryId: number; readonly values: readonly FactorValue[] }

/** What was learnt, looked up for clients. */
function historyOf({ db, now }: Ctx): { readonly of: (clientIds: readonly string[]) => readonly Remembered[] } {
  const factors = listFactors(db)
  const known = new Map(factors.map((one) => [keyOf(one, normalise(one.value)), one]))
  const bands = new Map<string, string[]>()
  for (const { factor, propertyId, value } of factors) {
    if (factor === 'property' && propertyId !== null && value.includes('..')) bands.set(propertyId, [...(bands.get(propertyId) ?? []), value])
  }
  const bandsOf = (propertyId: string, numberMicro: number) =>
    bands.get(propertyId)?.find((band) => {
      const { from, to } = bandEnds(band)
      return (from === null || numberMicro >= from) && (to === null || numberMicro < to)
    })
  return {
    of: (clientIds) => {
      if (factors.length === 0) return listSummaryIds(db, clientIds).map((row) => ({ ...row, values: [] }))
      const properties = groupByClient(listProperties(db, clientIds))
      return listFacts(db, clientIds, now()).map((row) => ({
        clientId: row.clientId,
        summaryId: row.summaryId,
        values: traitsOf(row, properties.get(row.clientId) ?? [], bandsOf).flatMap((trait) => {
          const found = known.get(keyOf(trait, trait.key))
          return found && found.points !== 0 ? [found] : []
        })
      }))
    }
  }
}

/** Runs work that yields to its end at once. */
export function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

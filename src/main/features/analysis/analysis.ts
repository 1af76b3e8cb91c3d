import type { Context } from '#main/app/context.ts'
import { loyaltyFigures, paretoCurve, quintilesFrom, rfmSegments, windowOf } from '#shared/analysis.ts'
import {
  type BaseAnalysis,
  type CellFigures,
  type ClientFigures,
  type ClientGroup,
  clientGroups,
  type Cohort,
  type FiguresRow,
  type FiguresSort,
  type Loyalty,
  type MatrixCell,
  type PlaceKind,
  type PlaceRow
} from '#shared/contract/analysis.ts'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { FilterCondition } from '#shared/contract/filters.ts'
import { addDays, type Day, today } from '#shared/day.ts'
import { shareMaking80 } from '#shared/metrics.ts'
import { normalise } from '#shared/normalise.ts'
import { countOf, idsFound, selectedClientIds } from '../clients/clients.ts'
import { ourFirm } from '../settings/settings.ts'
import { type ClassesRow, findFigures, groupClasses, groupPlaces, listBasis, listFigures, listFirstYears, type PlaceSum, sumRevenue, type Whose } from './analysis.queries.ts'
import { settingsOf } from './analysisSettings.ts'
import { areFiguresBehind } from './figures.ts'

/** Points that the curve is drawn with. */
const curvePoints = 100
/** Places that a list shows; the rest are small. */
const mostPlaces = 1000

type Sums = { -readonly [K in keyof CellFigures]: CellFigures[K] }

function sumOf(rows: readonly CellFigures[]): Sums {
  const total: Sums = { clientCount: 0, revenueMinor: 0, purchaseCount: 0 }
  for (const row of rows) {
    total.clientCount += row.clientCount
    total.revenueMinor += row.revenueMinor
    total.purchaseCount += row.purchaseCount
  }
  return total
}

type Narrowed = { readonly filter?: ClientFilter | undefined }

const whoseOf = (ctx: Context, filter: ClientFilter | undefined): Whose => (filter === undefined || Object.keys(filter).length === 0 ? null : idsFound(ctx, filter))

/** The filter with more that has to hold. */
function withRules({ rules, ...rest }: ClientFilter, ...more: readonly FilterCondition[]): ClientFilter {
  const former = rules === undefined ? [] : rules.match === 'all' ? rules.rules : [rules]
  return { ...rest, rules: { match: 'all', rules: [...former, ...more] } }
}

/**
 * How often clients buy, how many stay and what one is expected to bring (metrics.md 5.3, S-18). Counts are those of the
 * lists that open behind them.
 */
export function loyalty(ctx: Context, { filter }: Narrowed): Loyalty {
  const { db } = ctx
  const { months } = settingsOf(db)
  const firm = ourFirm(db)
  const to = today(ctx.now(), firm.timeZone)
  const whose = whoseOf(ctx, filter)
  const buyers = groupClasses(db, whose).filter((row) => row.rfm !== null)
  const total = (of: (row: ClassesRow) => number) => buyers.reduce((sum, row) => sum + of(row), 0)
  const count = (...rules: readonly FilterCondition[]) => countOf(ctx, withRules(filter ?? {}, ...rules))
  const startOn = addDays(windowOf(to, 12).from, -1)
  const firstBy = (from: Day | null, until: Day | null): FilterCondition => ({ field: 'firstPurchase', test: { is: 'during', period: { from, to: until } } })
  const repeats: FilterCondition = { field: 'repeatBuyer', test: { is: 'yes' } }
  const cohorts = listFirstYears(db, whose).map(({ year, lastOn }): Cohort => {
    const span = firstBy(`${year}-01-01`, `${year}-12-31`)
    return { year, buyerCount: count(span), repeatCount: count(span, repeats), isComplete: lastOn <= startOn }
  })
  const oldCount = count(firstBy(null, startOn))
  const sums = {
    activeCount: total((row) => row.clientCount),
    purchaseCount: total((row) => row.purchaseCount),
    revenueMinor: total((row) => row.revenueMinor),
    marginMinor: total((row) => row.marginMinor),
    costedMinor: total((row) => row.revenueMinor - row.uncostedMinor),
    months,
    atStartCount: count({ field: 'loyalty', state: 'atStart' }),
    lostCount: count({ field: 'loyalty', state: 'lost' })
  }
  return {
    ...sums,
    ...loyaltyFigures(sums),
    baseCurrency: firm.baseCurrency,
    window: windowOf(to, months),
    startOn,
    keptCount: sums.atStartCount - sums.lostCount,
    repeatRate: oldCount === 0 ? null : count(firstBy(null, startOn), repeats) / oldCount,
    cohorts
  }
}

/** ABC, XYZ, RFM and the groups of S-16, as of the last count; a filter narrows who is counted, not how they are classed (metrics.md 5.10). */
export function baseAnalysis(ctx: Context, { filter }: Narrowed): BaseAnalysis {
  const { db } = ctx
  const settings = settingsOf(db)
  const firm = ourFirm(db)
  const to = today(ctx.now(), firm.timeZone)
  const whose = whoseOf(ctx, filter)
  const everybody = groupClasses(db, whose)
  const buyers = everybody.filter((row) => row.rfm !== null)
  const basis = listBasis(db, settings.basis, whose)
  const total = (rows: readonly ClassesRow[], of: (row: ClassesRow) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  const belongs: Readonly<Record<ClientGroup, (row: ClassesRow) => boolean>> = {
    regular: (row) => row.isRegular === 1,
    key: (row) => row.isKey === 1,
    recommending: (row) => row.recommendedCount > 0
  }
  return {
    settings,
    baseCurrency: firm.baseCurrency,
    window: windowOf(to, settings.months),
    isBehind: areFiguresBehind(ctx),
    clientCount: total(everybody, (row) => row.clientCount),
    buyers: sumOf(buyers),
    marginMinor: total(buyers, (row) => row.marginMinor),
    uncostedMinor: total(buyers, (row) => row.uncostedMinor),
    foreignCount: total(everybody, (row) => row.foreignCount),
    shareMaking80: shareMaking80(basis) ?? null,
    abc: (['A', 'B', 'C'] as const).map((name) => {
      const rows = buyers.filter((row) => row.abc === name)
      return { class: name, ...sumOf(rows), basisMinor: total(rows, (row) => (settings.basis === 'margin' ? row.marginMinor : row.revenueMinor)) }
    }),
    matrix: (['A', 'B', 'C'] as const).flatMap((abc) =>
      (['X', 'Y', 'Z', null] as const).map((xyz): MatrixCell => ({ abc, xyz, ...sumOf(buyers.filter((row) => row.abc === abc && row.xyz === xyz)) }))
    ),
    rfm: rfmSegments.map((segment) => ({ segment, ...sumOf(buyers.filter((row) => row.rfm === segment)) })),
    bands: sumOf(buyers).clientCount >= quintilesFrom ? 5 : 3,
    groups: clientGroups.map((group) => ({ group, ...sumOf(everybody.filter(belongs[group])) })),
    pareto: paretoCurve(basis, curvePoints)
  }
}

/** Where clients are, by what they bought; ways of writing one place are taken together, as filters take them. */
export function places(ctx: Context, { by, filter }: Narrowed & { by: PlaceKind }): PlaceRow[] {
  const merged = new Map<string, { best: PlaceSum; rows: PlaceSum[] }>()
  for (const row of groupPlaces(ctx.db, by, whoseOf(ctx, filter))) {
    const key = row.place === null ? '' : `=${normalise(row.place)}`
    const known = merged.get(key)
    if (!known) merged.set(key, { best: row, rows: [row] })
    else {
      known.rows.push(row)
      if (row.clientCount > known.best.clientCount) known.best = row
    }
  }
  return [...merged.values()]
    .map(({ best, rows }): PlaceRow => ({ place: best.place, ...sumOf(rows), buyerCount: rows.reduce((sum, row) => sum + row.buyerCount, 0) }))
    .sort((a, b) => b.revenueMinor - a.revenueMinor || b.clientCount - a.clientCount || ((a.place ?? '') < (b.place ?? '') ? -1 : 1))
    .slice(0, mostPlaces)
}

/** The clients behind a number with what they bought: exactly those that the list shows for the same filter (decisions.md 16). */
export function clientsBehind(
  ctx: Context,
  { filter, sort, page }: { filter: ClientFilter; sort: FiguresSort; page: { offset: number; limit: number } }
): { rows: FiguresRow[]; total: number; revenueMinor: number } {
  const ids = selectedClientIds(ctx.db, { kind: 'filter', filter, except: [] }, ctx.now)
  return { rows: listFigures(ctx.db, ids, sort, page), total: ids.length, revenueMinor: sumRevenue(ctx.db, ids) }
}

/** What a client's purchases say, for its card. */
export function clientFigures(ctx: Context, { clientId }: { clientId: string }): ClientFigures | null {
  return findFigures(ctx.db, clientId)
}

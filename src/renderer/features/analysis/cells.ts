import type { BaseAnalysis, ClientGroup, MatrixCell, PlaceKind } from '#shared/contract/analysis.ts'
import type { RfmSegment } from '#shared/analysis.ts'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { FilterCondition, FilterGroup } from '#shared/contract/filters.ts'
import type { AbcClass } from '#shared/metrics.ts'

/** A number of the analysis: what it is called and the filter that finds exactly its clients. */
export type Cell = { readonly title: string; readonly filter: ClientFilter }

const all = (...rules: FilterCondition[]): ClientFilter => ({ rules: { match: 'all', rules } })
/** The clients of a number who also are among those that the analysis is narrowed to. */
export function within(filter: ClientFilter, rules: FilterGroup | undefined): ClientFilter {
  if (rules === undefined) return filter
  return { ...filter, rules: { match: 'all', rules: [...(filter.rules?.rules ?? []), ...(rules.match === 'all' ? rules.rules : [rules])] } }
}

const bought: FilterCondition = { field: 'purchaseCount', from: 1, to: null }

export const buyersFilter = all(bought)
export const abcFilter = (abc: AbcClass): ClientFilter => all({ field: 'abcClass', values: [abc] })
export const xyzFilter = (xyz: 'X' | 'Y' | 'Z' | null): ClientFilter => all(bought, { field: 'xyzClass', values: [xyz ?? 'none'] })
export const matrixFilter = ({ abc, xyz }: Pick<MatrixCell, 'abc' | 'xyz'>): ClientFilter =>
  all({ field: 'abcClass', values: [abc] }, { field: 'xyzClass', values: [xyz ?? 'none'] })
export const rfmFilter = (segment: RfmSegment): ClientFilter => all({ field: 'rfmSegment', values: [segment] })
export const groupFilter = (group: ClientGroup): ClientFilter => all({ field: 'clientGroup', group, is: 'yes' })

/** Everybody at a place, or only who bought. */
export function placeFilter(by: PlaceKind, place: string | null, isBuyers: boolean): ClientFilter {
  const there: FilterCondition = { field: by, test: place === null ? { is: 'empty' } : { is: 'equals', text: place } }
  return isBuyers ? all(there, bought) : all(there)
}

/** Whose first purchase was in a year, or only those of them who bought again within twelve months. */
export function cohortFilter(year: number, isRepeat: boolean): ClientFilter {
  const first: FilterCondition = { field: 'firstPurchase', test: { is: 'during', period: { from: `${year}-01-01`, to: `${year}-12-31` } } }
  return isRepeat ? all(first, repeats) : all(first)
}

const repeats: FilterCondition = { field: 'repeatBuyer', test: { is: 'yes' } }
export const loyaltyFilter = (state: 'kept' | 'lost'): ClientFilter => all({ field: 'loyalty', state })
/** Clients who first bought by a day, and bought again within twelve months. */
export const repeatFilter = (by: string): ClientFilter => all({ field: 'firstPurchase', test: { is: 'during', period: { from: null, to: by } } }, repeats)

/** Sums of the matrix over its rows, for its columns. */
export function columnSum({ matrix }: BaseAnalysis, xyz: 'X' | 'Y' | 'Z' | null): { readonly clientCount: number; readonly revenueMinor: number } {
  const cells = matrix.filter((cell) => cell.xyz === xyz)
  return {
    clientCount: cells.reduce((sum, cell) => sum + cell.clientCount, 0),
    revenueMinor: cells.reduce((sum, cell) => sum + cell.revenueMinor, 0)
  }
}

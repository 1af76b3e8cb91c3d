import { z } from 'zod'
import type { LoyaltyFigures, LoyaltySums, RfmSegment } from '../analysis.ts'
import type { Period } from '../day.ts'
import type { AbcClass } from '../metrics.ts'
import { page, recordId } from './app.ts'
import { clientFilter, clientFilterTables } from './clients.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'

/** What ABC goes by. */
export const analysisBases = ['revenue', 'margin'] as const
/** Steps that purchases are summed over for XYZ; `gap`: as long as the client usually waits between two purchases. */
export const xyzSteps = ['week', 'month', 'quarter', 'gap'] as const

const limitsBp = z.tuple([z.int().min(100).max(9800), z.int().min(200).max(9900)]).refine(([a, b]) => a < b)
const limitsPercent = z.tuple([z.int().min(1).max(200), z.int().min(2).max(400)]).refine(([x, y]) => x < y)

/** How the firm sorts its clients (metrics.md 5.3, 5.10); filters and segments follow it. */
export const analysisSettings = z.strictObject({
  /** Months looked back. */
  months: z.int().min(3).max(60),
  basis: z.enum(analysisBases),
  /** Cumulative shares where A and B end. */
  abcBp: limitsBp,
  xyzStep: z.enum(xyzSteps),
  /** Coefficients of variation where X and Y end. */
  xyzPercent: limitsPercent,
  /** Purchases in twelve months that make a regular client. */
  regularCount: z.int().min(2).max(100)
})
export type AnalysisSettings = z.output<typeof analysisSettings>

export type XyzClass = 'X' | 'Y' | 'Z'
/** Clients of one cell; sums net, in the base currency. */
export type CellFigures = { readonly clientCount: number; readonly revenueMinor: number; readonly purchaseCount: number }
export type AbcRow = CellFigures & { readonly class: AbcClass; readonly basisMinor: number }
export type MatrixCell = CellFigures & { readonly abc: AbcClass; readonly xyz: XyzClass | null }
export type RfmRow = CellFigures & { readonly segment: RfmSegment }
export const clientGroups = ['regular', 'key', 'recommending'] as const
export type ClientGroup = (typeof clientGroups)[number]
export type GroupRow = CellFigures & { readonly group: ClientGroup }
/** `clientShare` of the buyers, best first, make `sumShare` of the whole; 0 to 1. */
export type ParetoPoint = { readonly clientShare: number; readonly sumShare: number }

export type BaseAnalysis = {
  readonly settings: AnalysisSettings
  readonly baseCurrency: string
  readonly window: Period
  /** Purchases came since the figures were made; they follow by themselves. */
  readonly isBehind: boolean
  readonly clientCount: number
  readonly buyers: CellFigures
  /** Of revenue whose cost is known. */
  readonly marginMinor: number
  /** Revenue whose cost nobody knows: no margin holds it. */
  readonly uncostedMinor: number
  /** Purchases in other currencies: no sum holds them. */
  readonly foreignCount: number
  /** Of the buyers, those who make 80 % together; 0 to 1. */
  readonly shareMaking80: number | null
  readonly abc: readonly AbcRow[]
  readonly matrix: readonly MatrixCell[]
  readonly rfm: readonly RfmRow[]
  /** Scores 1 to 5, or 1 to 3 below a hundred buyers. */
  readonly bands: 3 | 5
  readonly groups: readonly GroupRow[]
  readonly pareto: readonly ParetoPoint[]
}

/** Clients whose first purchase was in one year, and those who bought again within twelve months of it. */
export type Cohort = { readonly year: number; readonly buyerCount: number; readonly repeatCount: number; readonly isComplete: boolean }
/** Formulas of metrics.md 5.3 that do not wait for costs of marketing; each count is that of its list. */
export type Loyalty = LoyaltySums &
  LoyaltyFigures & {
    readonly baseCurrency: string
    readonly window: Period
    /** The day as of which `atStart` counts. */
    readonly startOn: string
    readonly keptCount: number
    /** Of clients whose twelve months are over. */
    readonly repeatRate: number | null
    readonly cohorts: readonly Cohort[]
  }

export const placeKinds = ['town', 'region'] as const
export type PlaceKind = (typeof placeKinds)[number]
/** `place` null: clients without one. */
export type PlaceRow = CellFigures & { readonly place: string | null; readonly buyerCount: number }

/** A client with what its purchases say. */
export type FiguresRow = {
  readonly id: string
  readonly name: string
  readonly town: string | null
  readonly ownerId: string | null
  readonly purchaseCount: number
  readonly revenueMinor: number
  readonly marginMinor: number | null
  readonly lastOn: string | null
  readonly abc: AbcClass | null
  readonly xyz: XyzClass | null
  readonly rfm: RfmSegment | null
  readonly score: number | null
}
export const figuresSorts = ['name', 'town', 'purchaseCount', 'revenue', 'margin', 'lastOn', 'score'] as const
export type FiguresSortBy = (typeof figuresSorts)[number]
const figuresSort = z.strictObject({ by: z.enum(figuresSorts), direction: z.enum(['asc', 'desc']) })
export type FiguresSort = z.output<typeof figuresSort>

/** What a client's purchases say, for its card. */
export type ClientFigures = Omit<FiguresRow, 'id' | 'name' | 'town' | 'ownerId'> & {
  readonly lifetimeCount: number
  readonly lifetimeMinor: number
  readonly firstOn: string | null
  readonly gapDays: number | null
  /** Coefficient of variation behind `xyz`, in tenths of a percent. */
  readonly variationPermille: number | null
  /** Scores behind `rfm`. */
  readonly recency: number | null
  readonly frequency: number | null
  readonly monetary: number | null
  readonly isRegular: boolean
  /** Class A or marked by a person. */
  readonly isKey: boolean
  readonly recommendedCount: number
}

export const analysisTables = ['abc', 'matrix', 'rfm', 'groups', 'town', 'region'] as const
export type AnalysisTable = (typeof analysisTables)[number]

const figures: readonly TableName[] = ['client_figures', 'client_summary', 'setting', 'firm']
const narrowed = z.strictObject({ filter: clientFilter.optional() })

export const analysisOperations = {
  'analysis.settings': query(z.strictObject({}), returns<AnalysisSettings>(), ['setting']),
  /** The figures follow in quiet moments; `changed` tells when. */
  'analysis.changeSettings': command(analysisSettings, returns<null>(), ['setting', 'client_figures']),
  /** Classes are those of the whole base; a filter narrows who is counted in them (S-11, S-14, S-15). */
  'analysis.base': query(narrowed, returns<BaseAnalysis>(), [...clientFilterTables, ...figures]),
  'analysis.loyalty': query(narrowed, returns<Loyalty>(), [...clientFilterTables, ...figures]),
  /** Null while its figures are not made yet. */
  'analysis.client': query(z.strictObject({ clientId: recordId }), returns<ClientFigures | null>(), ['client_figures']),
  'analysis.places': query(narrowed.extend({ by: z.enum(placeKinds) }), returns<readonly PlaceRow[]>(), [...clientFilterTables, ...figures]),
  /** The clients behind a number, by the same filter as every list. */
  'analysis.clients': query(
    z.strictObject({ filter: clientFilter, sort: figuresSort, page }),
    returns<{ readonly rows: readonly FiguresRow[]; readonly total: number; readonly revenueMinor: number }>(),
    [...clientFilterTables, ...figures]
  ),
  'analysis.export': job(
    z.strictObject({ table: z.enum(analysisTables), path: z.string().min(1).max(4096) }),
    returns<{ readonly path: string }>(),
    ['privacy_event']
  )
}

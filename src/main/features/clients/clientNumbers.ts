import type { Context } from '#main/app/context.ts'
import { windowOf } from '#shared/analysis.ts'
import type { ClientNumbers, ClientSums } from '#shared/contract/card.ts'
import { today } from '#shared/day.ts'
import { ourFirm } from '../settings/settings.ts'
import { getClient } from './clients.queries.ts'
import { readBought, readMargins } from './clientNumbers.queries.ts'

/**
 * What a client bought and what we earned on it (metrics.md 5.3): issued invoices and imported purchases, net, each
 * currency by itself and the firm's own first. Returns lower the sums and are no purchases. Lines without a cost are
 * counted, never taken as costing nothing. Throws not_found.
 */
export function clientNumbers(ctx: Context, { id }: { id: string }): ClientNumbers {
  const { db } = ctx
  getClient(db, id)
  const { timeZone, baseCurrency } = ourFirm(db)
  const asking = { clientId: id, since: windowOf(today(ctx.now(), timeZone), 12).from }
  const margins = new Map(readMargins(db, asking).map((row) => [row.currency, row]))
  const bought = readBought(db, asking)
  const sums = bought.map(({ firstOn: _first, lastOn: _last, ...row }): ClientSums => {
    const margin = margins.get(row.currency)
    return {
      ...row,
      averageMinor: row.yearCount === 0 ? null : Math.round(row.yearNetMinor / row.yearCount),
      yearMarginMinor: margin && margin.yearCostedCount > 0 ? margin.yearMarginMinor : null,
      marginMinor: margin && margin.costedCount > 0 ? margin.marginMinor : null,
      yearCostedMinor: margin?.yearCostedMinor ?? 0,
      costedMinor: margin?.costedMinor ?? 0,
      yearUncostedCount: margin?.yearUncostedCount ?? 0,
      uncostedCount: margin?.uncostedCount ?? 0
    }
  })
  const isBase = ({ currency }: ClientSums) => Number(currency === baseCurrency)
  return {
    firstOn: least(bought.map((row) => row.firstOn)),
    lastOn: most(bought.map((row) => row.lastOn)),
    sums: sums.sort((a, b) => isBase(b) - isBase(a) || (a.currency < b.currency ? -1 : 1))
  }
}

const least = (days: readonly (string | null)[]): string | null => days.reduce<string | null>((min, day) => (day !== null && (min === null || day < min) ? day : min), null)
const most = (days: readonly (string | null)[]): string | null => days.reduce<string | null>((max, day) => (day !== null && (max === null || day > max) ? day : max), null)

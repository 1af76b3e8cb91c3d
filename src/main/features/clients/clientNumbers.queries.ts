import type { Db } from '#main/db/open.ts'
import { perConnection } from '#main/db/statements.ts'

export type BoughtRow = {
  readonly currency: string
  /** Days of purchases: what was only returned has none. */
  readonly firstOn: string | null
  readonly lastOn: string | null
  readonly purchaseCount: number
  readonly netMinor: number
  readonly yearCount: number
  readonly yearNetMinor: number
}
export type MarginRow = {
  readonly currency: string
  readonly marginMinor: number
  readonly costedMinor: number
  readonly uncostedCount: number
  readonly costedCount: number
  readonly yearCostedCount: number
  readonly yearMarginMinor: number
  readonly yearCostedMinor: number
  readonly yearUncostedCount: number
}

type Asked = { readonly clientId: string; readonly since: string }

const statementsOf = perConnection((sqlite) => ({
  bought: sqlite.prepare<[Asked], BoughtRow>(
    `SELECT currency, min(iif(net > 0, day, NULL)) AS firstOn, max(iif(net > 0, day, NULL)) AS lastOn, sum(net > 0) AS purchaseCount, sum(net) AS netMinor,
       sum(net > 0 AND day >= :since) AS yearCount, sum(iif(day >= :since, net, 0)) AS yearNetMinor
     FROM (
       SELECT currency, issued_on AS day, net_minor AS net FROM invoice WHERE client_id = :clientId AND state = 'issued' AND deleted_at IS NULL
       UNION ALL SELECT currency, bought_on, net_minor FROM purchase WHERE client_id = :clientId AND deleted_at IS NULL)
     GROUP BY currency ORDER BY currency`
  ),
  margins: sqlite.prepare<[Asked], MarginRow>(
    `SELECT currency, sum(iif(cost IS NULL, 0, net - cost)) AS marginMinor, sum(iif(cost IS NULL, 0, net)) AS costedMinor,
       sum(cost IS NULL) AS uncostedCount, sum(cost IS NOT NULL) AS costedCount, sum(cost IS NOT NULL AND day >= :since) AS yearCostedCount,
       sum(iif(cost IS NULL OR day < :since, 0, net - cost)) AS yearMarginMinor, sum(iif(cost IS NULL OR day < :since, 0, net)) AS yearCostedMinor,
       sum(cost IS NULL AND day >= :since) AS yearUncostedCount
     FROM (
       SELECT i.currency, i.issued_on AS day, l.net_minor AS net, l.cost_minor AS cost
         FROM invoice AS i JOIN invoice_line AS l ON l.invoice_id = i.id
         WHERE i.client_id = :clientId AND i.state = 'issued' AND i.deleted_at IS NULL AND l.deleted_at IS NULL
       UNION ALL SELECT p.currency, p.bought_on, l.net_minor, l.cost_minor FROM purchase AS p JOIN purchase_line AS l ON l.purchase_id = p.id
         WHERE p.client_id = :clientId AND p.deleted_at IS NULL AND l.deleted_at IS NULL
       UNION ALL SELECT p.currency, p.bought_on, p.net_minor, p.cost_minor FROM purchase AS p
         WHERE p.client_id = :clientId AND p.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM purchase_line AS l WHERE l.purchase_id = p.id AND l.deleted_at IS NULL))
     GROUP BY currency ORDER BY currency`
  )
}))

/** What a client bought by currency: issued invoices and imported purchases; `since` is the day on which the last 12 months begin. */
export function readBought(db: Db, asking: Asked): BoughtRow[] {
  return statementsOf(db.$client).bought.all(asking)
}

/** What was earned on it by currency: lines of invoices and purchases, a purchase without lines as one. */
export function readMargins(db: Db, asking: Asked): MarginRow[] {
  return statementsOf(db.$client).margins.all(asking)
}

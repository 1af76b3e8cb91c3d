import type { Db } from '../open.ts'
import { deriveClients, rebuildClients } from './clients.ts'
import { deriveDeals, rebuildDeals } from './deals.ts'

/** Brings the derived tables up to date with what the journal logged after `seq`; runs inside the transaction. */
export function deriveTouched(db: Db, seq: number): void {
  deriveDeals(db, seq)
  deriveClients(db, seq)
}

/** Builds every derived table anew from the data (decisions.md 7). */
export function rebuildDerived(db: Db): void {
  rebuildDeals(db)
  rebuildClients(db)
}

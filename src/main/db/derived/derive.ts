import type { TableName } from '#shared/contract/tables.ts'
import type { Db } from '../open.ts'
import { perConnection } from '../statements.ts'
import { deriveClients, rebuildClients } from './clients.ts'
import { deriveDeals, rebuildDeals } from './deals.ts'
import { deriveDuplicates, restartDuplicates } from './duplicates.ts'
import { deriveFacts, rebuildFacts } from './facts.ts'
import { deriveOwners } from './owners.ts'
import { deriveNotes, ensureNoteIndex, rebuildNotes } from './notes.ts'
import { derivedPosition, forgetDerivedPosition, inStep, setDerivedPosition } from './step.ts'

type Statements = {
  readonly empty: () => void
  readonly fill: (seq: number) => void
  readonly tables: () => string[]
}

/** Brings the derived tables up to date with what the change logged after `seq`; runs inside the transaction. */
export function deriveTouched(db: Db, seq: number, changeId: string): void {
  const s = statementsOf(db.$client)
  s.empty()
  s.fill(seq)
  const touched = new Set(s.tables())
  deriveDeals(db, touched, seq)
  deriveClients(db, deriveOwners(db, touched, seq), changeId)
  deriveNotes(db, touched)
  deriveDuplicates(db, touched)
  deriveFacts(db, touched, seq)
}

const dealTables: readonly TableName[] = ['deal', 'stage_change', 'stage']
const summarised: readonly TableName[] = [...dealTables, 'client', 'client_phone', 'client_email', 'contact', 'former_name', 'client_address', 'note', 'task', 'call_attempt', 'call_list_entry']

const factual: readonly TableName[] = ['client_property', 'client_category', 'segment_member', 'consent_change']

/** The tables that a change touched with those that follow from them: what a screen that reads them has to read again. */
export function withDerived(touched: readonly TableName[]): readonly TableName[] {
  return [
    ...touched,
    ...(touched.some((table) => dealTables.includes(table)) ? (['deal_state', 'deal_stage'] as const) : []),
    ...(touched.some((table) => summarised.includes(table)) ? (['client_summary', 'client_search'] as const) : []),
    ...(touched.includes('client') || touched.includes('not_duplicate') ? (['duplicate_pair'] as const) : []),
    ...(touched.some((table) => factual.includes(table)) ? (['client_fact'] as const) : [])
  ]
}

/** Builds every derived table anew from the data (decisions.md 7). */
export function rebuildDerived(db: Db): void {
  rebuildDeals(db)
  rebuildClients(db)
  rebuildNotes(db)
  restartDuplicates(db)
  rebuildFacts(db)
  // Figures and lead scores are made anew in quiet moments: they take a second where there are many purchases.
  forgetDerivedPosition(db, 'client_figures')
  forgetDerivedPosition(db, 'client_figures_day')
}

/** Raised whenever a derived table is made by another rule than before while the store's own shape stays. */
const ruleVersion = 2

/** Builds the derived tables anew where another version of the store or of their rules filled them last; says whether it did. */
export function ensureDerived(db: Db, version: number): boolean {
  ensureNoteIndex(db.$client)
  const builtFor = version * 1000 + ruleVersion
  if (derivedPosition(db, 'built_for') === builtFor) return false
  inStep(db, () => {
    rebuildDerived(db)
    setDerivedPosition(db, 'built_for', builtFor)
  })
  return true
}

const statementsOf = perConnection((sqlite): Statements => {
  const empty = sqlite.prepare('DELETE FROM temp.touched_row')
  const fill = sqlite.prepare<[number]>('INSERT INTO temp.touched_row SELECT table_name, row_id FROM journal_op WHERE seq > ?')
  const tables = sqlite.prepare<[], string>('SELECT DISTINCT table_name FROM temp.touched_row').pluck()
  return { empty: () => empty.run(), fill: (seq) => fill.run(seq), tables: () => tables.all() }
})

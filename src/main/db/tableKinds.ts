import type { TableName } from '#shared/contract/tables.ts'

/**
 * What each table is (decisions.md 4): *journalled* (people change it; every change is logged, undone, exchanged),
 * *local* (this desk only), *derived* (rebuilt from others) or the *journal* itself. A test holds this true.
 */
export const tableKinds = {
  user: 'journalled',
  workstation: 'journalled',
  firm: 'journalled',
  setting: 'journalled',
  pipeline: 'journalled',
  stage: 'journalled',
  lost_reason: 'journalled',
  source: 'journalled',
  disposition: 'journalled',
  vat_rate: 'journalled',
  client: 'journalled',
  client_phone: 'journalled',
  client_email: 'journalled',
  contact: 'journalled',
  note: 'journalled',
  task: 'journalled',
  owner_change: 'journalled',
  consent_change: 'journalled',
  do_not_call: 'journalled',
  deal: 'journalled',
  stage_change: 'journalled',
  call_list: 'journalled',
  call_list_entry: 'journalled',
  call_attempt: 'journalled',
  document_series: 'journalled',
  invoice: 'journalled',
  invoice_line: 'journalled',
  invoice_vat: 'journalled',
  payment: 'journalled',
  allocation: 'journalled',
  import_run: 'local',
  import_row: 'local',
  preference: 'local',
  backup_run: 'local',
  client_summary: 'derived',
  client_search: 'derived',
  deal_state: 'derived',
  deal_stage: 'derived',
  derived_state: 'derived',
  journal_stamp: 'journal',
  journal_change: 'journal',
  journal_tx: 'journal',
  journal_op: 'journal'
} as const satisfies Record<TableName, 'journalled' | 'local' | 'derived' | 'journal'>

export const journalledTables = (Object.keys(tableKinds) as TableName[]).filter((name) => tableKinds[name] === 'journalled')

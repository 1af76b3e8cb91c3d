/** Every table of the store. `changed` events and the contract's reads and writes speak in these names. */
export const tableNames = [
  'user',
  'workstation',
  'firm',
  'pipeline',
  'stage',
  'lost_reason',
  'source',
  'disposition',
  'vat_rate',
  'client',
  'client_phone',
  'client_email',
  'contact',
  'note',
  'task',
  'owner_change',
  'consent_change',
  'do_not_call',
  'deal',
  'stage_change',
  'call_list',
  'call_list_entry',
  'call_attempt',
  'document_series',
  'invoice',
  'invoice_line',
  'invoice_vat',
  'payment',
  'allocation',
  'client_address',
  'client_bank_account',
  'former_name',
  'attachment',
  'property',
  'property_choice',
  'client_property',
  'category',
  'client_category',
  'saved_view',
  'segment',
  'segment_member',
  'not_duplicate',
  'client_merge',
  'score_rule',
  'privacy_event',
  'product',
  'purchase',
  'purchase_line',
  'import_run',
  'import_row',
  'setting',
  'preference',
  'backup_run',
  'client_summary',
  'client_search',
  'deal_state',
  'deal_stage',
  'client_figures',
  'score_factor',
  'derived_state',
  'journal_stamp',
  'journal_change',
  'journal_tx',
  'journal_op'
] as const

export type TableName = (typeof tableNames)[number]

/** Tables that are not journalled: local to a desk, derived, or the journal itself (see `tableKinds` in main). */
const notJournalled = [
  'import_run', 'import_row', 'preference', 'backup_run', 'client_summary', 'client_search', 'deal_state', 'deal_stage', 'client_figures',
  'score_factor', 'derived_state',
  'journal_stamp', 'journal_change', 'journal_tx', 'journal_op'
] as const satisfies readonly TableName[]

/** Tables that people change, all of them logged. */
export const journalledNames: readonly TableName[] = tableNames.filter(
  (name) => !(notJournalled as readonly TableName[]).includes(name)
)

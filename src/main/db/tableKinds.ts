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
  client_address: 'journalled',
  client_bank_account: 'journalled',
  former_name: 'journalled',
  attachment: 'journalled',
  property: 'journalled',
  property_choice: 'journalled',
  client_property: 'journalled',
  category: 'journalled',
  client_category: 'journalled',
  saved_view: 'journalled',
  segment: 'journalled',
  segment_member: 'journalled',
  not_duplicate: 'journalled',
  client_merge: 'journalled',
  score_rule: 'journalled',
  privacy_event: 'journalled',
  product: 'journalled',
  purchase: 'journalled',
  purchase_line: 'journalled',
  import_run: 'local',
  import_row: 'local',
  preference: 'local',
  backup_run: 'local',
  client_summary: 'derived',
  client_fact: 'derived',
  client_search: 'derived',
  deal_state: 'derived',
  deal_stage: 'derived',
  client_figures: 'derived',
  score_factor: 'derived',
  duplicate_key: 'derived',
  duplicate_pair: 'derived',
  note_entry: 'derived',
  note_search: 'derived',
  derived_state: 'derived',
  journal_stamp: 'journal',
  journal_change: 'journal',
  journal_tx: 'journal',
  journal_op: 'journal'
} as const satisfies Record<TableName, 'journalled' | 'local' | 'derived' | 'journal'>

export const journalledTables = (Object.keys(tableKinds) as TableName[]).filter((name) => tableKinds[name] === 'journalled')

type EventColumns = {
  /** What an erasure may empty; the erased words themselves are named in privacy/personal.ts, a test compares. */
  readonly blanked: readonly string[]
  /** What a merge of two clients moves, with the condition on OLD and NEW under which it may. */
  readonly moved: Readonly<Record<string, string>>
}

const betweenMerged = `EXISTS (SELECT 1 FROM client_merge WHERE (merged_id = OLD.client_id AND client_id = NEW.client_id) OR (merged_id = NEW.client_id AND client_id = OLD.client_id))`
const inSameList = `(SELECT call_list_id FROM call_list_entry WHERE id = OLD.entry_id) = (SELECT call_list_id FROM call_list_entry WHERE id = NEW.entry_id)`
const ofSameClient = `(SELECT client_id FROM contact WHERE id = OLD.contact_id) = (SELECT client_id FROM contact WHERE id = NEW.contact_id)`

/**
 * Events: what happened is written once and never changed. Undo marks it (`undone_at`), an erasure empties its words, a
 * merge hands it to the client, the person or the place in a call list that stays; triggers refuse anything else.
 */
export const eventTables = {
  stage_change: { blanked: [], moved: {} },
  owner_change: { blanked: [], moved: { client_id: betweenMerged } },
  consent_change: { blanked: ['basis', 'wording', 'origin'], moved: { client_id: betweenMerged, contact_id: ofSameClient } },
  call_attempt: { blanked: ['e164', 'note'], moved: { client_id: betweenMerged, entry_id: inSameList } },
  client_merge: { blanked: ['name'], moved: { client_id: betweenMerged } },
  privacy_event: { blanked: [], moved: { client_id: betweenMerged, contact_id: ofSameClient } }
} as const satisfies Partial<Record<TableName, EventColumns>>

export const eventNames = Object.keys(eventTables) as (keyof typeof eventTables)[]
export const eventColumnsOf = (table: keyof typeof eventTables): EventColumns => eventTables[table]

import type { TableName } from '#shared/contract/tables.ts'

/** What stands in place of a value that was erased: nothing, or an empty text where the column must have one. */
type Blank = null | ''
export type PersonalTable = {
  /** The column that says whose row it is. */
  readonly owner: 'id' | 'client_id' | 'merged_id'
  /** The column that says which person at the client it is about, where there is one. */
  readonly person?: 'id' | 'contact_id'
  /** Columns that tell of the person, with what stands there after an erasure. */
  readonly blanks: Readonly<Record<string, Blank>>
  /** Rows go when their person goes; others stay as events without words, for counts and sums. */
  readonly isRemoved: boolean
  /** Rows that the law makes us keep as they are, as a condition on the row `x`. */
  readonly kept?: string
}

const onIssued = "EXISTS (SELECT 1 FROM allocation AS a JOIN invoice AS i ON i.id = a.invoice_id WHERE a.payment_id = x.id AND i.state = 'issued')"

/**
 * The one list of where data of people stand (decisions.md 11). Search, export and erasure all go by it; a test holds
 * against it every text column of every table, so that a new one is either named here or known to tell of nobody.
 */
export const personal = {
  client: {
    owner: 'id',
    blanks: {
      name: '', short_name: null, tax_number: null, registry_number: null, street: null, postal_code: null, town: null, region: null, website: null,
      description: null, external_id: null, court_number: null, eu_vat_number: null, parent_id: null, recommended_by_id: null
    },
    isRemoved: true
  },
  contact: {
    owner: 'client_id', person: 'id',
    blanks: { name: '', role: null, birthday: null, decision_role: null, note: null, external_id: null },
    isRemoved: true
  },
  client_phone: { owner: 'client_id', person: 'contact_id', blanks: { e164: '', label: null }, isRemoved: true },
  client_email: { owner: 'client_id', person: 'contact_id', blanks: { email: '' }, isRemoved: true },
  client_address: { owner: 'client_id', blanks: { name: null, street: null, postal_code: null, town: null, region: null }, isRemoved: true },
  client_bank_account: { owner: 'client_id', blanks: { iban: '', bank_name: null }, isRemoved: true },
  former_name: { owner: 'client_id', blanks: { name: '' }, isRemoved: true },
  attachment: { owner: 'client_id', blanks: { file_name: '', sha256: '' }, isRemoved: true },
  client_property: { owner: 'client_id', blanks: { text_value: null, number_micro: null, day_value: null, choice_id: null }, isRemoved: true },
  client_category: { owner: 'client_id', blanks: {}, isRemoved: true },
  segment_member: { owner: 'client_id', blanks: {}, isRemoved: true },
  note: { owner: 'client_id', person: 'contact_id', blanks: { text: '' }, isRemoved: true },
  task: { owner: 'client_id', blanks: { text: '' }, isRemoved: true },
  consent_change: { owner: 'client_id', person: 'contact_id', blanks: { basis: null, wording: null, origin: null }, isRemoved: false },
  owner_change: { owner: 'client_id', blanks: {}, isRemoved: false },
  call_list_entry: { owner: 'client_id', blanks: { skip_reason: null }, isRemoved: true },
  call_attempt: { owner: 'client_id', blanks: { e164: null, note: null }, isRemoved: false },
  deal: { owner: 'client_id', blanks: { title: '', lost_note: null, external_id: null }, isRemoved: false },
  invoice: { owner: 'client_id', blanks: { buyer: null, note: null }, isRemoved: true, kept: "x.state = 'issued'" },
  payment: { owner: 'client_id', blanks: { reference: null }, isRemoved: false, kept: onIssued },
  purchase: { owner: 'client_id', blanks: { number: null, external_id: null }, isRemoved: false },
  client_merge: { owner: 'client_id', blanks: { name: '' }, isRemoved: false }
} as const satisfies Partial<Record<TableName, PersonalTable>>

export type PersonalName = keyof typeof personal
export const personalNames = Object.keys(personal) as PersonalName[]
export const personalOf = (table: PersonalName): PersonalTable => personal[table]

/** Tables whose words may name somebody who is a client elsewhere, with the columns that people write in. */
export const mentioning: readonly { readonly table: TableName; readonly columns: readonly string[]; readonly client: string | null }[] = [
  { table: 'note', columns: ['text'], client: 'client_id' },
  { table: 'task', columns: ['text'], client: 'client_id' },
  { table: 'call_attempt', columns: ['note', 'e164'], client: 'client_id' },
  { table: 'deal', columns: ['title', 'lost_note'], client: 'client_id' },
  { table: 'client', columns: ['name', 'short_name', 'description', 'tax_number'], client: 'id' },
  { table: 'contact', columns: ['name', 'note'], client: 'client_id' },
  { table: 'client_phone', columns: ['e164'], client: 'client_id' },
  { table: 'client_email', columns: ['email'], client: 'client_id' },
  { table: 'attachment', columns: ['file_name'], client: 'client_id' },
  { table: 'do_not_call', columns: ['e164', 'reason'], client: null },
  { table: 'call_list', columns: ['name', 'script'], client: null },
  { table: 'saved_view', columns: ['name', 'filter'], client: null },
  { table: 'segment', columns: ['name', 'filter'], client: null },
  { table: 'import_row', columns: ['cells', 'detail'], client: null },
  { table: 'import_run', columns: ['file_name', 'path'], client: null }
]

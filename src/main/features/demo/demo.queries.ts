import type { Db } from '#main/db/open.ts'

type Value = string | number | null

/** An insert of whole rows, prepared once: demo data and the bench write millions. */
export type Insert = (values: Readonly<Record<string, Value>>) => void

/** Prepares an insert into a table for the columns named. */
export function prepareInsert(db: Db, table: string, columns: readonly string[]): Insert {
  const statement = db.$client.prepare(
    `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`
  )
  return (values) => statement.run(values)
}

export const demoColumns = {
  user: ['id', 'name', 'role', 'created_at', 'updated_at'],
  client: ['id', 'kind', 'status', 'name', 'tax_number', 'country', 'street', 'postal_code', 'town', 'source_id', 'owner_id', 'created_at', 'updated_at'],
  client_phone: ['id', 'client_id', 'contact_id', 'e164', 'position', 'is_bad', 'created_at', 'updated_at'],
  client_email: ['id', 'client_id', 'contact_id', 'email', 'position', 'created_at', 'updated_at'],
  contact: ['id', 'client_id', 'name', 'role', 'position', 'created_at', 'updated_at'],
  note: ['id', 'client_id', 'text', 'at', 'by_id', 'created_at', 'updated_at'],
  task: ['id', 'client_id', 'deal_id', 'kind', 'text', 'due_on', 'owner_id', 'created_at', 'updated_at'],
  call_attempt: ['id', 'client_id', 'e164', 'attempt_number', 'started_at', 'ended_at', 'disposition_id', 'note', 'by_id', 'workstation_id'],
  deal: [
    'id', 'client_id', 'title', 'amount_minor', 'currency', 'pipeline_id', 'stage_id', 'order_key', 'owner_id', 'source_id', 'expected_on', 'closed_at',
    'lost_reason_id', 'created_at', 'updated_at'
  ],
  stage_change: [
    'id', 'deal_id', 'pipeline_id', 'from_stage_id', 'to_stage_id', 'owner_id', 'amount_minor', 'currency', 'amount_base_minor', 'is_imputed', 'at', 'by_id',
    'workstation_id'
  ]
} as const

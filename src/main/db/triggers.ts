import { inStep } from './derived/step.ts'
import type { Sqlite } from './open.ts'
import { eventColumnsOf, eventNames, journalledTables } from './tableKinds.ts'

type ColumnInfo = { readonly name: string }

/**
 * Makes the triggers that write the change journal and guard the rows, and drops those no longer wanted. Run at every
 * start, since a table rebuild in a migration drops triggers (sync.md 4.2). Plain SQL only, so `trusted_schema` stays
 * off; the stamp of the running transaction is read from `journal_stamp`.
 */
export function ensureTriggers(sqlite: Sqlite): void {
  const wanted = new Map<string, string>()
  const columnsOf = (table: string) => (sqlite.pragma(`table_info(${table})`) as ColumnInfo[]).map((column) => column.name)
  for (const table of journalledTables) for (const [name, body] of journalTriggers(table, columnsOf(table))) wanted.set(name, body)
  for (const table of eventNames) {
    const [name, body] = eventTrigger(table, columnsOf(table))
    wanted.set(name, body)
  }
  for (const [name, body] of [...freezeTriggers, ...allocationTriggers]) wanted.set(name, body)
  const present = new Map(
    (sqlite.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string; sql: string }[]).map(
      (row) => [row.name, row.sql]
    )
  )
  const outdated = [...present].filter(([name, sql]) => wanted.get(name) !== sql)
  const missing = [...wanted].filter(([name, sql]) => present.get(name) !== sql)
  if (outdated.length + missing.length === 0) return
  const replace = () => {
    for (const [name] of outdated) sqlite.exec(`DROP TRIGGER "${name}"`)
    for (const [, sql] of missing) sqlite.exec(sql)
  }
  if (sqlite.inTransaction) replace()
  else inStep({ $client: sqlite }, replace)
}

/** Values of a row as the text of a JSON object, without those that `when` leaves out: half the work of the JSON functions. */
function jsonOf(row: 'OLD' | 'NEW', columns: readonly string[], when: (column: string) => string): string {
  const members = columns.map((column) => `CASE WHEN ${when(column)} THEN ',"${column}":' || json_quote(${row}."${column}") END`)
  return `concat('{', substr(concat(${members.join(', ')}), 2), '}')`
}

/**
 * The transaction that writes now. Without one the write is refused by RAISE, since a constraint on the log would be passed
 * over by the IGNORE of a statement that fires the trigger.
 */
const stamp = `coalesce((SELECT tx_id FROM journal_stamp WHERE id = 1), RAISE(ABORT, 'a journalled table is written to in a transaction of its own only'))`

function journalTriggers(table: string, columns: readonly string[]): [string, string][] {
  const logged = columns.filter((column) => column !== 'id')
  const insert = `journal_${table}_insert`
  const update = `journal_${table}_update`
  const remove = `journal_${table}_delete`
  const guard = `guard_${table}_insert`
  const isOther = (column: string) => `OLD."${column}" IS NOT NEW."${column}"`
  const differs = logged.map(isOther).join(' OR ')
  return [
    [
      // REPLACE and IGNORE would settle it without a word.
      guard,
      `CREATE TRIGGER ${guard} BEFORE INSERT ON "${table}" WHEN EXISTS (SELECT 1 FROM "${table}" WHERE id = NEW.id) BEGIN ` +
        `SELECT RAISE(ABORT, 'a row of ${table} with this id is there already'); END`
    ],
    [
      insert,
      `CREATE TRIGGER ${insert} AFTER INSERT ON "${table}" BEGIN ` +
        `INSERT INTO journal_op (tx_id, table_name, row_id, kind, before, after) ` +
        // Empty columns, a third of the log, are left out.
        `SELECT ${stamp}, '${table}', NEW.id, 'insert', NULL, ${jsonOf('NEW', logged, (column) => `NEW."${column}" IS NOT NULL`)}; END`
    ],
    [
      update,
      `CREATE TRIGGER ${update} AFTER UPDATE ON "${table}" WHEN OLD.id IS NOT NEW.id OR ${differs} BEGIN ` +
        `SELECT RAISE(ABORT, 'the id of a row never changes') WHERE OLD.id IS NOT NEW.id; ` +
        `INSERT INTO journal_op (tx_id, table_name, row_id, kind, before, after) ` +
        `SELECT ${stamp}, '${table}', NEW.id, 'update', ` +
        `${jsonOf('OLD', logged, isOther)}, ${jsonOf('NEW', logged, isOther)}; END`
    ],
    [
      remove,
      `CREATE TRIGGER ${remove} BEFORE DELETE ON "${table}" BEGIN ` +
        `SELECT RAISE(ABORT, 'rows of ${table} are marked as removed, never deleted'); END`
    ]
  ]
}

/** What happened stays as it was told (`eventTables`). */
function eventTrigger(table: (typeof eventNames)[number], columns: readonly string[]): [string, string] {
  const { blanked, moved } = eventColumnsOf(table)
  const kept = columns.filter((column) => column !== 'id' && column !== 'undone_at')
  const wrong = kept.map((column) => {
    const isOther = `OLD."${column}" IS NOT NEW."${column}"`
    const condition = moved[column]
    if (condition !== undefined) return `(${isOther} AND NOT coalesce(${condition}, 0))`
    return blanked.includes(column) ? `(${isOther} AND coalesce(NEW."${column}", '') <> '')` : isOther
  })
  const name = `keep_${table}`
  return [
    name,
    `CREATE TRIGGER ${name} BEFORE UPDATE OF ${kept.map((column) => `"${column}"`).join(', ')} ON "${table}" WHEN ${wrong.join(' OR ')} ` +
      `BEGIN SELECT RAISE(ABORT, 'what happened is never changed: ${table}'); END`
  ]
}

const frozenInvoiceColumns = [
  'kind', 'number', 'series_id', 'issued_on', 'sold_on', 'due_on', 'place', 'currency', 'method', 'payment_method',
  'net_minor', 'vat_minor', 'gross_minor', 'seller', 'seller_tax_number', 'buyer', 'note', 'issued_at',
  'issued_by_id', 'state', 'deleted_at'
] as const

const issued = (row: string) => `(SELECT state FROM invoice WHERE id = ${row}.invoice_id) = 'issued'`

/** Issued documents never change (accounting.md 6, rule 1). */
const freezeTriggers: readonly (readonly [string, string])[] = [
  [
    'freeze_invoice',
    `CREATE TRIGGER freeze_invoice BEFORE UPDATE OF ${frozenInvoiceColumns.join(', ')} ON invoice ` +
      `WHEN OLD.state = 'issued' BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END`
  ],
  [
    // The buyer stands on the document itself. Whose history it belongs to follows a merge, and comes back when that is undone.
    'freeze_invoice_client',
    `CREATE TRIGGER freeze_invoice_client BEFORE UPDATE OF client_id ON invoice ` +
      `WHEN OLD.state = 'issued' AND OLD.client_id IS NOT NEW.client_id AND NOT EXISTS (SELECT 1 FROM client_merge WHERE undone_at IS NULL ` +
      `AND ((merged_id = OLD.client_id AND client_id = NEW.client_id) OR (merged_id = NEW.client_id AND client_id = OLD.client_id))) ` +
      `BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END`
  ],
  ...(['invoice_line', 'invoice_vat'] as const).flatMap((table) => [
    [
      `freeze_${table}_update`,
      `CREATE TRIGGER freeze_${table}_update BEFORE UPDATE ON ${table} WHEN ${issued('OLD')} OR ${issued('NEW')} ` +
        `BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END`
    ] as const,
    [
      `freeze_${table}_insert`,
      `CREATE TRIGGER freeze_${table}_insert BEFORE INSERT ON ${table} WHEN ${issued('NEW')} ` +
        `BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END`
    ] as const
  ])
]

/** A payment that was taken out and comes back by undo must still fit what the invoice asks for. */
const allocationTriggers: readonly (readonly [string, string])[] = [
  [
    'guard_allocation',
    `CREATE TRIGGER guard_allocation BEFORE UPDATE OF deleted_at ON allocation ` +
      `WHEN NEW.deleted_at IS NULL AND OLD.deleted_at IS NOT NULL ` +
      `AND NEW.amount_minor + (SELECT coalesce(sum(amount_minor), 0) FROM allocation ` +
      `WHERE invoice_id = NEW.invoice_id AND deleted_at IS NULL) > (SELECT gross_minor FROM invoice WHERE id = NEW.invoice_id) ` +
      `BEGIN SELECT RAISE(ABORT, 'more is covered than the invoice asks for'); END`
  ]
]

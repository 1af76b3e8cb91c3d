import type { Db } from '#main/db/open.ts'
import { prepared, preparedValue } from '#main/db/statements.ts'
import type { PersonHit, PrivacyMention, PrivacySubject, RetentionRow } from '#shared/contract/privacy.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { mentioning, type PersonalName, personalNames, personalOf } from './personal.ts'

/** Rows of one table that belong to somebody; `keptIds` of them must stay as they are. */
export type Owned = { readonly table: PersonalName; readonly ids: readonly string[]; readonly keptIds: readonly string[] }

/** Clients and people whose name, number or address holds the words; removed ones too, their rows are still there. */
export function searchPeople(db: Db, { words, digits, limit }: { readonly words: string; readonly digits: string; readonly limit: number }): PersonHit[] {
  return prepared<[{ words: string; digits: string; limit: number }], Omit<PersonHit, 'isRemoved'> & { isRemoved: number }>(
    db,
    `WITH phones AS (SELECT client_id, contact_id FROM client_phone WHERE length(:digits) >= 5 AND instr(e164, :digits) > 0),
       emails AS (SELECT client_id, contact_id FROM client_email WHERE instr(email, :words) > 0)
     SELECT 'client' AS kind, c.id, c.name, c.id AS clientId, c.name AS clientName, c.town, c.deleted_at IS NOT NULL AS isRemoved FROM client AS c
       WHERE c.name <> '' AND (instr(normalise(c.name), :words) > 0 OR (length(:digits) >= 5 AND instr(replace(replace(c.tax_number, ' ', ''), '-', ''), :digits) > 0)
         OR c.id IN (SELECT client_id FROM phones) OR c.id IN (SELECT client_id FROM emails))
     UNION ALL
     SELECT 'contact', p.id, p.name, c.id, c.name, c.town, p.deleted_at IS NOT NULL FROM contact AS p JOIN client AS c ON c.id = p.client_id
       WHERE p.name <> '' AND (instr(normalise(p.name), :words) > 0
         OR p.id IN (SELECT contact_id FROM phones) OR p.id IN (SELECT contact_id FROM emails))
     ORDER BY 7, 3, 2 LIMIT :limit`
  )
    .all({ words, digits, limit })
    .map((row) => ({ ...row, isRemoved: row.isRemoved === 1 }))
}

/** Who is meant, removed or not. */
export function findSubject(db: Db, { kind, id }: PrivacySubject): PersonHit | undefined {
  const row = prepared<[string], Omit<PersonHit, 'kind' | 'isRemoved'> & { isRemoved: number }>(
    db,
    kind === 'client'
      ? 'SELECT id, name, id AS clientId, name AS clientName, town, deleted_at IS NOT NULL AS isRemoved FROM client WHERE id = ?'
      : `SELECT p.id, p.name, c.id AS clientId, c.name AS clientName, c.town, p.deleted_at IS NOT NULL AS isRemoved
         FROM contact AS p JOIN client AS c ON c.id = p.client_id WHERE p.id = ?`
  ).get(id)
  return row && { kind, ...row, isRemoved: row.isRemoved === 1 }
}

/** The client with those that it took over, which still have rows and a name of their own. */
export function withMerged(db: Db, clientId: string): string[] {
  return preparedValue<[string], string>(
    db,
    `WITH RECURSIVE one (id) AS (SELECT ? UNION SELECT m.merged_id FROM client_merge AS m JOIN one ON one.id = m.client_id) SELECT id FROM one`
  ).all(clientId)
}

/** Every row that belongs to the subject, removed ones too, table by table. */
export function ownedRows(db: Db, subject: PrivacySubject): Owned[] {
  const clientIds = subject.kind === 'client' ? JSON.stringify(withMerged(db, subject.id)) : ''
  return personalNames.flatMap((table): Owned[] => {
    const { owner, person, kept } = personalOf(table)
    if (subject.kind === 'contact' && person === undefined && table !== 'call_attempt') return []
    const where =
      subject.kind === 'client'
        ? `x.${owner} IN (SELECT value FROM json_each(:given))${table === 'client_merge' ? ' OR x.merged_id IN (SELECT value FROM json_each(:given))' : ''}`
        : table === 'call_attempt'
          ? `x.e164 IN (SELECT e164 FROM client_phone WHERE contact_id = :given AND e164 <> '')
             AND x.client_id = (SELECT client_id FROM contact WHERE id = :given)`
          : `x.${person} = :given`
    const rows = prepared<[{ given: string }], { id: string; isKept: number }>(
      db,
      `SELECT x.id, ${kept ?? '0'} AS isKept FROM "${table}" AS x WHERE ${where} ORDER BY x.id`
    ).all({ given: subject.kind === 'client' ? clientIds : subject.id })
    return [{ table, ids: rows.map(({ id }) => id), keptIds: rows.filter(({ isKept }) => isKept === 1).map(({ id }) => id) }]
  })
}

export function readRows(db: Db, table: TableName, ids: readonly string[]): Record<string, string | number | null>[] {
  return prepared<[string], Record<string, string | number | null>>(db, `SELECT * FROM "${table}" WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`).all(
    JSON.stringify(ids)
  )
}

export function countLog(db: Db, table: TableName, ids: readonly string[]): number {
  return (
    preparedValue<[string, string], number>(
      db,
      'SELECT count(*) FROM json_each(?) AS k CROSS JOIN journal_op AS o ON o.row_id = k.value AND o.table_name = ?'
    ).get(JSON.stringify(ids), table) ?? 0
  )
}

export type LogRow = {
  readonly seq: number
  readonly rowId: string
  readonly kind: string
  readonly at: number | null
  readonly byId: string | null
  readonly change: string | null
  readonly before: string | null
  readonly after: string
}

/** What the log holds of these rows, in the order in which it happened. */
export function readLog(db: Db, table: TableName, ids: readonly string[]): LogRow[] {
  return prepared<[string, string], LogRow>(
    db,
    `SELECT o.seq, o.row_id AS rowId, o.kind, c.at, t.user_id AS byId, c.name AS change, o.before, o.after
     FROM json_each(?) AS k CROSS JOIN journal_op AS o ON o.row_id = k.value AND o.table_name = ?
       LEFT JOIN journal_tx AS t ON t.id = o.tx_id LEFT JOIN journal_change AS c ON c.id = t.change_id ORDER BY o.seq`
  ).all(JSON.stringify(ids), table)
}

/** Rewrites a line of the log: the one place that does, for erasures. */
export function rewriteLog(db: Db, seq: number, before: string | null, after: string): void {
  prepared<[string | null, string, number]>(db, 'UPDATE journal_op SET before = ?, after = ? WHERE seq = ?').run(before, after, seq)
}

export function hasColumn(db: Db, table: TableName, column: string): boolean {
  return (
    preparedValue<[string, string], number>(db, 'SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined
  )
}

/** Blanks columns of a row, and marks it as removed where asked; triggers log it like any change. */
export function blankRow(db: Db, table: PersonalName, id: string, values: Readonly<Record<string, string | number | null>>): void {
  const names = Object.keys(values)
  if (names.length === 0) return
  prepared<unknown[]>(db, `UPDATE "${table}" SET ${names.map((name) => `"${name}" = ?`).join(', ')} WHERE id = ?`).run(...names.map((name) => values[name]), id)
}

export function countClosedDeals(db: Db, clientIds: readonly string[]): number {
  return (
    preparedValue<[string], number>(
      db,
      'SELECT count(*) FROM deal_state WHERE client_id IN (SELECT value FROM json_each(?)) AND closed_at IS NOT NULL'
    ).get(JSON.stringify(clientIds)) ?? 0
  )
}

export function listOpenDeals(db: Db, clientIds: readonly string[]): string[] {
  return preparedValue<[string], string>(
    db,
    "SELECT deal_id FROM deal_state WHERE client_id IN (SELECT value FROM json_each(?)) AND outcome = 'open' ORDER BY deal_id"
  ).all(JSON.stringify(clientIds))
}

/** Contents that no other row of an attachment has, removed rows included: undo may bring those back. */
export function contentsOnlyOf(db: Db, attachmentIds: readonly string[]): string[] {
  return preparedValue<[{ given: string }], string>(
    db,
    `SELECT DISTINCT sha256 FROM attachment WHERE id IN (SELECT value FROM json_each(:given)) AND sha256 <> ''
       AND sha256 NOT IN (SELECT sha256 FROM attachment WHERE id NOT IN (SELECT value FROM json_each(:given)))`
  ).all({ given: JSON.stringify(attachmentIds) })
}

export function listForbidden(db: Db, numbers: readonly string[]): string[] {
  return preparedValue<[string], string>(db, 'SELECT id FROM do_not_call WHERE e164 IN (SELECT value FROM json_each(?))').all(JSON.stringify(numbers))
}

export function blankForbidden(db: Db, id: string, now: number): void {
  prepared<[number, number, string]>(db, "UPDATE do_not_call SET e164 = '', reason = NULL, deleted_at = coalesce(deleted_at, ?), updated_at = ? WHERE id = ?").run(now, now, id)
}

/** Rows of imported files that hold one of the needles, with the texts to look into. */
export function listImportRows(db: Db): { readonly id: number; readonly cells: string; readonly detail: string | null }[] {
  return prepared<[], { id: number; cells: string; detail: string | null }>(db, "SELECT id, cells, detail FROM import_row WHERE cells <> '[]' ORDER BY id").all()
}

export function blankImportRow(db: Db, id: number): void {
  prepared<[number]>(db, "UPDATE import_row SET cells = '[]', detail = NULL WHERE id = ?").run(id)
}

/** Rows of others whose words hold one of the needles. */
export function listMentions(db: Db, needles: readonly string[], ownedIds: ReadonlySet<string>, limit: number): PrivacyMention[] {
  const found: PrivacyMention[] = []
  for (const { table, columns, client } of mentioning) {
    const where = columns.flatMap((column) => needles.map(() => `instr(x."${column}", ?) > 0`)).join(' OR ')
    const isRemoved = hasColumn(db, table, 'undone_at') ? 'x.undone_at IS NULL' : hasColumn(db, table, 'deleted_at') ? 'x.deleted_at IS NULL' : '1'
    const rows = prepared<unknown[], { rowId: string; clientId: string | null; clientName: string | null; words: string }>(
      db,
      `SELECT CAST(x.id AS TEXT) AS rowId, ${client === null ? 'NULL' : `x.${client}`} AS clientId,
         ${client === null ? 'NULL' : `(SELECT name FROM client WHERE id = x.${client})`} AS clientName,
         concat_ws(' ', ${columns.map((column) => `x."${column}"`).join(', ')}) AS words
       FROM "${table}" AS x WHERE ${isRemoved} AND (${where}) ORDER BY x.id LIMIT ?`
    ).all(...columns.flatMap(() => needles), limit + ownedIds.size)
    for (const { rowId, clientId, clientName, words } of rows) {
      if (!ownedIds.has(rowId) && found.length < limit) found.push({ table, rowId, clientId, clientName, excerpt: excerptOf(words, needles) })
    }
  }
  return found
}

function excerptOf(words: string, needles: readonly string[]): string {
  const at = Math.min(...needles.map((needle) => words.indexOf(needle)).filter((index) => index >= 0), words.length)
  const from = Math.max(0, at - 30)
  return `${from > 0 ? '…' : ''}${words.slice(from, at + 60).trim()}${words.length > at + 60 ? '…' : ''}`
}

type RetentionQuestion = { readonly before: number; readonly beforeOn: string; readonly offset: number; readonly limit: number }
const forgotten = `FROM client AS c LEFT JOIN client_summary AS s ON s.client_id = c.id
  LEFT JOIN (SELECT client_id, max(at) AS at FROM privacy_event WHERE kind = 'retention' AND undone_at IS NULL GROUP BY client_id) AS k ON k.client_id = c.id
  WHERE c.deleted_at IS NULL AND c.name <> '' AND c.created_at < :before AND coalesce(s.last_contact_at, 0) < :before AND coalesce(k.at, 0) < :before
    AND coalesce(s.open_deal_count, 0) = 0 AND coalesce(s.next_at, 0) < :before
    AND NOT EXISTS (SELECT 1 FROM deal AS d WHERE d.client_id = c.id AND d.deleted_at IS NULL AND d.updated_at >= :before)
    AND NOT EXISTS (SELECT 1 FROM purchase AS p WHERE p.client_id = c.id AND p.deleted_at IS NULL AND p.bought_on >= :beforeOn)
    AND NOT EXISTS (SELECT 1 FROM invoice AS i WHERE i.client_id = c.id AND i.deleted_at IS NULL AND (i.state = 'draft' OR i.issued_on >= :beforeOn))`

/** Clients with whom nothing happened since, the longest silent first. */
export function listForgotten(db: Db, question: RetentionQuestion): RetentionRow[] {
  return prepared<[RetentionQuestion], RetentionRow>(
    db,
    `SELECT c.id, c.name, c.town, c.owner_id AS ownerId, c.created_at AS createdAt, s.last_contact_at AS lastContactAt, k.at AS keptAt ${forgotten}
     ORDER BY max(c.created_at, coalesce(s.last_contact_at, 0), coalesce(k.at, 0)), c.id LIMIT :limit OFFSET :offset`
  ).all(question)
}

export function countForgotten(db: Db, question: Pick<RetentionQuestion, 'before' | 'beforeOn'>): number {
  return preparedValue<[Pick<RetentionQuestion, 'before' | 'beforeOn'>], number>(db, `SELECT count(*) ${forgotten}`).get(question) ?? 0
}

/** Erasures that the log of this store knows of these subjects. */
export function erasedAmong(db: Db, ids: readonly string[]): Set<string> {
  return new Set(
    preparedValue<[string], string>(
      db,
      `SELECT coalesce(contact_id, client_id) FROM privacy_event
       WHERE kind = 'erasure' AND undone_at IS NULL AND coalesce(contact_id, client_id) IN (SELECT value FROM json_each(?))`
    ).all(JSON.stringify(ids))
  )
}

/** One step of merging a full-text index, after which what was taken out is in no part of it; true while there is more. */
export function mergeIndex(db: Db, index: 'client_search' | 'note_search', isFirst: boolean): boolean {
  const before = preparedValue<[], number>(db, 'SELECT total_changes()').get() ?? 0
  prepared<[number]>(db, `INSERT INTO ${index} (${index}, rank) VALUES ('merge', ?)`).run(isFirst ? -200 : 200)
  return (preparedValue<[], number>(db, 'SELECT total_changes()').get() ?? 0) - before >= 2
}

/** Puts the log ahead of the database into it and empties the file: nothing erased stays in it. */
export function emptyWal(db: Db): void {
  db.$client.pragma('wal_checkpoint(TRUNCATE)')
}

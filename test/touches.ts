import type { Sqlite } from '#main/db/open.ts'
import { tableKinds } from '#main/db/tableKinds.ts'
import type { TableName } from '#shared/contract/tables.ts'

/** Tables that a run wrote to, told by temporary triggers that SQLite itself fires. */
export function watchWrites(sqlite: Sqlite): () => TableName[] {
  sqlite.exec('CREATE TEMP TABLE IF NOT EXISTS watched (name TEXT)')
  const tables = (Object.keys(tableKinds) as TableName[]).filter((table) => table !== 'client_search' && table !== 'note_search')
  for (const table of tables) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      sqlite.exec(`CREATE TEMP TRIGGER watch_${table}_${event} AFTER ${event} ON main."${table}" BEGIN INSERT INTO watched VALUES ('${table}'); END`)
    }
  }
  return () => {
    const names = sqlite.prepare('SELECT DISTINCT name FROM watched').pluck().all() as TableName[]
    sqlite.exec('DELETE FROM watched')
    return names.sort()
  }
}

/** Tables that the statements read, told by the opcodes of their plans; what a trigger's program reads is not theirs. */
export function tablesRead(sqlite: Sqlite, statements: Iterable<string>): TableName[] {
  const roots = new Map(
    (sqlite.prepare('SELECT rootpage, tbl_name AS name FROM sqlite_schema WHERE rootpage > 0').all() as { rootpage: number; name: string }[]).map(
      (row) => [row.rootpage, row.name]
    )
  )
  const found = new Set<string>()
  for (const sql of statements) {
    if (!/^\s*(SELECT|WITH)/i.test(sql)) continue
    for (const row of sqlite.prepare(`EXPLAIN ${sql}`).raw().all() as unknown[][]) {
      if (row[1] === 'OpenRead' && Number(row[4]) === 0) {
        const table = roots.get(Number(row[3]))
        if (table) found.add(table)
      }
      for (const index of ['client_search', 'note_search']) if (row[1] === 'VOpen' && sql.includes(index)) found.add(index)
    }
  }
  return [...found].filter((name): name is TableName => name in tableKinds).sort()
}

import type { Sqlite } from '#main/db/open.ts'
import { tableKinds } from '#main/db/tableKinds.ts'
import type { TableName } from '#shared/contract/tables.ts'

/** Tables that a run wrote to, told by temporary triggers that SQLite itself fires. */
export function watchWrites(sqlite: Sqlite): { take: () => TableName[]; stop: () => void } {
  sqlite.exec('CREATE TEMP TABLE IF NOT EXISTS watched (name TEXT)')
  const tables = (Object.keys(tableKinds) as TableName[]).filter((table) => table !== 'client_search')
  for (const table of tables) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      sqlite.exec(`CREATE TEMP TRIGGER watch_${table}_${event} AFTER ${event} ON main."${table}" BEGIN INSERT INTO watched VALUES ('${table}'); END`)
    }
  }
  return {
    take: () => {
      const names = sqlite.prepare('SELECT DISTINCT name FROM watched').pluck().all() as TableName[]
      sqlite.exec('DELETE FROM watched')
      return names.sort()
    },
    stop: () => {
      for (const table of tables) {
        for (const event of ['INSERT', 'UPDATE', 'DELETE']) sqlite.exec(`DROP TRIGGER watch_${table}_${event}`)
      }
    }
  }
}

/** Tables that the statements prepared while `work` runs can read, told by the opcodes of their plans. */
export async function tablesRead(sqlite: Sqlite, work: () => Promise<unknown>): Promise<TableName[]> {
  const roots = new Map(
    (sqlite.prepare("SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0").all() as { rootpage: number; tbl_name: string }[]).map(
      (row) => [row.rootpage, row.tbl_name]
    )
  )
  const found = new Set<string>()
  const prepare = sqlite.prepare.bind(sqlite)
  const seen = new Set<string>()
  sqlite.prepare = ((source: string) => {
    if (!seen.has(source) && /^\s*(SELECT|WITH)/i.test(source)) {
      seen.add(source)
      for (const row of prepare(`EXPLAIN ${source.replace(/[:@$][a-z]\w*|\?\d*/gi, 'NULL')}`).raw().all() as unknown[][]) {
        if (row[1] === 'OpenRead' && Number(row[4]) === 0) {
          const table = roots.get(Number(row[3]))
          if (table) found.add(table)
        }
        if (row[1] === 'VOpen') found.add('client_search')
      }
    }
    return prepare(source)
  }) as Sqlite['prepare']
  try {
    await work()
  } finally {
    sqlite.prepare = prepare as Sqlite['prepare']
  }
  return [...found].filter((name): name is TableName => name in tableKinds).sort()
}

import type { Sqlite } from './open.ts'

/** Entries of an index that are looked at to learn how its values are spread: milliseconds, however large the table. */
const analysisLimit = 400

/** Keeps every later look at the spread of values short, the one at closing too. */
export function limitAnalysis(sqlite: Sqlite): void {
  sqlite.pragma(`analysis_limit = ${analysisLimit}`)
}

/** Statements that would tell the planner what it knows badly by now, one for each table; the largest would take seconds at once. */
export function listOutdated(sqlite: Sqlite): string[] {
  return (sqlite.pragma('optimize = 0x10003') as Record<string, string>[]).flatMap((row) => Object.values(row).filter((text) => text.startsWith('ANALYZE ')))
}

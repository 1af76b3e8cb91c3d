import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import { conditionsOf, type ListQuestion } from './filters.queries.ts'

/** Integer ids in the summary of the clients that a question finds, of all or of those with these ids; its text is not asked. */
export function matchingIds(db: Db, question: ListQuestion, clientIds: readonly string[] | null): number[] {
  const { where, values } = conditionsOf(db, question)
  const of = clientIds === null ? 'client_summary AS s WHERE' : 'json_each(?) AS k CROSS JOIN client_summary AS s ON s.client_id = k.value WHERE'
  return prepared<unknown[], { id: number }>(db, `SELECT s.id FROM ${of} ${where}`)
    .all(...(clientIds === null ? [] : [JSON.stringify(clientIds)]), ...values)
    .map(({ id }) => id)
}

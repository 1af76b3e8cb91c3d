import type { Db } from '#main/db/open.ts'
import { preparedValue } from '#main/db/statements.ts'

/** The client that took this one over, however often that happened since; the id itself where nobody did. */
export function survivorOf(db: Db, id: string): string {
  const next = preparedValue<[string], string>(
    db,
    `SELECT m.client_id FROM client AS c JOIN client_merge AS m ON m.merged_id = c.id AND m.undone_at IS NULL
     WHERE c.id = ? AND c.deleted_at IS NOT NULL ORDER BY m.at DESC, m.id DESC LIMIT 1`
  )
  const seen = new Set<string>()
  let found = id
  for (let above = next.get(found); above !== undefined && !seen.has(above); above = next.get(found)) {
    seen.add(found)
    found = above
  }
  return found
}

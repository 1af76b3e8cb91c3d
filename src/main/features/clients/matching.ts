import type { Context } from '#main/app/context.ts'
import type { FilterGroup } from '#shared/contract/filters.ts'
import { questionOf } from './clients.ts'
import { matchingIds } from './matching.queries.ts'

/**
 * Whom conditions hold for, as integer ids of `client_summary`: of all clients, or of those with the ids given. Archived
 * clients count too.
 */
export function clientsMatching(ctx: Pick<Context, 'db' | 'now'>, rules: FilterGroup, clientIds: readonly string[] | null): number[] {
  return matchingIds(ctx.db, questionOf(ctx, { rules, archived: 'with' }), clientIds)
}

import { z } from 'zod'
import { line, type Named, recordId } from './app.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'

/** Where clients come from (S-20, S-25). One that was put away is not offered any more; who has it keeps it. */
export type SourceRow = Named & { readonly isAway: boolean; readonly clientCount: number; readonly dealCount: number }

const name = line(100).min(1)
/** Whoever keeps a source by its id: a merge changes all of them. */
const kept: readonly TableName[] = ['client', 'deal', 'segment', 'saved_view', 'score_rule', 'client_summary', 'client_search', 'deal_state', 'deal_stage']

export const sourceOperations = {
  /** In their order, those put away last. */
  'sources.list': query(z.strictObject({}), returns<readonly SourceRow[]>(), ['source', 'client', 'deal']),
  /** A name that was put away is brought back. */
  'sources.create': command(z.strictObject({ name }), returns<{ readonly id: string }>(), ['source']),
  'sources.rename': command(z.strictObject({ id: recordId, name }), returns<null>(), ['source']),
  /** Before another one, or last. */
  'sources.move': command(z.strictObject({ id: recordId, beforeId: recordId.nullable() }), returns<null>(), ['source']),
  'sources.putAway': command(z.strictObject({ id: recordId, isAway: z.boolean() }), returns<null>(), ['source']),
  /** Clients, deals and filters that have the one get the other, and the one is put away. */
  'sources.merge': job(
    z.strictObject({ id: recordId, intoId: recordId }),
    returns<{ readonly clientCount: number; readonly dealCount: number }>(),
    ['source', ...kept]
  )
}

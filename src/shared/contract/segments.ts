import { z } from 'zod'
import { line, recordId } from './app.ts'
import { type ClientFilter, clientFilter, clientSelection, type ClientSort, clientSort } from './clients.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'

/** A group of clients under a name: whom a filter finds now, or members chosen once. */
export type Segment = { readonly id: string; readonly name: string; readonly kind: 'live' | 'fixed'; readonly filter: ClientFilter | null }

const columnId = z.string().min(1).max(80)
/** Order, widths in pixels and what is hidden, as a table keeps its columns; null leaves them as they are. */
export const viewColumns = z
  .strictObject({
    order: z.array(columnId).max(200),
    widths: z.record(columnId, z.number().min(10).max(4000)),
    hidden: z.array(columnId).max(200)
  })
  .nullable()
export type ViewColumns = z.output<typeof viewColumns>

/** Filter, sort and columns of the client list under a name, of one user or of everybody. */
export type SavedView = {
  readonly id: string
  readonly name: string
  readonly isForAll: boolean
  readonly filter: ClientFilter
  readonly sort: ClientSort
  readonly columns: ViewColumns
}

const name = line(100).min(1)
const members: readonly TableName[] = ['segment_member', 'client_fact']
const view = { name, isForAll: z.boolean(), filter: clientFilter, sort: clientSort, columns: viewColumns }

export const segmentOperations = {
  'segments.list': query(z.strictObject({}), returns<readonly Segment[]>(), ['segment']),
  'segments.createLive': command(z.strictObject({ name, filter: clientFilter }), returns<{ readonly id: string }>(), ['segment']),
  'segments.createFixed': job(
    z.strictObject({ name, selection: clientSelection }),
    returns<{ readonly id: string; readonly clientCount: number }>(),
    ['segment', ...members]
  ),
  'segments.change': command(z.strictObject({ id: recordId, name: name.optional(), filter: clientFilter.optional() }), returns<null>(), ['segment']),
  'segments.remove': command(z.strictObject({ id: recordId }), returns<null>(), ['segment']),
  'segments.addMembers': job(z.strictObject({ id: recordId, selection: clientSelection }), returns<{ readonly clientCount: number }>(), members),
  'segments.removeMembers': job(z.strictObject({ id: recordId, selection: clientSelection }), returns<{ readonly clientCount: number }>(), members),

  'views.list': query(z.strictObject({}), returns<readonly SavedView[]>(), ['saved_view']),
  'views.create': command(z.strictObject(view), returns<{ readonly id: string }>(), ['saved_view']),
  'views.change': command(z.strictObject({ id: recordId, ...z.strictObject(view).partial().shape }), returns<null>(), ['saved_view']),
  'views.move': command(z.strictObject({ id: recordId, beforeId: recordId.nullable() }), returns<null>(), ['saved_view']),
  'views.remove': command(z.strictObject({ id: recordId }), returns<null>(), ['saved_view'])
}

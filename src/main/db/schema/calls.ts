import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { client } from './clients.ts'
import { at, flag, id, on, stamps } from './columns.ts'
import { disposition, lostReason } from './pipelines.ts'
import { user } from './team.ts'

/** A set of clients to ring, made from a filter or a file, for a purpose. */
export const callList = sqliteTable('call_list', {
  id: id(),
  name: text().notNull(),
  /** Why these clients are called, which decides whether consent is needed: 'offer', 'contract' or 'service'. */
  purpose: text(),
  /** What to say, with {client}, {contact}, {town} and {me} filled in at the call (S-37). */
  script: text(),
  ownerId: text().references(() => user.id),
  startsOn: on().notNull(),
  endsOn: on(),
  /** Attempts per client before the list gives up (screens.md 4.4). */
  maxAttempts: integer().notNull(),
  closedAt: at(),
  ...stamps()
})

/** One client in a call list. */
export const callListEntry = sqliteTable(
  'call_list_entry',
  {
    id: id(),
    callListId: text().notNull().references(() => callList.id),
    clientId: text().notNull().references(() => client.id),
    state: text({ enum: ['waiting', 'done'] }).notNull(),
    position: integer().notNull(),
    attemptCount: integer().notNull(),
    /** Not to be offered before; null means at once. */
    nextCallAt: at(),
    /** The client was promised a call at `nextCallAt`. */
    isPromised: flag().notNull(),
    lastDispositionId: text().references(() => disposition.id),
    /** Why it was put behind the last time. */
    skipReason: text(),
    ...stamps()
  },
  (table) => [
    index('call_list_entry_queue').on(table.callListId, table.state, table.isPromised, table.nextCallAt, table.position),
    index('call_list_entry_client').on(table.clientId)
  ]
)

/** One try to ring a client. */
export const callAttempt = sqliteTable(
  'call_attempt',
  {
    id: id(),
    callListId: text().references(() => callList.id),
    entryId: text().references(() => callListEntry.id),
    clientId: text().notNull().references(() => client.id),
    e164: text(),
    attemptNumber: integer().notNull(),
    startedAt: at().notNull(),
    endedAt: at().notNull(),
    dispositionId: text().notNull().references(() => disposition.id),
    note: text(),
    /** Why the client did not want to buy now, where the outcome asks for it. */
    reasonId: text().references(() => lostReason.id),
    callbackAt: at(),
    dealId: text(),
    byId: text(),
    workstationId: text(),
    undoneAt: at()
  },
  (table) => [
    index('call_attempt_client').on(table.clientId, table.startedAt),
    index('call_attempt_list').on(table.callListId, table.startedAt),
    index('call_attempt_entry').on(table.entryId)
  ]
)

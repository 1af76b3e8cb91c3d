import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { at, eventStamps, flag, id, on, stamps } from './columns.ts'
import { source } from './pipelines.ts'
import { user } from './team.ts'

/** Who we sell to and bill. */
export const client = sqliteTable(
  'client',
  {
    id: id(),
    kind: text({ enum: ['company', 'person'] }).notNull(),
    status: text({ enum: ['prospect', 'active', 'former'] }).notNull(),
    name: text().notNull(),
    shortName: text(),
    taxNumber: text(),
    /** REGON, EDRPOU and the like: the number in the register of firms. */
    registryNumber: text(),
    country: text().notNull(),
    street: text(),
    postalCode: text(),
    town: text(),
    region: text(),
    website: text(),
    language: text(),
    sourceId: text().references(() => source.id),
    ownerId: text().references(() => user.id),
    description: text(),
    /** The client's id in the program that it was imported from. */
    externalId: text(),
    importRunId: text(),
    /** KRS of a Polish firm. */
    courtNumber: text(),
    /** With its country's letters. */
    euVatNumber: text(),
    isVatPayer: flag(),
    /** The firm that it belongs to. */
    parentId: text(),
    recommendedById: text(),
    /** Marked as a key client by a person (S-16). */
    isKey: flag(),
    archivedAt: at(),
    ...stamps()
  },
  (table) => [
    index('client_tax_number').on(table.taxNumber),
    index('client_external').on(table.externalId),
    index('client_import').on(table.importRunId),
    index('client_registry_number').on(table.registryNumber).where(sql`registry_number IS NOT NULL`),
    index('client_parent').on(table.parentId).where(sql`parent_id IS NOT NULL`),
    index('client_recommended').on(table.recommendedById).where(sql`recommended_by_id IS NOT NULL`)
  ]
)

/** A person at a client. */
export const contact = sqliteTable(
  'contact',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    name: text().notNull(),
    role: text(),
    position: integer().notNull(),
    birthday: on(),
    /** What the person does when it comes to buying. */
    decisionRole: text({ enum: ['decides', 'influences', 'uses', 'pays', 'blocks'] }),
    note: text(),
    externalId: text(),
    importRunId: text(),
    ...stamps()
  },
  (table) => [index('contact_client').on(table.clientId)]
)

export const clientPhone = sqliteTable(
  'client_phone',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    contactId: text().references(() => contact.id),
    e164: text().notNull(),
    label: text(),
    position: integer().notNull(),
    /** The number was found wrong or dead. */
    isBad: flag().notNull(),
    ...stamps()
  },
  (table) => [index('client_phone_client').on(table.clientId), index('client_phone_number').on(table.e164), index('client_phone_contact').on(table.contactId)]
)

export const clientEmail = sqliteTable(
  'client_email',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    contactId: text().references(() => contact.id),
    email: text().notNull(),
    position: integer().notNull(),
    ...stamps()
  },
  (table) => [index('client_email_client').on(table.clientId), index('client_email_address').on(table.email), index('client_email_contact').on(table.contactId)]
)

/** Free text written by a person. */
export const note = sqliteTable(
  'note',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    dealId: text(),
    /** What it tells of: a note by itself, or a talk, a meeting, a message. */
    kind: text({ enum: ['note', 'call', 'meeting', 'email', 'sms'] }).notNull().default('note'),
    contactId: text(),
    text: text().notNull(),
    at: at().notNull(),
    byId: text().references(() => user.id),
    ...stamps()
  },
  (table) => [index('note_client').on(table.clientId, table.at)]
)

/** Something to do, about a client or a deal. */
export const task = sqliteTable(
  'task',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    dealId: text(),
    kind: text({ enum: ['call', 'meeting', 'mail', 'other'] }).notNull(),
    text: text().notNull(),
    dueOn: on().notNull(),
    /** The instant, where a time of day was promised. */
    dueAt: at(),
    ownerId: text().references(() => user.id),
    doneAt: at(),
    ...stamps()
  },
  // What is due is counted after every change, from the index alone.
  (table) => [index('task_client').on(table.clientId), index('task_due').on(table.doneAt, table.dueOn, table.deletedAt)]
)

/** A client or a deal was given to another user. */
export const ownerChange = sqliteTable(
  'owner_change',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    dealId: text(),
    fromOwnerId: text(),
    toOwnerId: text(),
    ...eventStamps()
  },
  (table) => [index('owner_change_client').on(table.clientId, table.at), index('owner_change_deal').on(table.dealId)]
)

/** Consent given or withdrawn for a channel. */
export const consentChange = sqliteTable(
  'consent_change',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    contactId: text(),
    channel: text({ enum: ['call', 'email', 'sms'] }).notNull(),
    state: text({ enum: ['given', 'withdrawn'] }).notNull(),
    basis: text(),
    wording: text(),
    /** Where it was given: a form, a call, a fair. */
    origin: text(),
    ...eventStamps()
  },
  (table) => [index('consent_change_client').on(table.clientId, table.at)]
)

/** A number that must not be called, in any list. */
export const doNotCall = sqliteTable(
  'do_not_call',
  {
    id: id(),
    e164: text().notNull(),
    reason: text(),
    byId: text(),
    ...stamps()
  },
  (table) => [index('do_not_call_number').on(table.e164)]
)

import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { client } from './clients.ts'
import { at, flag, id, minor, on, stamps } from './columns.ts'

/** Where post or goods go; the legal address stands on the client itself. */
export const clientAddress = sqliteTable(
  'client_address',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    kind: text({ enum: ['post', 'delivery'] }).notNull(),
    name: text(),
    street: text(),
    postalCode: text(),
    town: text(),
    region: text(),
    country: text().notNull(),
    position: integer().notNull(),
    ...stamps()
  },
  (table) => [index('client_address_client').on(table.clientId)]
)

export const clientBankAccount = sqliteTable(
  'client_bank_account',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    /** Without spaces. */
    iban: text().notNull(),
    bankName: text(),
    currency: text(),
    /** What the tax office's list of VAT payers said of it, and when somebody looked. */
    whiteList: text({ enum: ['listed', 'missing'] }),
    whiteListOn: on(),
    position: integer().notNull(),
    ...stamps()
  },
  (table) => [index('client_bank_account_client').on(table.clientId)]
)

/** A name that a client had before: people go on searching by it. */
export const formerName = sqliteTable(
  'former_name',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    name: text().notNull(),
    untilOn: on().notNull(),
    ...stamps()
  },
  (table) => [index('former_name_client').on(table.clientId)]
)

/** A file kept with a client; its bytes lie in the data folder under their SHA-256. */
export const attachment = sqliteTable(
  'attachment',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    dealId: text(),
    fileName: text().notNull(),
    sha256: text().notNull(),
    byteCount: integer().notNull(),
    at: at().notNull(),
    byId: text(),
    ...stamps()
  },
  (table) => [index('attachment_client').on(table.clientId, table.at), index('attachment_content').on(table.sha256)]
)

/** Something that the firm wants to know about its clients (S-3). */
export const property = sqliteTable('property', {
  id: id(),
  name: text().notNull(),
  kind: text({ enum: ['text', 'number', 'date', 'choice', 'choices', 'yesNo'] }).notNull(),
  position: integer().notNull(),
  isRequired: flag().notNull(),
  /** What a new client gets, written as its value is. */
  defaultValue: text(),
  ...stamps()
})

export const propertyChoice = sqliteTable(
  'property_choice',
  {
    id: id(),
    propertyId: text().notNull().references(() => property.id),
    name: text().notNull(),
    position: integer().notNull(),
    ...stamps()
  },
  (table) => [index('property_choice_property').on(table.propertyId, table.position)]
)

/** What a client's property is; one row for each choice of several. Exactly one of the values is there, by the kind. */
export const clientProperty = sqliteTable(
  'client_property',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    propertyId: text().notNull().references(() => property.id),
    textValue: text(),
    /** A number x 10^6; yes is 1,000,000, no is 0. */
    numberMicro: integer(),
    dayValue: on(),
    choiceId: text().references(() => propertyChoice.id),
    ...stamps()
  },
  (table) => [
    index('client_property_client').on(table.clientId, table.propertyId),
    index('client_property_of').on(table.propertyId, table.choiceId).where(sql`deleted_at IS NULL`),
    index('client_property_choice').on(table.choiceId).where(sql`choice_id IS NOT NULL`)
  ]
)

/** A label that clients carry (S-4). */
export const category = sqliteTable('category', {
  id: id(),
  name: text().notNull(),
  color: text(),
  position: integer().notNull(),
  ...stamps()
})

export const clientCategory = sqliteTable(
  'client_category',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    categoryId: text().notNull().references(() => category.id),
    ...stamps()
  },
  (table) => [index('client_category_client').on(table.clientId), index('client_category_category').on(table.categoryId, table.clientId)]
)

/** Columns, order and filter of the client list under a name. */
export const savedView = sqliteTable('saved_view', {
  id: id(),
  name: text().notNull(),
  /** Whose it is; everybody's when empty. */
  userId: text(),
  /** JSON. */
  filter: text().notNull(),
  sort: text().notNull(),
  columns: text().notNull(),
  position: integer().notNull(),
  ...stamps()
})

/** A group of clients under a name: a filter that lives, or members chosen once. */
export const segment = sqliteTable('segment', {
  id: id(),
  name: text().notNull(),
  kind: text({ enum: ['live', 'fixed'] }).notNull(),
  /** JSON; of a live one. */
  filter: text(),
  ...stamps()
})

export const segmentMember = sqliteTable(
  'segment_member',
  {
    id: id(),
    segmentId: text().notNull().references(() => segment.id),
    clientId: text().notNull().references(() => client.id),
    ...stamps()
  },
  (table) => [index('segment_member_segment').on(table.segmentId, table.clientId), index('segment_member_client').on(table.clientId)]
)

/** Two clients that look alike and are not the same; `clientId` is the smaller id. */
export const notDuplicate = sqliteTable(
  'not_duplicate',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    otherId: text().notNull().references(() => client.id),
    ...stamps()
  },
  (table) => [index('not_duplicate_pair').on(table.clientId, table.otherId)]
)

/** One client took over another with all it had. */
export const clientMerge = sqliteTable(
  'client_merge',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    mergedId: text().notNull().references(() => client.id),
    /** What the merged one was called. */
    name: text().notNull(),
    at: at().notNull(),
    byId: text(),
    workstationId: text(),
    undoneAt: at()
  },
  (table) => [index('client_merge_client').on(table.clientId), index('client_merge_merged').on(table.mergedId)]
)

/** Points that the firm gives a client for something it is or did (S-17). */
export const scoreRule = sqliteTable('score_rule', {
  id: id(),
  /** JSON: the condition, as filters have it. */
  condition: text().notNull(),
  points: integer().notNull(),
  position: integer().notNull(),
  isActive: flag().notNull(),
  ...stamps()
})

/** What was done with the data of a person, and when: exports and erasures. */
export const privacyEvent = sqliteTable(
  'privacy_event',
  {
    id: id(),
    kind: text({ enum: ['export', 'erasure', 'retention', 'listExport'] }).notNull(),
    clientId: text(),
    contactId: text(),
    /** How many clients or persons. */
    count: integer().notNull(),
    reason: text(),
    at: at().notNull(),
    byId: text(),
    workstationId: text(),
    undoneAt: at()
  },
  (table) => [index('privacy_event_at').on(table.at)]
)

export const product = sqliteTable(
  'product',
  {
    id: id(),
    name: text().notNull(),
    code: text(),
    unit: text(),
    priceMinor: minor(),
    costMinor: minor(),
    currency: text(),
    vatRateId: text(),
    externalId: text(),
    importRunId: text(),
    ...stamps()
  },
  (table) => [index('product_code').on(table.code), index('product_external').on(table.externalId)]
)

/** What a client bought from us as another program knows it: a past invoice, negative when it took something back. */
export const purchase = sqliteTable(
  'purchase',
  {
    id: id(),
    clientId: text().notNull().references(() => client.id),
    number: text(),
    boughtOn: on().notNull(),
    currency: text().notNull(),
    netMinor: minor().notNull(),
    /** Of what was sold; empty where the file does not say. */
    costMinor: minor(),
    externalId: text(),
    importRunId: text(),
    ...stamps()
  },
  (table) => [
    index('purchase_client').on(table.clientId, table.boughtOn, table.currency, table.netMinor, table.costMinor, table.deletedAt),
    index('purchase_external').on(table.externalId),
    index('purchase_number').on(table.number)
  ]
)

export const purchaseLine = sqliteTable(
  'purchase_line',
  {
    id: id(),
    purchaseId: text().notNull().references(() => purchase.id),
    productId: text().references(() => product.id),
    name: text().notNull(),
    /** Quantity x 10^6. */
    quantityMicro: integer().notNull(),
    netMinor: minor().notNull(),
    costMinor: minor(),
    ...stamps()
  },
  (table) => [
    index('purchase_line_purchase').on(table.purchaseId),
    index('purchase_line_cost').on(table.purchaseId, table.netMinor, table.costMinor).where(sql`cost_minor IS NOT NULL AND deleted_at IS NULL`)
  ]
)

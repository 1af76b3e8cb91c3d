import { z } from 'zod'
import type { Channel } from '../consent.ts'
import { country, day, instant, line, optionalLine, page, recordId } from './app.ts'
import type { ClientAccount, ClientAddress, ClientConsent, ClientFile } from './card.ts'
import { command, job, query, returns } from './define.ts'
import { filterGroup } from './filters.ts'
import { type PropertyValue, propertyValue } from './values.ts'
import type { TableName } from './tables.ts'

export const clientKinds = ['company', 'person'] as const
export type ClientKind = (typeof clientKinds)[number]
export const clientStatuses = ['prospect', 'active', 'former'] as const
export type ClientStatus = (typeof clientStatuses)[number]

/** Which clients are meant; a field that is left out does not narrow. Every list behind a number takes this same object. */
export const clientFilter = z.strictObject({
  /** Words, pieces of a phone or tax number, in any alphabet. */
  text: z.string().max(200).optional(),
  /** A user, or 'none' for clients that nobody owns. */
  ownerId: recordId.optional(),
  status: z.enum(clientStatuses).optional(),
  sourceId: recordId.optional(),
  town: z.string().max(100).optional(),
  importRunId: recordId.optional(),
  callListId: recordId.optional(),
  hasOpenDeal: z.boolean().optional(),
  /** No call and no note for so many days, or never. */
  noContactDays: z.int().min(1).max(3650).optional(),
  withoutNextStep: z.boolean().optional(),
  /** Archived ones too, or them alone; left out, they are not there. */
  archived: z.enum(['with', 'only']).optional(),
  /** Conditions over everything that is known of a client (S-5); also holds for whoever the fields above leave. */
  rules: filterGroup.optional()
})
export type ClientFilter = z.output<typeof clientFilter>

export const clientSorts = ['name', 'town', 'owner', 'lastContact', 'next', 'openDeals', 'created', 'score'] as const
export type ClientSortBy = (typeof clientSorts)[number]
const direction = z.enum(['asc', 'desc'])
/** By a property of the firm's own, named by its id: whoever has no value of it stands last in both directions. */
const propertySort = z.strictObject({ by: z.templateLiteral(['property:', recordId]), direction })
export type PropertySort = z.output<typeof propertySort>
export const clientSort = z.union([z.strictObject({ by: z.enum(clientSorts), direction }), propertySort])
export type ClientSort = z.output<typeof clientSort>

export function isByProperty(sort: ClientSort): sort is PropertySort {
  return sort.by.startsWith('property:')
}

/** Some clients by their ids, or all that a filter finds but a few. */
export const clientSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(recordId).min(1).max(20_000) }),
  z.strictObject({ kind: z.literal('filter'), filter: clientFilter, except: z.array(recordId).max(20_000) })
])
export type ClientSelection = z.output<typeof clientSelection>

/** What is promised or planned next; `text` is what a person wrote. */
export type NextStep = {
  readonly at: number
  /** False where only the day counts. */
  readonly isTimed: boolean
  readonly kind: 'call' | 'meeting' | 'mail' | 'other' | 'callback'
  readonly text: string
}

export type ClientRow = {
  readonly id: string
  readonly name: string
  readonly kind: ClientKind
  readonly status: ClientStatus
  readonly shortName: string | null
  readonly taxNumber: string | null
  readonly town: string | null
  readonly region: string | null
  readonly country: string
  readonly ownerId: string | null
  readonly sourceId: string | null
  readonly isKey: boolean
  readonly isArchived: boolean
  readonly categoryIds: readonly string[]
  /** By the property's id; none where nobody knows. */
  readonly properties: Readonly<Record<string, PropertyValue>>
  readonly phone: string | null
  readonly email: string | null
  readonly phoneCount: number
  readonly lastContactAt: number | null
  readonly next: NextStep | null
  readonly openDealCount: number
  /** Base currency. */
  readonly openDealMinor: number
  readonly createdAt: number
  /** 0 to 100; null until it was counted. */
  readonly score: number | null
  /** Owed and late on issued invoices, base currency. */
  readonly overdueMinor: number
  /** What the firm itself last said on each channel; none where it was never asked. */
  readonly consents: Readonly<Partial<Record<Channel, 'given' | 'withdrawn'>>>
  /** As the analysis of the base says. */
  readonly abc: 'A' | 'B' | 'C' | null
  readonly xyz: 'X' | 'Y' | 'Z' | null
}

/** A client as the palette and pickers show one. */
export type ClientHit = Pick<ClientRow, 'id' | 'name' | 'town' | 'taxNumber' | 'phone' | 'ownerId'> & { readonly corrected?: Corrected }
/** A word that nothing matched, and the one that a letter was mistyped of. */
export type Corrected = { readonly typed: string; readonly shown: string }
/** A note that has the words, with those around them; `from` and `to` mark the word within. */
export type NoteHit = {
  readonly id: string
  readonly clientId: string
  readonly clientName: string
  readonly town: string | null
  readonly at: number
  readonly text: string
  readonly from: number
  readonly to: number
}
/** A client that may be the one being typed, with what they have in common. */
export type SimilarClient = ClientHit & { readonly sharedBy: readonly ('taxNumber' | 'registryNumber' | 'phone' | 'email' | 'name')[] }

export type ClientPhone = {
  readonly id: string
  readonly e164: string
  readonly label: string | null
  readonly contactId: string | null
  /** Found wrong or dead. */
  readonly isBad: boolean
  /** On the list of numbers that must not be called. */
  readonly isForbidden: boolean
}
export type ClientEmail = { readonly id: string; readonly email: string; readonly contactId: string | null }
/** What a person does when it comes to buying. */
export const decisionRoles = ['decides', 'influences', 'uses', 'pays', 'blocks'] as const
export type DecisionRole = (typeof decisionRoles)[number]
export type ClientContact = {
  readonly id: string
  readonly name: string
  readonly role: string | null
  /** 'YYYY-MM-DD'. */
  readonly birthday: string | null
  readonly decisionRole: DecisionRole | null
  readonly note: string | null
}
/** Another client as a link. */
export type ClientRef = { readonly id: string; readonly name: string }

export type ClientDeal = {
  readonly id: string
  readonly title: string
  readonly amountMinor: number
  readonly currency: string
  readonly pipelineId: string
  readonly stageId: string
  readonly outcome: 'open' | 'won' | 'lost'
  readonly expectedOn: string | null
  readonly closedAt: number | null
}
export type ClientInvoice = {
  readonly id: string
  readonly number: string | null
  readonly state: 'draft' | 'issued'
  readonly issuedOn: string | null
  readonly dueOn: string | null
  readonly grossMinor: number
  readonly paidMinor: number
  readonly currency: string
}
/** Money that came in, on its day. */
export type ClientPayment = { readonly id: string; readonly paidOn: string; readonly amountMinor: number; readonly currency: string; readonly reference: string | null }
export type ClientCallList = {
  readonly entryId: string
  readonly callListId: string
  readonly name: string
  readonly state: 'waiting' | 'done'
  readonly attemptCount: number
  readonly nextCallAt: number | null
  readonly isPromised: boolean
}

/** Everything on a client's card but the time line. */
export type ClientCard = {
  readonly id: string
  readonly kind: ClientKind
  readonly status: ClientStatus
  readonly name: string
  readonly shortName: string | null
  readonly taxNumber: string | null
  readonly registryNumber: string | null
  readonly country: string
  readonly street: string | null
  readonly postalCode: string | null
  readonly town: string | null
  readonly region: string | null
  readonly website: string | null
  readonly language: string | null
  readonly sourceId: string | null
  readonly ownerId: string | null
  readonly description: string | null
  readonly externalId: string | null
  readonly importRunId: string | null
  readonly createdAt: number
  readonly phones: readonly ClientPhone[]
  readonly emails: readonly ClientEmail[]
  readonly contacts: readonly ClientContact[]
  readonly next: NextStep | null
  readonly openTasks: readonly TaskRow[]
  readonly deals: readonly ClientDeal[]
  readonly invoices: readonly ClientInvoice[]
  /** The latest first, at most twenty. */
  readonly payments: readonly ClientPayment[]
  readonly callLists: readonly ClientCallList[]
  /** KRS of a Polish firm. */
  readonly courtNumber: string | null
  readonly euVatNumber: string | null
  /** Null where nobody said. */
  readonly isVatPayer: boolean | null
  readonly isKey: boolean | null
  readonly parent: ClientRef | null
  readonly recommendedBy: ClientRef | null
  /** Clients whose parent firm this is, and those that it sent to us. */
  readonly branches: readonly ClientRef[]
  readonly recommended: readonly ClientRef[]
  /** The latest first. */
  readonly formerNames: readonly { readonly id: string; readonly name: string; readonly untilOn: string }[]
  readonly addresses: readonly ClientAddress[]
  readonly accounts: readonly ClientAccount[]
  readonly files: readonly ClientFile[]
  /** Everything that was said about being contacted, in the order in which it was. */
  readonly consents: readonly ClientConsent[]
  readonly lastContactAt: number | null
  readonly attemptCount: number
  /** Calls and notes so far (S-32). */
  readonly touchCount: number
  readonly openDealMinor: number
  readonly wonDealCount: number
  /** Won deals, base currency. */
  readonly wonDealMinor: number
  /** Owed on issued invoices, one line a currency. */
  readonly receivables: readonly { readonly currency: string; readonly dueMinor: number; readonly overdueMinor: number }[]
}

export const taskKinds = ['call', 'meeting', 'mail', 'other'] as const
export type TaskKind = (typeof taskKinds)[number]
export type TaskRow = {
  readonly id: string
  readonly clientId: string
  readonly clientName: string
  readonly dealId: string | null
  readonly dealTitle: string | null
  readonly kind: TaskKind
  readonly text: string
  readonly dueOn: string
  readonly dueAt: number | null
  readonly ownerId: string | null
  readonly doneAt: number | null
}

export const noteKinds = ['note', 'call', 'meeting', 'email', 'sms'] as const
export type NoteKind = (typeof noteKinds)[number]

export const timelineKinds = [
  'note', 'call', 'talk', 'meeting', 'email', 'sms', 'task', 'deal', 'invoice', 'payment', 'purchase', 'owner', 'consent', 'file', 'import', 'merge',
  'created'
] as const
export type TimelineKind = (typeof timelineKinds)[number]

/** Something that happened with a client. `id` is that of the row that tells it. */
export type TimelineItem = { readonly id: string; readonly at: number; readonly byId: string | null } & (
  /** Written by a person: a note, or what it tells of; 'talk' is a call outside any list. */
  | {
      readonly kind: 'note' | 'talk' | 'meeting' | 'email' | 'sms'
      readonly text: string
      readonly dealId: string | null
      readonly contactName: string | null
    }
  | {
      readonly kind: 'call'
      readonly dispositionId: string
      /** Why the client did not want to buy. */
      readonly reasonId: string | null
      readonly note: string | null
      readonly attemptNumber: number
      readonly callbackAt: number | null
      readonly endedAt: number
      readonly e164: string | null
    }
  | {
      readonly kind: 'task'
      readonly taskKind: TaskKind
      readonly text: string
      readonly dueOn: string
      readonly dueAt: number | null
      readonly doneAt: number | null
    }
  | {
      readonly kind: 'deal'
      readonly dealId: string
      readonly title: string
      readonly fromStageId: string | null
      readonly toStageId: string
      readonly amountMinor: number
      readonly currency: string
    }
  | { readonly kind: 'invoice'; readonly number: string; readonly grossMinor: number; readonly currency: string; readonly dueOn: string | null }
  | { readonly kind: 'payment'; readonly amountMinor: number; readonly currency: string }
  | { readonly kind: 'purchase'; readonly number: string | null; readonly netMinor: number; readonly currency: string }
  | { readonly kind: 'owner'; readonly fromOwnerId: string | null; readonly toOwnerId: string | null; readonly dealTitle: string | null }
  | {
      readonly kind: 'consent'
      readonly channel: 'call' | 'email' | 'sms'
      readonly state: 'given' | 'withdrawn'
      readonly contactName: string | null
      readonly basis: string | null
    }
  | { readonly kind: 'file'; readonly fileName: string; readonly byteCount: number }
  | { readonly kind: 'merge'; readonly name: string }
  /** The client came with a file, or its row changed what was known. */
  | { readonly kind: 'import'; readonly fileName: string; readonly importRunId: string; readonly isUpdate: boolean }
  | { readonly kind: 'created' }
)

/** What each person carries now and how much of it a selection would move (S-15). */
export type OwnerLoad = {
  readonly ownerId: string | null
  readonly clientCount: number
  readonly openDealCount: number
  readonly openDealMinor: number
  /** Owed and late on issued invoices, base currency. */
  readonly overdueMinor: number
  readonly chosenCount: number
  readonly chosenDealCount: number
  readonly chosenDealMinor: number
  readonly chosenOverdueMinor: number
}

export const clientFields = z.strictObject({
  kind: z.enum(clientKinds),
  status: z.enum(clientStatuses),
  name: line(200).min(1),
  shortName: optionalLine(100),
  taxNumber: optionalLine(30),
  registryNumber: optionalLine(30),
  country,
  street: optionalLine(200),
  postalCode: optionalLine(20),
  town: optionalLine(100),
  region: optionalLine(100),
  website: optionalLine(200),
  language: optionalLine(10),
  sourceId: recordId.nullable(),
  ownerId: recordId.nullable(),
  description: optionalLine(4000),
  externalId: optionalLine(100),
  courtNumber: optionalLine(20),
  euVatNumber: optionalLine(20),
  isVatPayer: z.boolean().nullable(),
  parentId: recordId.nullable(),
  recommendedById: recordId.nullable(),
  isKey: z.boolean().nullable()
})

/** A new client: only the name is needed, and the country when it is not ours. */
export const createClientInput = clientFields.partial().extend({
  name: line(200).min(1),
  phones: z.array(z.strictObject({ text: line(60), label: optionalLine(60) })).max(20).optional(),
  emails: z.array(z.strictObject({ email: line(254) })).max(20).optional(),
  contacts: z.array(z.strictObject({ name: line(200).min(1), role: optionalLine(100) })).max(50).optional(),
  /** Properties that are not named get the firm's defaults. */
  properties: z.array(z.strictObject({ propertyId: recordId, value: propertyValue })).max(200).optional(),
  categoryIds: z.array(recordId).max(50).optional()
})
export type NewClient = z.output<typeof createClientInput>

export const addTaskInput = z.strictObject({
  clientId: recordId,
  dealId: recordId.nullable(),
  kind: z.enum(taskKinds),
  text: line(1000).min(1),
  dueOn: day,
  /** The instant, where a time of day was promised. */
  dueAt: instant.nullable(),
  ownerId: recordId.nullable()
})

const taskFilter = z.strictObject({
  ownerId: recordId.optional(),
  clientId: recordId.optional(),
  dealId: recordId.optional(),
  state: z.enum(['open', 'done']),
  /** Due by this day. */
  dueBy: day.optional()
})

/** What a list of clients looks at: a filter may ask for anything that is known of them. */
export const clientFilterTables: readonly TableName[] = [
  'client_summary', 'client_search', 'client_fact', 'client_figures', 'deal_state', 'derived_state', 'client', 'client_phone', 'client_email', 'contact',
  'client_property', 'property', 'property_choice', 'client_category', 'category', 'segment', 'call_list', 'call_list_entry', 'task', 'invoice',
  'allocation', 'purchase', 'former_name', 'client_address', 'client_bank_account', 'attachment', 'note', 'call_attempt', 'deal', 'stage_change', 'payment', 'user', 'firm', 'preference'
]
/** Tables that changing clients touches beside their own. */
const derived: readonly TableName[] = ['client_summary', 'client_search']
const phoneText = line(60).min(1)
export const clientOperations = {
  'clients.list': query(
    z.strictObject({ filter: clientFilter, sort: clientSort, page }),
    returns<{ readonly rows: readonly ClientRow[]; readonly total: number; readonly isTotalExact: boolean; readonly corrected: Corrected | null }>(),
    clientFilterTables
  ),
  /** How many in all: the exact number behind "1,000+". */
  'clients.count': query(z.strictObject({ filter: clientFilter }), returns<number>(), clientFilterTables),
  'clients.towns': query(z.strictObject({}), returns<readonly string[]>(), ['client_summary']),
  'clients.find': query(z.strictObject({ text: z.string().max(200) }), returns<readonly ClientHit[]>(), clientFilterTables),
  /** Notes with all of the words, latest first; beyond a thousand they are not counted. */
  'clients.findNotes': query(
    z.strictObject({ text: z.string().max(200), page }),
    returns<{ readonly rows: readonly NoteHit[]; readonly total: number; readonly isTotalExact: boolean }>(),
    ['note', 'client_summary', 'note_entry', 'note_search']
  ),
  'clients.similar': query(
    z.strictObject({
      name: line(200),
      taxNumber: line(30),
      phone: line(60),
      email: line(254),
      town: line(100).optional(),
      country,
      exceptId: recordId.nullable()
    }),
    returns<readonly SimilarClient[]>(),
    clientFilterTables
  ),
  'clients.get': query(z.strictObject({ id: recordId }), returns<ClientCard>(), [
    'client', 'client_phone', 'client_email', 'contact', 'do_not_call', 'task', 'deal', 'deal_state', 'invoice', 'payment', 'allocation',
    'call_list', 'call_list_entry', 'call_attempt', 'consent_change', 'client_summary', 'firm', 'former_name', 'client_address',
    'client_bank_account', 'attachment', 'client_merge', 'note'
  ]),
  /** `counts` has every kind that the client has anything of, whatever kinds are asked for. */
  'clients.timeline': query(
    z.strictObject({ clientId: recordId, kinds: z.array(z.enum(timelineKinds)).max(20), page }),
    returns<{
      readonly rows: readonly TimelineItem[]
      readonly total: number
      readonly counts: Readonly<Partial<Record<TimelineKind, number>>>
    }>(),
    [
      'note', 'contact', 'call_attempt', 'task', 'deal', 'stage_change', 'invoice', 'payment', 'purchase', 'owner_change', 'consent_change', 'client',
      'import_run', 'attachment', 'client_merge'
    ]
  ),
  'clients.ownerLoad': query(z.strictObject({ selection: clientSelection }), returns<readonly OwnerLoad[]>(), ['deal_state', ...clientFilterTables]),

  'clients.create': command(createClientInput, returns<{ readonly id: string }>(), [
    'client', 'client_phone', 'client_email', 'contact', 'client_property', 'client_category', 'client_fact', ...derived
  ]),
  'clients.change': command(z.strictObject({ id: recordId, change: clientFields.partial() }), returns<null>(), [
    'client', 'owner_change', 'former_name', ...derived
  ]),
  /** Clients that documents were issued to stay; gives how many. */
  'clients.remove': job(
    z.strictObject({ selection: clientSelection }),
    returns<{ readonly removedCount: number; readonly keptCount: number }>(),
    ['client', 'deal', 'task', 'call_list_entry', 'invoice', 'deal_state', 'deal_stage', ...derived]
  ),
  /** Archived clients are out of lists, calling and pickers, and stay as they are. */
  'clients.archive': job(
    z.strictObject({ selection: clientSelection, isArchived: z.boolean() }),
    returns<{ readonly clientCount: number }>(),
    ['client', ...derived]
  ),
  'clients.changeOwner': job(
    z.strictObject({ selection: clientSelection, ownerId: recordId.nullable(), withOpenDeals: z.boolean() }),
    returns<{ readonly clientCount: number; readonly dealCount: number }>(),
    ['client', 'owner_change', 'deal', 'deal_state', 'deal_stage', ...derived]
  ),
  'clients.export': job(
    z.strictObject({
      selection: clientSelection,
      sort: clientSort,
      format: z.enum(['xlsx', 'csv']),
      path: z.string().min(1).max(4096)
    }),
    returns<{ readonly rowCount: number }>(),
    ['privacy_event']
  ),
  'clients.addPhone': command(
    z.strictObject({ clientId: recordId, contactId: recordId.nullable(), text: phoneText, label: optionalLine(60) }),
    returns<{ readonly id: string; readonly e164: string }>(),
    ['client_phone', ...derived]
  ),
  'clients.changePhone': command(
    z.strictObject({ id: recordId, text: phoneText.optional(), label: optionalLine(60).optional(), isBad: z.boolean().optional() }),
    returns<null>(),
    ['client_phone', ...derived]
  ),
  'clients.removePhone': command(z.strictObject({ id: recordId }), returns<null>(), ['client_phone', ...derived]),
  'clients.addEmail': command(
    z.strictObject({ clientId: recordId, contactId: recordId.nullable(), email: line(254).min(1) }),
    returns<{ readonly id: string }>(),
    ['client_email', ...derived]
  ),
  'clients.changeEmail': command(z.strictObject({ id: recordId, email: line(254).min(1) }), returns<null>(), ['client_email', ...derived]),
  'clients.removeEmail': command(z.strictObject({ id: recordId }), returns<null>(), ['client_email', ...derived]),
  'clients.addContact': command(
    z.strictObject({ clientId: recordId, name: line(200).min(1), role: optionalLine(100) }),
    returns<{ readonly id: string }>(),
    ['contact', ...derived]
  ),
  'clients.changeContact': command(
    z.strictObject({
      id: recordId,
      name: line(200).min(1).optional(),
      role: optionalLine(100).optional(),
      birthday: day.nullable().optional(),
      decisionRole: z.enum(decisionRoles).nullable().optional(),
      note: optionalLine(2000).optional()
    }),
    returns<null>(),
    ['contact', ...derived]
  ),
  'clients.removeContact': command(z.strictObject({ id: recordId }), returns<null>(), [
    'contact', 'client_phone', 'client_email', ...derived
  ]),

  /**
   * What a first call brings: a person with a number and an address, or those of the client itself where no person is named;
   * a person of that name who is there already gets them (S-38).
   */
  'clients.addReach': command(
    z.strictObject({ clientId: recordId, name: line(200), role: optionalLine(100), phone: line(60), email: line(254) }),
    returns<{ readonly contactId: string | null }>(),
    ['contact', 'client_phone', 'client_email', ...derived]
  ),

  'notes.add': command(
    z.strictObject({
      clientId: recordId,
      dealId: recordId.nullable(),
      text: line(10_000).min(1),
      /** A note unless it tells of a call, a meeting or a message. */
      kind: z.enum(noteKinds).optional(),
      /** Who it was with. */
      contactId: recordId.nullable().optional(),
      /** When it was; now unless said. */
      at: instant.optional()
    }),
    returns<{ readonly id: string }>(),
    ['note', ...derived]
  ),
  'notes.change': command(z.strictObject({ id: recordId, text: line(10_000).min(1) }), returns<null>(), ['note', ...derived]),
  'notes.remove': command(z.strictObject({ id: recordId }), returns<null>(), ['note', ...derived]),

  'tasks.list': query(
    z.strictObject({ filter: taskFilter, page }),
    returns<{ readonly rows: readonly TaskRow[]; readonly total: number }>(),
    ['task', 'client', 'deal']
  ),
  'tasks.add': command(addTaskInput, returns<{ readonly id: string }>(), ['task', ...derived]),
  /** The same step with each of the clients, for whoever looks after it (S-13). */
  'tasks.addMany': job(
    addTaskInput.pick({ kind: true, text: true, dueOn: true, dueAt: true }).extend({ selection: clientSelection }),
    returns<{ readonly clientCount: number }>(),
    ['task', ...derived]
  ),
  'tasks.change': command(
    z.strictObject({ id: recordId, change: addTaskInput.omit({ clientId: true, dealId: true }).partial() }),
    returns<null>(),
    ['task', ...derived]
  ),
  'tasks.complete': command(z.strictObject({ id: recordId }), returns<null>(), ['task', ...derived]),
  'tasks.remove': command(z.strictObject({ id: recordId }), returns<null>(), ['task', ...derived])
}

import { z } from 'zod'
import { page, recordId } from './app.ts'
import type { ClientRow } from './clients.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'

/** What two clients may have in common, weightiest first. */
export const duplicateReasons = ['taxNumber', 'registryNumber', 'phone', 'email', 'name'] as const
export type DuplicateReason = (typeof duplicateReasons)[number]

/** Values of which one stays when clients become one; an address goes as a whole. */
export const mergeFields = [
  'name', 'shortName', 'kind', 'status', 'taxNumber', 'registryNumber', 'courtNumber', 'euVatNumber', 'isVatPayer', 'address', 'website',
  'language', 'sourceId', 'ownerId', 'parentId', 'recommendedById', 'isKey', 'description', 'externalId'
] as const
export type MergeField = (typeof mergeFields)[number]

/** The most clients that are laid side by side. */
export const mostMerged = 8

export type DuplicateSide = Pick<ClientRow, 'id' | 'name' | 'town' | 'taxNumber' | 'phone' | 'email' | 'ownerId' | 'lastContactAt' | 'openDealCount' | 'createdAt'>

/** Two clients that may be one, with what they share. */
export type DuplicatePair = {
  readonly id: string
  readonly first: DuplicateSide
  readonly second: DuplicateSide
  /** How likely it is, 0 to 100. */
  readonly score: number
  readonly reasons: readonly DuplicateReason[]
}

export type DuplicateList = {
  readonly rows: readonly DuplicatePair[]
  readonly total: number
  /** Pairs of each reason, whatever is filtered. */
  readonly counts: Readonly<Record<DuplicateReason, number>>
  /** Pairs said to be no duplicates. */
  readonly dismissedCount: number
  /** Clients that the bulk merge would take away: same tax number and same name as another. */
  readonly sameCount: number
  /** Percent of all clients compared so far while the list is being made; null when it is complete. */
  readonly builtPercent: number | null
}

export const belongings = [
  'deals', 'invoices', 'payments', 'purchases', 'calls', 'notes', 'tasks', 'callLists', 'attachments', 'addresses', 'bankAccounts', 'categories', 'segments'
] as const
export type Belonging = (typeof belongings)[number]

/** One of the clients laid side by side. */
export type MergeSide = {
  readonly id: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastContactAt: number | null
  /** As text, ids and codes as they are stored; null where empty. */
  readonly values: Readonly<Record<MergeField, string | null>>
  /** The tax number passes the check of its country. */
  readonly isTaxNumberVerified: boolean
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly contacts: readonly string[]
  readonly counts: Readonly<Record<Belonging, number>>
  /** What was last said of each channel. */
  readonly consents: readonly { readonly channel: 'call' | 'email' | 'sms'; readonly state: 'given' | 'withdrawn' }[]
  /** The firm's own properties by their id, as words. */
  readonly properties: Readonly<Record<string, string>>
}

export type MergePlan = {
  readonly sides: readonly MergeSide[]
  /** The one that is best kept. */
  readonly survivorId: string
  /** From which client each value comes unless somebody says otherwise; only where they differ. `all` puts texts below each other. */
  readonly choices: Readonly<Record<string, string>>
  readonly properties: readonly { readonly id: string; readonly name: string }[]
  /** Names of the clients that parents and recommenders are. */
  readonly names: Readonly<Record<string, string>>
  /** Two checked tax numbers that differ: rather two firms than one. */
  readonly hasOtherTaxNumbers: boolean
  /** What was withdrawn by one stays withdrawn. */
  readonly withdrawn: readonly ('call' | 'email' | 'sms')[]
}

const pair = z.strictObject({ firstId: recordId, secondId: recordId })

/** What becomes part of another client's history. */
const moved: readonly TableName[] = [
  'client', 'client_phone', 'client_email', 'contact', 'note', 'task', 'owner_change', 'consent_change', 'deal', 'call_list_entry', 'call_attempt',
  'invoice', 'payment', 'client_address', 'client_bank_account', 'former_name', 'attachment', 'client_property', 'client_category', 'segment_member',
  'not_duplicate', 'client_merge', 'privacy_event', 'purchase'
]
const derived: readonly TableName[] = ['client_summary', 'client_search', 'deal_state', 'deal_stage', 'duplicate_pair']

/** Pairs that are put aside in one go. */
export const mostAside = 20_000

export const duplicateOperations = {
  'duplicates.list': query(
    z.strictObject({ reason: z.enum(duplicateReasons).nullable(), isDismissed: z.boolean(), page }),
    returns<DuplicateList>(),
    ['not_duplicate', 'client_summary', 'duplicate_pair', 'derived_state']
  ),
  /** Open pairs in all. */
  'duplicates.count': query(z.strictObject({}), returns<number>(), ['duplicate_pair']),
  /** Clients that this one may be, likeliest first. */
  'duplicates.ofClient': query(z.strictObject({ clientId: recordId }), returns<readonly DuplicatePair[]>(), ['duplicate_pair', 'client_summary']),
  /** Clients side by side, with what would stay of each. */
  'duplicates.compare': query(z.strictObject({ ids: z.array(recordId).min(2).max(mostMerged) }), returns<MergePlan>(), [
    ...moved, 'property', 'property_choice', 'client_summary'
  ]),
  'duplicates.merge': command(
    z.strictObject({
      survivorId: recordId,
      mergedIds: z.array(recordId).min(1).max(mostMerged - 1),
      /** As in the plan: field or `property:<id>`, and the client whose value stays, or `all`. */
      choices: z.record(z.string().max(80), z.string().min(1).max(64))
    }),
    returns<{ readonly id: string }>(),
    [...moved, ...derived]
  ),
  /** Merges every group of the same tax number and name. */
  'duplicates.mergeSame': job(z.strictObject({}), returns<{ readonly mergedCount: number; readonly groupCount: number }>(), [...moved, ...derived]),
  'duplicates.dismiss': command(z.strictObject({ pairs: z.array(pair).min(1).max(mostAside) }), returns<null>(), ['not_duplicate', 'duplicate_pair']),
  'duplicates.takeBack': command(z.strictObject({ pairs: z.array(pair).min(1).max(mostAside) }), returns<null>(), ['not_duplicate', 'duplicate_pair'])
}

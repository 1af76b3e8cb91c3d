import { z } from 'zod'
import { channels, contactPurposes, type Channel, type ConsentGate, type ConsentState, type GateReason } from '../consent.ts'
import { country, currency, day, line, optionalLine, recordId } from './app.ts'
import { command, job, query, returns } from './define.ts'

/** A larger file is not taken: the data folder and every backup would grow with it. */
export const maxAttachmentBytes = 50 * 1024 * 1024

export const addressKinds = ['post', 'delivery'] as const
export type AddressKind = (typeof addressKinds)[number]

const addressFields = z.strictObject({
  kind: z.enum(addressKinds),
  /** To whom, where it is not the client itself. */
  name: optionalLine(200),
  street: optionalLine(200),
  postalCode: optionalLine(20),
  town: optionalLine(100),
  region: optionalLine(100),
  country
})
export type AddressFields = z.output<typeof addressFields>
export type ClientAddress = AddressFields & { readonly id: string }

/** What the tax office's list of VAT payers said of an account, and on which day somebody looked. */
const whiteList = z.strictObject({ state: z.enum(['listed', 'missing']), on: day })
export type WhiteList = z.output<typeof whiteList>
const accountFields = z.strictObject({
  iban: line(60).min(1),
  bankName: optionalLine(100),
  currency: currency.nullable(),
  whiteList: whiteList.nullable()
})
export type ClientAccount = z.output<typeof accountFields> & { readonly id: string }

/** A file kept with a client. */
export type ClientFile = {
  readonly id: string
  readonly dealId: string | null
  readonly fileName: string
  readonly byteCount: number
  readonly at: number
  readonly byId: string | null
}

/** A word on a channel as it was recorded; `basis` is the legal ground, `origin` where it was given. */
export type ClientConsent = {
  readonly id: string
  readonly contactId: string | null
  readonly channel: Channel
  readonly state: 'given' | 'withdrawn'
  readonly at: number
  readonly basis: string | null
  readonly wording: string | null
  readonly origin: string | null
  readonly byId: string | null
}

export const consentInput = z.strictObject({
  clientId: recordId,
  /** A person there; null speaks for the client as a whole. */
  contactId: recordId.nullable(),
  channels: z.array(z.enum(channels)).min(1).max(channels.length),
  state: z.enum(['given', 'withdrawn']),
  basis: optionalLine(500),
  wording: optionalLine(4000),
  origin: optionalLine(200),
  /** The day on which it was said; null is now. */
  on: day.nullable()
})

/** Whether an address or number may be used, and why. */
export type ConsentAnswer = {
  readonly gate: ConsentGate
  readonly reason: GateReason
  readonly state: ConsentState
  /** When the word that counts was said, epoch ms. */
  readonly at: number | null
  /** Whose address it is. */
  readonly contactId: string | null
}

/** What a client bought in one currency; net, minor units (metrics.md 5.3). */
export type ClientSums = {
  readonly currency: string
  readonly purchaseCount: number
  readonly netMinor: number
  /** In the last 12 months. */
  readonly yearCount: number
  readonly yearNetMinor: number
  /** Null where nothing was bought in the last 12 months. */
  readonly averageMinor: number | null
  /** Of lines whose cost is known, in the last 12 months and ever; null where none is. */
  readonly yearMarginMinor: number | null
  readonly marginMinor: number | null
  /** Net of the lines that the margins are of. */
  readonly yearCostedMinor: number
  readonly costedMinor: number
  /** Lines without a cost: they are in no margin. */
  readonly yearUncostedCount: number
  readonly uncostedCount: number
}

/** The figures over a client's card: issued invoices and purchases that came by import. Base currency first. */
export type ClientNumbers = {
  readonly firstOn: string | null
  readonly lastOn: string | null
  readonly sums: readonly ClientSums[]
}

const id = z.strictObject({ id: recordId })
const path = z.string().min(1).max(4096)

/** What a client's card reads and writes beside the client itself. */
export const cardOperations = {
  'clients.numbers': query(id, returns<ClientNumbers>(), ['client', 'invoice', 'invoice_line', 'purchase', 'purchase_line', 'firm']),

  'addresses.add': command(addressFields.extend({ clientId: recordId }), returns<{ readonly id: string }>(), ['client_address']),
  'addresses.change': command(z.strictObject({ id: recordId, change: addressFields.partial() }), returns<null>(), ['client_address']),
  'addresses.remove': command(id, returns<null>(), ['client_address']),

  'accounts.add': command(
    z.strictObject({ clientId: recordId, iban: line(60).min(1), bankName: optionalLine(100), currency: currency.nullable() }),
    returns<{ readonly id: string }>(),
    ['client_bank_account']
  ),
  'accounts.change': command(z.strictObject({ id: recordId, change: accountFields.partial() }), returns<null>(), ['client_bank_account']),
  'accounts.remove': command(id, returns<null>(), ['client_bank_account']),

  /** Keeps a copy of a file that the user chose. */
  'attachments.add': job(z.strictObject({ clientId: recordId, dealId: recordId.nullable(), path }), returns<{ readonly id: string }>(), ['attachment']),
  'attachments.rename': command(z.strictObject({ id: recordId, fileName: line(200).min(1) }), returns<null>(), ['attachment']),
  /** Hides it; the bytes stay until they are purged. */
  'attachments.remove': command(id, returns<null>(), ['attachment']),
  /** Lays out a checked copy under its own name for the shell to open; gives its path. */
  'attachments.prepare': job(id, returns<{ readonly path: string; readonly fileName: string }>(), []),
  /** Writes a checked copy to a place that the user chose. */
  'attachments.save': job(z.strictObject({ id: recordId, path }), returns<null>(), []),
  /** Files in the data folder that belong to nothing any more. */
  'attachments.unused': query(z.strictObject({}), returns<{ readonly fileCount: number; readonly byteCount: number }>(), ['attachment', 'client']),
  /** Deletes them for good. */
  'attachments.purge': job(z.strictObject({}), returns<{ readonly fileCount: number; readonly byteCount: number }>(), []),

  /** May this number or address of the client be used? */
  'consents.check': query(
    z.strictObject({ clientId: recordId, channel: z.enum(channels), address: line(254).min(1), purpose: z.enum(contactPurposes) }),
    returns<ConsentAnswer>(),
    ['client', 'client_phone', 'client_email', 'consent_change', 'do_not_call']
  ),
  'consents.record': command(consentInput, returns<null>(), ['consent_change']),
  /** Nobody calls this number again, in no list. */
  'calls.forbidNumber': command(z.strictObject({ phoneId: recordId, reason: optionalLine(500) }), returns<null>(), [
    'do_not_call', 'call_list_entry', 'client_summary'
  ]),
  'calls.allowNumber': command(z.strictObject({ phoneId: recordId }), returns<null>(), ['do_not_call', 'client_summary'])
}

import type { Context } from '#main/app/context.ts'
import { normalise } from '#shared/normalise.ts'
import type { Base, BaseRow } from './base.queries.ts'
import type { ContactOfRow } from './contactRow.ts'
import { inNotes } from './fields.ts'
import type { LinkFinder } from './findLinked.ts'
import { actionOf, type Change, changed, changesOf, leftOut, type Policy, type RowWriter } from './outcome.ts'
import { writeConsents } from './writeClients.ts'

export type ContactDefaults = {
  readonly importRunId: string
  readonly policy: Policy
  readonly links: LinkFinder
  /** When a word of that day was said, epoch ms. */
  readonly consentAt: (on: string | null) => number
}

/** Adds people to clients; one of the same id, e-mail, phone or name at that client is the same person. */
export function contactWriter(ctx: Context, base: Base, { importRunId, policy, links, consentAt }: ContactDefaults): RowWriter {
  return ({ record, remarks }, rowNumber) => {
    if (record?.kind !== 'contact') return { kind: 'failed', remarks }
    const row = record.value
    const linked = links.findOrMake(row)
    if ('failure' in linked) return { kind: 'failed', remarks: linked.failure }
    const { clientId } = linked
    const said = [...remarks, ...linked.remarks]
    const there = base.find('contact.client_id', clientId)
    const same = findSame(there, clientId, row)
    const action = actionOf(policy, rowNumber, same && { isSure: true })
    if (action === 'create') {
      insert(clientId, row, there)
      return { kind: 'created', remarks: said }
    }
    if (!same) return leftOut()
    const matchName = String(same['name'])
    if (action === 'skip') return { kind: 'duplicate', matchName, remarks: [{ outcome: 'duplicate', problem: 'duplicateRecord', detail: matchName }] }
    const changes = merge(clientId, same, row, action)
    return changes.length > 0
      ? { kind: 'updated', matchName, remarks: said, changes }
      : { kind: 'duplicate', matchName, remarks: [{ outcome: 'duplicate', problem: 'duplicateRecord', detail: matchName }] }
  }

  function findSame(there: readonly BaseRow[], clientId: string, row: ContactOfRow): BaseRow | undefined {
    if (there.length === 0) return undefined
    const byId = row.externalId === null ? undefined : there.find((contact) => contact['external_id'] === row.externalId)
    if (byId) return byId
    const isFree = (contact: BaseRow | undefined) =>
      contact && (row.externalId === null || (contact['external_id'] ?? null) === null || contact['external_id'] === row.externalId) ? contact : undefined
    const owning = (values: readonly string[], rows: readonly BaseRow[], column: string) =>
      isFree(there.find((contact) => rows.some((one) => one['contact_id'] === contact['id'] && values.includes(String(one[column])))))
    // In our own export two people who share a number are two.
    const isOwn = row.link.ownNumber !== null
    return (
      (!isOwn && row.emails.length > 0 ? owning(row.emails, base.find('client_email.client_id', clientId), 'email') : undefined) ??
      (!isOwn && row.phones.length > 0 ? owning(row.phones, base.find('client_phone.client_id', clientId), 'e164') : undefined) ??
      isFree(there.find((contact) => normalise(String(contact['name'])) === normalise(row.name)))
    )
  }

  function insert(clientId: string, row: ContactOfRow, there: readonly BaseRow[]): void {
    const at = ctx.now()
    const id = ctx.newId()
    const { name, role, birthday, note } = row
    base.insert('contact', {
      id, client_id: clientId, name, role, birthday, decision_role: row.decisionRole, note, external_id: row.externalId, import_run_id: importRunId, created_at: at, updated_at: at,
      position: 1 + Math.max(0, ...there.map((contact) => Number(contact['position'])))
    })
    reach(clientId, id, row, at, [])
    writeConsents(ctx, base, { clientId, contactId: id }, row.consents.map((said) => ({ ...said, at: consentAt(said.on) })))
    addNotes(clientId, id, row, at)
  }

  function merge(clientId: string, same: BaseRow, row: ContactOfRow, action: 'fill' | 'overwrite'): Change[] {
    const at = ctx.now()
    const id = String(same['id'])
    const change = changed(same, { name: row.name, role: row.role, birthday: row.birthday, decision_role: row.decisionRole, note: row.note, external_id: row.externalId }, action)
    const changes = changesOf(same, change)
    if (Object.keys(change).length > 0) base.update('contact', id, { ...change, updated_at: at })
    reach(clientId, id, row, at, changes)
    if (writeConsents(ctx, base, { clientId, contactId: id }, row.consents.map((said) => ({ ...said, at: consentAt(said.on) })))) changes.push({ field: 'consent', from: null, to: '' })
    if (addNotes(clientId, id, row, at)) changes.push({ field: 'note', from: null, to: row.notes.join('; ').slice(0, 200) })
    return changes
  }

  /** Texts too long for the person's own note; says whether any was new. */
  function addNotes(clientId: string, contactId: string, { notes }: ContactOfRow, at: number): boolean {
    if (notes.length === 0) return false
    const there = base.find('note.client_id', clientId).map((note) => String(note['text']))
    const missing = notes.flatMap(inNotes).filter((text) => !there.includes(text))
    for (const text of missing) {
      base.insert('note', { id: ctx.newId(), client_id: clientId, deal_id: null, contact_id: contactId, kind: 'note', text, at, by_id: ctx.userId, created_at: at, updated_at: at })
    }
    return missing.length > 0
  }

  function reach(clientId: string, contactId: string, row: ContactOfRow, at: number, changes: Change[]): void {
    const stamps = { created_at: at, updated_at: at }
    const isTheirs = (one: BaseRow): boolean => row.link.ownNumber === null || one['contact_id'] === contactId
    const phones = row.phones.length === 0 ? [] : base.find('client_phone.client_id', clientId)
    let position = Math.max(0, ...phones.map((one) => Number(one['position'])))
    for (const e164 of row.phones) {
      if (phones.some((one) => one['e164'] === e164 && isTheirs(one))) continue
      position += 1
      base.insert('client_phone', { id: ctx.newId(), client_id: clientId, contact_id: contactId, e164, label: row.phoneLabels[e164] ?? null, position, is_bad: 0, ...stamps })
      changes.push({ field: 'phone', from: null, to: e164 })
    }
    const emails = row.emails.length === 0 ? [] : base.find('client_email.client_id', clientId)
    position = Math.max(0, ...emails.map((one) => Number(one['position'])))
    for (const email of row.emails) {
      if (emails.some((one) => one['email'] === email && isTheirs(one))) continue
      position += 1
      base.insert('client_email', { id: ctx.newId(), client_id: clientId, contact_id: contactId, email, position, ...stamps })
      changes.push({ field: 'email', from: null, to: email })
    }
  }
}

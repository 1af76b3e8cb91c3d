import type { Context } from '#main/app/context.ts'
import { normalise } from '#shared/normalise.ts'
import type { AddressOfRow } from './addresses.ts'
import type { Base, BaseRow, Value } from './base.queries.ts'
import type { ClientOfRow } from './clientRow.ts'
import type { ConsentOfRow } from './consentCells.ts'
import { type FieldWords, inNotes, type Remark, warning } from './fields.ts'
import { areNamesAlike, matchClient } from './matchClient.ts'
import { actionOf, type Change, changed, changesOf, leftOut, type Policy, type RowOutcome, type RowWriter } from './outcome.ts'
import type { MadeClients } from './madeClients.ts'
import type { PropertyOfRow } from './propertyValues.ts'
import type { Reading } from './readings.ts'

export type ClientDefaults = {
  readonly importRunId: string
  readonly country: string
  readonly sourceId: string
  /** Nobody, one for all, or several in turn. */
  readonly ownerIds: readonly string[]
  readonly categoryIds: readonly string[]
  readonly segmentId: string | null
  /** What all of them agreed to, and since when: epoch ms. */
  readonly consent: { readonly channels: readonly string[]; readonly basis: string | null; readonly wording: string | null; readonly origin: string; readonly at: number } | null
  /** When a word of that day was said, epoch ms. */
  readonly consentAt: (on: string | null) => number
  /** What clients get whose row says nothing of these properties. */
  readonly propertyValues: readonly PropertyOfRow[]
  /** What a new client gets of the firm's defaults where neither row nor import says anything. */
  readonly firstValues: readonly PropertyOfRow[]
  /** Properties that no client should be without. */
  readonly required: readonly { readonly id: string; readonly name: string }[]
  /** Clients of our own exports by the ids that they had there. */
  readonly made: MadeClients
  readonly ownerByName: (name: string) => string | undefined
  readonly sourceByName: (name: string) => string | undefined
  readonly categoryOrNew: (name: string) => string
  /** Kinds of the properties that columns feed. */
  readonly propertyKinds: ReadonlyMap<string, string>
  readonly words: FieldWords
  /** The day of the import, for names that were in use until then. */
  readonly today: string
  readonly policy: Policy
}

/**
 * Makes clients of rows, or fills and replaces what those that are there already lack (see `matchClient`). Phones, e-mails,
 * accounts and people are only ever added. A row that changes nothing is a duplicate and listed.
 */
export function clientWriter(ctx: Context, base: Base, defaults: ClientDefaults): ClientWriter {
  const adder = clientAdder(ctx, base, defaults)
  const related: Related[] = []
  return { write, recall, finish }

  /** A row that came in before the import was cut off: others may name it. */
  function recall({ record }: Reading, rowNumber: number): void {
    if (record?.kind !== 'client' || (record.value.ownNumber === null && record.value.parent === null && record.value.recommendedBy === null)) return
    const { match } = matchClient(base, record.value, defaults.made)
    if (match) noteRelated(String(match.client['id']), record.value, rowNumber, 'fill')
  }

  function noteRelated(id: string, row: ClientOfRow, rowNumber: number, action: Related['action']): void {
    if (row.ownNumber !== null) defaults.made.add(row.ownNumber, id)
    if (row.parent !== null) related.push({ id, column: 'parent_id', text: row.parent, rowNumber, action })
    if (row.recommendedBy !== null) related.push({ id, column: 'recommended_by_id', text: row.recommendedBy, rowNumber, action })
  }

  /** Firms above others and those who recommended them stand anywhere in the file: they are looked for when all are there. */
  function finish(): readonly RowRemark[] {
    return related.splice(0).flatMap(({ id, column, text, rowNumber, action }): RowRemark[] => {
      const client = base.get('client', id)
      const other = relatedId(base, defaults.made, text)
      const word = defaults.words[column === 'parent_id' ? 'parent' : 'recommendedBy'] ?? ''
      const isLoop = other !== undefined && (other === id || (column === 'parent_id' && isBelow(base, other, id)))
      if (!client || client[column] === other) return []
      if (other === undefined || isLoop) {
        adder.addNotes(id, [`${word}: ${nameIn(text)}`])
        return [{ rowNumber, remark: warning('relatedNotFound', `${word}: ${nameIn(text)}`) }]
      }
      if (action === 'overwrite' || (client[column] ?? null) === null) base.update('client', id, { [column]: other, updated_at: ctx.now() })
      return []
    })
  }

  function write({ record, remarks }: Reading, rowNumber: number): RowOutcome {
    if (record?.kind !== 'client') return { kind: 'failed', remarks }
    const row = record.value
    const { match, sameIdName } = matchClient(base, row, defaults.made)
    const action = actionOf(defaults.policy, rowNumber, match)
    if (action === 'create') {
      noteRelated(adder.insert(row), row, rowNumber, 'overwrite')
      const missing = adder.missingOf(row)
      const told = [
        ...(sameIdName === undefined ? [] : [warning('sameIdOtherName', `${row.externalId}: ${sameIdName}`)]),
        ...(missing.length === 0 ? [] : [warning('propertyMissing', missing.join(', '))])
      ]
      return { kind: 'created', remarks: told.length === 0 ? remarks : [...remarks, ...told] }
    }
    if (!match) return leftOut()
    const matchName = String(match.client['name'])
    const isAsked = defaults.policy.byRow.has(rowNumber)
    const same: Remark = { outcome: 'duplicate', problem: match.problem, detail: matchName }
    if (action === 'skip') return { kind: 'duplicate', matchName, remarks: [isAsked ? { ...same, problem: 'leftOut' } : same] }
    noteRelated(String(match.client['id']), row, rowNumber, action)
    const changes = adder.merge(match.client, row, action)
    return changes.length > 0 ? { kind: 'updated', matchName, remarks, changes } : { kind: 'duplicate', matchName, remarks: [same] }
  }
}

type Related = {
  readonly id: string
  readonly column: 'parent_id' | 'recommended_by_id'
  readonly text: string
  readonly rowNumber: number
  readonly action: 'fill' | 'overwrite'
}
/** What is found out of a row only when all others are there. */
export type RowRemark = { readonly rowNumber: number; readonly remark: Remark }
export type ClientWriter = {
  readonly write: RowWriter
  readonly recall: (reading: Reading, rowNumber: number) => void
  readonly finish: () => readonly RowRemark[]
}

/** Our own export writes 'name | id'; other files only a name. */
function nameIn(text: string): string {
  return text.split('|')[0]?.trim() ?? ''
}

function relatedId(base: Base, made: MadeClients, text: string): string | undefined {
  const ownNumber = text.split('|')[1]?.trim().toLowerCase() ?? ''
  const known = ownNumber === '' ? undefined : base.get('client', made.idOf(ownNumber) ?? ownNumber)
  if (known) return String(known['id'])
  const named = base.named(normalise(nameIn(text)))
  return named.length === 1 ? String(named[0]!['id']) : undefined
}

/** Whether a firm belongs to another, through however many. */
function isBelow(base: Base, id: string, above: string): boolean {
  const met = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !met.has(at); at = base.get('client', at)?.['parent_id'] as string | undefined) {
    if (at === above) return true
    met.add(at)
  }
  return false
}

export type ClientAdder = {
  /** Inserts the client with people, phones, e-mails and all else; gives its id. */
  readonly insert: (row: ClientOfRow) => string
  readonly merge: (client: BaseRow, row: ClientOfRow, action: 'fill' | 'overwrite') => Change[]
  /** Names of the properties that no client should be without and this new one would be. */
  readonly missingOf: (row: ClientOfRow) => readonly string[]
  /** Adds notes whose words the client does not have yet; says whether any was new. */
  readonly addNotes: (id: string, texts: readonly string[]) => boolean
}

/** Characters of a client's description. */
const longestDescription = 4000

export function clientAdder(ctx: Context, base: Base, defaults: ClientDefaults): ClientAdder {
  const choices = new Map<string, string>()
  let turn = 0

  const stampsNow = (): { readonly created_at: number; readonly updated_at: number } => {
    const at = ctx.now()
    return { created_at: at, updated_at: at }
  }
  function nextOwner(): string | null {
    const owner = defaults.ownerIds[turn % Math.max(1, defaults.ownerIds.length)] ?? null
    turn += 1
    return owner
  }

  function insert(row: ClientOfRow): string {
    const stamps = stampsNow()
    const id = ctx.newId()
    const full = [row.description, ...row.kept].filter(Boolean).join('\n') || null
    const whole = full !== null && full.length > longestDescription ? row.description : full
    base.insert('client', {
      id,
      kind: row.kind,
      status: row.status ?? 'prospect',
      ...plainColumns(row),
      description: whole,
      name: row.name,
      country: row.country,
      source_id: defaults.sourceByName(row.sourceName) ?? defaults.sourceId,
      owner_id: (row.ownerName === '' ? undefined : defaults.ownerByName(row.ownerName)) ?? nextOwner(),
      import_run_id: defaults.importRunId,
      ...stamps
    })
    let contactId: string | null = null
    // People of our own exports stand on a sheet of their own: what is here is the firm's.
    const isOwn = row.ownNumber !== null
    for (const [index, person] of row.contacts.entries()) {
      const personId = ctx.newId()
      if (!isOwn) contactId ??= personId
      base.insert('contact', { id: personId, client_id: id, ...person, position: index + 1, import_run_id: defaults.importRunId, ...stamps })
    }
    for (const [index, e164] of row.phones.entries()) {
      base.insert('client_phone', { id: ctx.newId(), client_id: id, contact_id: contactId, e164, label: row.phoneLabels[e164] ?? null, position: index + 1, is_bad: 0, ...stamps })
    }
    for (const [index, email] of row.emails.entries()) {
      base.insert('client_email', { id: ctx.newId(), client_id: id, contact_id: contactId, email, position: index + 1, ...stamps })
    }
    for (const [index, iban] of row.ibans.entries()) insertAccount(id, iban, row, index + 1, stamps)
    for (const [index, address] of row.addresses.entries()) insertAddress(id, address, index + 1, stamps)
    writeProperties(id, row, 'create')
    putInto(id, row, 'create')
    addNotes(id, [...row.notes, ...(whole === full ? [] : row.kept)])
    return id
  }

  function merge(client: BaseRow, row: ClientOfRow, action: 'fill' | 'overwrite'): Change[] {
    const id = String(client['id'])
    const stamps = stampsNow()
    const hasRoom = client['description'] === null || client['description'] === '' || (action === 'overwrite' && row.description !== null)
    const full = [row.description, ...row.kept].filter(Boolean).join('\n')
    const whole = hasRoom && full.length <= longestDescription ? full : row.description
    const said: Record<string, Value> = { ...plainColumns(row), description: whole, status: action === 'overwrite' ? row.status : null, name: row.name, country: row.saidCountry }
    if (row.sourceName !== '') said['source_id'] = defaults.sourceByName(row.sourceName) ?? null
    if (row.ownerName !== '') said['owner_id'] = defaults.ownerByName(row.ownerName) ?? null
    // A street of one town does not belong beside the name of another.
    const isElsewhere = action === 'fill' && row.town !== null && (client['town'] ?? '') !== '' && normalise(row.town) !== normalise(String(client['town']))
    if (isElsewhere) for (const column of ['street', 'postal_code', 'town', 'region']) said[column] = null
    if (action === 'overwrite' && !areNamesAlike(row.name, String(client['name'])) && row.kind === 'person') said['name'] = null
    const change = changed(client, said, action)
    const changes = changesOf(client, change)
    if (Object.keys(change).length > 0) base.update('client', id, { ...change, updated_at: stamps.updated_at })
    if (change['name'] !== undefined) {
      base.insert('former_name', { id: ctx.newId(), client_id: id, name: String(client['name']), until_on: defaults.today, ...stamps })
    }
    if (change['owner_id'] !== undefined) {
      base.insert('owner_change', {
        id: ctx.newId(), client_id: id, deal_id: null, from_owner_id: client['owner_id'] ?? null, to_owner_id: change['owner_id'], at: stamps.updated_at, by_id: ctx.userId,
        workstation_id: ctx.workstationId
      })
    }
    const named = mergePeople(id, row, stamps, changes)
    const contactId = row.ownNumber === null ? named : null
    addReach(id, contactId, row, stamps, changes)
    for (const note of writeProperties(id, row, action)) changes.push(note)
    if (putInto(id, row, action)) changes.push({ field: 'groups', from: null, to: '' })
    addAddresses(id, row, stamps, changes)
    if (addNotes(id, [...row.notes, ...(whole === full ? [] : row.kept)])) changes.push({ field: 'note', from: null, to: [...row.notes, ...row.kept].join('; ').slice(0, 200) })
    // Whoever was changed in any way can be told by the change of the client itself: lists of "these clients" go by it.
    if (changes.length > 0 && Object.keys(change).length === 0) base.update('client', id, { updated_at: stamps.updated_at })
    return changes
  }

  function mergePeople(id: string, row: ClientOfRow, stamps: BaseRow, changes: Change[]): string | null {
    if (row.contacts.length === 0) return null
    const there = base.find('contact.client_id', id)
    let first: string | null = null
    let position = Math.max(0, ...there.map((contact) => Number(contact['position'])))
    for (const person of row.contacts) {
      const same = there.find((contact) => normalise(String(contact['name'])) === normalise(person.name))
      if (same) {
        first ??= String(same['id'])
        const change = changed(same, { role: person.role, birthday: person.birthday }, 'fill')
        if (Object.keys(change).length > 0) {
          base.update('contact', String(same['id']), { ...change, updated_at: stamps['updated_at'] ?? null })
          changes.push(...changesOf(same, change))
        }
        continue
      }
      const personId = ctx.newId()
      first ??= personId
      position += 1
      base.insert('contact', { id: personId, client_id: id, ...person, position, import_run_id: defaults.importRunId, ...stamps })
      changes.push({ field: 'contact', from: null, to: person.name })
    }
    return first
  }

  function addReach(id: string, contactId: string | null, row: ClientOfRow, stamps: BaseRow, changes: Change[]): void {
    const { phones, emails, ibans } = row
    addMissing(base.find('client_phone.client_id', id), 'e164', phones, (e164, position) => {
      base.insert('client_phone', { id: ctx.newId(), client_id: id, contact_id: contactId, e164, label: row.phoneLabels[e164] ?? null, position, is_bad: 0, ...stamps })
      changes.push({ field: 'phone', from: null, to: e164 })
    })
    addMissing(base.find('client_email.client_id', id), 'email', emails, (email, position) => {
      base.insert('client_email', { id: ctx.newId(), client_id: id, contact_id: contactId, email, position, ...stamps })
      changes.push({ field: 'email', from: null, to: email })
    })
    addMissing(ibans.length === 0 ? [] : base.find('client_bank_account.client_id', id), 'iban', ibans, (iban, position) => {
      insertAccount(id, iban, row, position, stamps)
      changes.push({ field: 'iban', from: null, to: iban })
    })
  }

  function insertAccount(id: string, iban: string, { banks }: ClientOfRow, position: number, stamps: BaseRow): void {
    const { bankName = null, currency = null } = banks[iban] ?? {}
    base.insert('client_bank_account', { id: ctx.newId(), client_id: id, iban, bank_name: bankName, currency, position, ...stamps })
  }

  function insertAddress(id: string, { kind, name, street, postalCode, town, region, country }: AddressOfRow, position: number, stamps: BaseRow): void {
    base.insert('client_address', { id: ctx.newId(), client_id: id, kind, name, street, postal_code: postalCode, town, region, country, position, ...stamps })
  }

  function addAddresses(id: string, { addresses }: ClientOfRow, stamps: BaseRow, changes: Change[]): void {
    if (addresses.length === 0) return
    const there = base.find('client_address.client_id', id)
    let position = Math.max(0, ...there.map((row) => Number(row['position'])))
    for (const address of addresses) {
      const isThere = there.some((row) => row['kind'] === address.kind && row['street'] === address.street && row['town'] === address.town && row['name'] === address.name)
      if (isThere) continue
      position += 1
      insertAddress(id, address, position, stamps)
      changes.push({ field: 'address', from: null, to: [address.name, address.street, address.postalCode, address.town].filter(Boolean).join(', ') })
    }
  }

  function addNotes(id: string, texts: readonly string[]): boolean {
    if (texts.length === 0) return false
    const stamps = stampsNow()
    const there = base.find('note.client_id', id).map((note) => String(note['text']))
    const description = String(base.get('client', id)?.['description'] ?? '')
    const missing = texts.flatMap(inNotes).filter((text) => !there.includes(text) && !description.split('\n').includes(text))
    for (const text of missing) {
      base.insert('note', { id: ctx.newId(), client_id: id, deal_id: null, contact_id: null, kind: 'note', text, at: stamps.created_at, by_id: ctx.userId, ...stamps })
    }
    return missing.length > 0
  }

  function writeProperties(id: string, row: ClientOfRow, action: 'create' | 'fill' | 'overwrite'): Change[] {
    const said = valuesOf(row, action)
    if (said.length === 0) return []
    const there = action === 'create' ? [] : base.find('client_property.client_id', id)
    const stamps = stampsNow()
    return said.flatMap((value): Change[] => {
      const old = there.filter((known) => known['property_id'] === value.propertyId)
      const bare = { client_id: id, property_id: value.propertyId, ...stamps }
      if (value.choices.length > 0) {
        const wanted = value.choices.map((name) => choiceOrNew(value.propertyId, name))
        const missing = wanted.filter((choiceId) => !old.some((known) => known['choice_id'] === choiceId))
        const isSeveral = defaults.propertyKinds.get(value.propertyId) === 'choices'
        if (missing.length === 0 || (action === 'fill' && old.length > 0 && !isSeveral)) return []
        if (!isSeveral) for (const known of old) base.update('client_property', String(known['id']), { deleted_at: stamps.updated_at, updated_at: stamps.updated_at })
        for (const choiceId of missing) base.insert('client_property', { id: ctx.newId(), ...bare, choice_id: choiceId })
        return [{ field: `property:${value.propertyId}`, from: null, to: value.choices.join(', ') }]
      }
      const columns = { text_value: value.text, number_micro: value.numberMicro, day_value: value.day }
      const [known] = old
      if (!known) {
        base.insert('client_property', { id: ctx.newId(), ...bare, ...columns })
        return [{ field: `property:${value.propertyId}`, from: null, to: value.text ?? value.day ?? String((value.numberMicro ?? 0) / 1_000_000) }]
      }
      const change = action === 'create' ? {} : changed(known, columns, action)
      if (Object.keys(change).length === 0) return []
      base.update('client_property', String(known['id']), { ...change, updated_at: stamps.updated_at })
      return changesOf(known, change).map((one) => ({ ...one, field: `property:${value.propertyId}` }))
    })
  }

  /** The row's own values, then those for all rows, then for a new client the firm's defaults. */
  function valuesOf(row: ClientOfRow, action: 'create' | 'fill' | 'overwrite'): readonly PropertyOfRow[] {
    const said = new Map<string, PropertyOfRow>()
    for (const value of [...row.properties, ...defaults.propertyValues, ...(action === 'create' ? defaults.firstValues : [])]) {
      if (!said.has(value.propertyId)) said.set(value.propertyId, value)
    }
    return [...said.values()]
  }

  function missingOf(row: ClientOfRow): readonly string[] {
    if (defaults.required.length === 0) return []
    const said = valuesOf(row, 'create')
    return defaults.required.filter(({ id }) => !said.some(({ propertyId }) => propertyId === id)).map(({ name }) => name)
  }

  function choiceOrNew(propertyId: string, name: string): string {
    const key = `${propertyId}/${normalise(name) || name}`
    const known = choices.get(key)
    if (known !== undefined) return known
    const there = base.find('property_choice.property_id', propertyId)
    for (const choice of there) choices.set(`${propertyId}/${normalise(String(choice['name'])) || String(choice['name'])}`, String(choice['id']))
    const found = choices.get(key)
    if (found !== undefined) return found
    const id = ctx.newId()
    base.insert('property_choice', { id, property_id: propertyId, name, position: there.length + 1, ...stampsNow() })
    choices.set(key, id)
    return id
  }

  /** Categories, segment and consents that hold for all; says whether anything was new. */
  function putInto(id: string, row: Pick<ClientOfRow, 'categories' | 'consents'>, action: 'create' | 'fill' | 'overwrite'): boolean {
    const { segmentId, consent } = defaults
    const categoryIds = [...new Set([...defaults.categoryIds, ...row.categories.map(defaults.categoryOrNew)])]
    const stamps = stampsNow()
    let isNew = false
    // Of a client that was just made nothing is there to be found.
    const find: Base['find'] = (by, value) => (action === 'create' ? [] : base.find(by, value))
    const carried = categoryIds.length === 0 ? [] : find('client_category.client_id', id)
    for (const categoryId of categoryIds) {
      if (carried.some((known) => known['category_id'] === categoryId)) continue
      base.insert('client_category', { id: ctx.newId(), client_id: id, category_id: categoryId, ...stamps })
      isNew = true
    }
    if (segmentId !== null && !find('segment_member.client_id', id).some((known) => known['segment_id'] === segmentId)) {
      base.insert('segment_member', { id: ctx.newId(), segment_id: segmentId, client_id: id, ...stamps })
      isNew = true
    }
    const ofRow = row.consents.map((said) => ({ ...said, at: defaults.consentAt(said.on) }))
    const ofAll = (consent?.channels ?? []).filter((channel) => !ofRow.some((said) => said.channel === channel)).map((channel) => ({ ...consent!, channel, state: 'given' as const }))
    if (writeConsents(ctx, base, { clientId: id, contactId: null }, [...ofRow, ...ofAll])) isNew = true
    return isNew
  }

  return { insert, merge, missingOf, addNotes }
}

type Said = Omit<ConsentOfRow, 'channel' | 'on'> & { readonly channel: string; readonly at: number }

/** Words on being contacted, of a client or a person there. Whoever once said yes or no has decided; a file does not decide again. */
export function writeConsents(ctx: Context, base: Base, { clientId, contactId }: { readonly clientId: string; readonly contactId: string | null }, said: readonly Said[]): boolean {
  if (said.length === 0) return false
  const told = base.find('consent_change.client_id', clientId)
  let isNew = false
  for (const { channel, state, basis, wording, origin, at } of said) {
    if (told.some((known) => known['channel'] === channel && (contactId === null || known['contact_id'] === contactId))) continue
    base.insert('consent_change', {
      id: ctx.newId(), client_id: clientId, contact_id: contactId, channel, state, basis, wording, origin, at, by_id: ctx.userId, workstation_id: ctx.workstationId
    })
    isNew = true
  }
  return isNew
}

function addMissing(there: readonly BaseRow[], column: string, values: readonly string[], add: (value: string, position: number) => void): void {
  let position = Math.max(0, ...there.map((row) => Number(row['position'])))
  for (const value of values) {
    if (there.some((row) => row[column] === value)) continue
    position += 1
    add(value, position)
  }
}

function plainColumns(row: ClientOfRow): Record<string, Value> {
  return {
    short_name: row.shortName,
    tax_number: row.taxNumber,
    registry_number: row.registryNumber,
    court_number: row.courtNumber,
    eu_vat_number: row.euVatNumber,
    street: row.street,
    postal_code: row.postalCode,
    town: row.town,
    region: row.region,
    website: row.website,
    description: row.description,
    external_id: row.externalId,
    language: row.language,
    is_vat_payer: row.isVatPayer === null ? null : Number(row.isVatPayer),
    is_key: row.isKey === null ? null : Number(row.isKey)
  }
}

/** A client of which only the name is known. */
export function bareClient(name: string, country: string): ClientOfRow {
  return {
    name: name.slice(0, 300), kind: 'company', language: null, status: null, shortName: null, taxNumber: null, registryNumber: null, courtNumber: null, euVatNumber: null, saidCountry: null, country,
    street: null, postalCode: null, town: null, region: null, website: null, description: null, kept: [], notes: [], externalId: null, ownNumber: null, isVatPayer: null, isKey: null, parent: null, recommendedBy: null, addresses: [],
    consents: [], sourceName: '', ownerName: '', categories: [], phones: [], phoneLabels: {}, emails: [], ibans: [], banks: {}, contacts: [], properties: []
  }
}

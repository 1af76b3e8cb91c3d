import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import type { Sqlite } from '#main/db/open.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { type Dump, dumpAll, dumpDerived, dumpVisible, type Row } from '#test/model.ts'
import { wordFor } from '#shared/consent.ts'
import { mergeFields } from '#shared/contract/duplicates.ts'
import { normalise } from '#shared/normalise.ts'
import { listWords, tablesOfClients } from './merge.queries.ts'

type Values = Record<string, string | number | null>

/** Writes rows as a change of its own, whatever table they belong to. */
function write(app: TestApp, rows: readonly (readonly [table: string, values: Values])[]): void {
  const ctx = app.store.makeContext('test.write')
  inTransaction(ctx, ({ $client: sqlite }) => {
    for (const [table, values] of rows) {
      const columns = new Set((sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name))
      const at = ctx.now()
      const all: Values = { ...(columns.has('created_at') && { created_at: at, updated_at: at }), ...values }
      const names = Object.keys(all)
      sqlite.prepare(`INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...names.map((name) => all[name]))
    }
    return null
  })
}

const sqliteOf = (app: TestApp): Sqlite => app.store.db().$client
const addClient = async (app: TestApp, input: object) => (await app.call('clients.create', { name: 'Bez nazwy', ...input })).id

test('two cards of one firm become one: values as chosen, numbers once, the former name and the link lead to it, and undo gives both back', async () => {
  const app = await openTestApp()
  const first = await addClient(app, {
    name: 'Hurtownia Wisła', town: 'Łódź', street: 'Polna 1', description: 'Płacą w terminie',
    phones: [{ text: '42 630 11 87', label: null }], emails: [{ email: 'biuro@wisla.pl' }], contacts: [{ name: 'Beata Nowicka', role: null }]
  })
  const second = await addClient(app, {
    name: 'Wisła Hurtownia Sp. z o.o.', taxNumber: '8567346215', town: 'Łódź', street: 'Leśna 5', description: 'Dzwonić po 10',
    phones: [{ text: '42 630 11 87', label: 'biuro' }, { text: '601 222 333', label: null }], contacts: [{ name: 'beata nowicka', role: 'zakupy' }]
  })
  await app.call('notes.add', { clientId: second, dealId: null, text: 'Pytają o krzesła', kind: 'note', contactId: null } as never)
  const before = dumpVisible(sqliteOf(app))

  const plan = await app.call('duplicates.compare', { ids: [first, second] })
  expect(plan.choices).toMatchObject({ name: second, taxNumber: second, address: second, description: 'all' })
  const { changeId } = await app.change('duplicates.merge', { survivorId: first, mergedIds: [second], choices: { ...plan.choices, name: first } })

  const card = await app.call('clients.get', { id: second })
  expect(card).toMatchObject({ id: first, name: 'Hurtownia Wisła', taxNumber: '8567346215', street: 'Leśna 5', description: 'Płacą w terminie\nDzwonić po 10' })
  expect(card.phones.map(({ e164, label }) => [e164, label])).toEqual([['+48426301187', 'biuro'], ['+48601222333', null]])
  expect(card.contacts.map(({ name, role }) => [name, role])).toEqual([['Beata Nowicka', 'zakupy']])
  expect(card.addresses.map(({ kind, street }) => [kind, street])).toEqual([['post', 'Polna 1']])
  expect((await app.call('clients.find', { text: 'Wisła Hurtownia' })).map(({ id }) => id)).toEqual([first])
  expect(await app.call('clients.count', { filter: {} })).toBe(1)
  expect((await app.call('clients.timeline', { clientId: first, kinds: ['note'], page: { offset: 0, limit: 10 } } as never)).total).toBe(1)

  await app.call('journal.undo', { changeId })
  expect(dumpVisible(sqliteOf(app))).toEqual(before)
  expect((await app.call('clients.get', { id: second })).id).toBe(second)
  app.close()
})

test('an issued invoice follows its client through a merge with its buyer as printed, and only through a merge', async () => {
  const app = await openTestApp()
  await app.call('settings.changeFirm', {
    name: 'Meble Testowe', taxNumber: '8567346215', isVatPayer: true, street: 'Polna 1', postalCode: '90-001', town: 'Łódź',
    bankAccount: null, bankName: null, email: null, phone: null
  })
  const first = await addClient(app, { name: 'Hurtownia Wisła' })
  const second = await addClient(app, { name: 'Wisła Sp. z o.o.', street: 'Leśna 5', postalCode: '90-002', town: 'Łódź' })
  const draft = await app.call('invoices.draft', { clientId: second, dealId: null })
  const { buyer } = await app.call('invoices.get', { id: draft.id })
  await app.call('invoices.changeDraft', {
    id: draft.id, issuedOn: null, soldOn: '2026-11-22', dueOn: '2026-12-06', place: null, currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null, buyer,
    lines: [{ id: null, name: 'Krzesło', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 10_000_000_000, discountBp: 0, vatCode: '23' }]
  } as never)
  await app.call('invoices.issue', { id: draft.id, issuedOn: '2026-11-22', soldOn: '2026-11-22' })
  const issued = sqliteOf(app).prepare('SELECT * FROM invoice WHERE id = ?').get(draft.id) as Row
  const ctx = app.store.makeContext('test.steal')
  expect(() => inTransaction(ctx, (db) => db.$client.prepare('UPDATE invoice SET client_id = ? WHERE id = ?').run(first, draft.id))).toThrow(/never changes/)

  const { changeId } = await app.change('duplicates.merge', { survivorId: first, mergedIds: [second], choices: {} })
  const moved = sqliteOf(app).prepare('SELECT * FROM invoice WHERE id = ?').get(draft.id) as Row
  expect({ ...moved, updated_at: null }).toEqual({ ...issued, client_id: first, updated_at: null })
  expect((await app.call('clients.get', { id: first })).receivables).toEqual([{ currency: 'PLN', dueMinor: 12300, overdueMinor: 0 }])

  const undone = await app.change('journal.undo', { changeId })
  expect({ ...(sqliteOf(app).prepare('SELECT * FROM invoice WHERE id = ?').get(draft.id) as Row), updated_at: null }).toEqual({ ...issued, updated_at: null })
  await app.call('journal.undo', { changeId: undone.changeId })
  expect(sqliteOf(app).prepare('SELECT client_id FROM invoice WHERE id = ?').pluck().get(draft.id)).toBe(first)
  app.close()
})

test('who objected on one card is not asked again because of the other', async () => {
  const app = await openTestApp()
  const first = await addClient(app, { name: 'Hurtownia Wisła' })
  const second = await addClient(app, { name: 'Hurtownia Wisła' })
  const say = (clientId: string, state: 'given' | 'withdrawn') =>
    app.call('consents.record', {
      clientId, contactId: null, channels: ['call'], state, basis: state === 'given' ? 'consent' : null, wording: null, origin: 'targi', on: null
    } as never)
  await say(first, 'withdrawn')
  await say(second, 'given')
  await app.call('duplicates.merge', { survivorId: second, mergedIds: [first], choices: {} })
  expect(wordFor(listWords(app.store.db(), second), null, 'call')).toMatchObject({ state: 'withdrawn', origin: 'targi' })
  app.close()
})

test('one list rings a merged client once; a promised call is kept', async () => {
  const app = await openTestApp()
  const first = await addClient(app, { name: 'Hurtownia Wisła' })
  const second = await addClient(app, { name: 'Hurtownia Wisła' })
  write(app, [
    ['call_list', { id: 'list', name: 'Jesień', starts_on: '2026-11-01', max_attempts: 5 }],
    ['call_list_entry', { id: 'entry-1', call_list_id: 'list', client_id: first, state: 'waiting', position: 3, attempt_count: 1, next_call_at: null, is_promised: 0 }],
    ['call_list_entry', { id: 'entry-2', call_list_id: 'list', client_id: second, state: 'waiting', position: 1, attempt_count: 2, next_call_at: 1_800_000_000_000, is_promised: 1 }]
  ])
  await app.call('duplicates.merge', { survivorId: first, mergedIds: [second], choices: {} })
  expect(sqliteOf(app).prepare('SELECT id, client_id, position, attempt_count, next_call_at FROM call_list_entry WHERE deleted_at IS NULL').all()).toEqual([
    { id: 'entry-2', client_id: first, position: 1, attempt_count: 3, next_call_at: 1_800_000_000_000 }
  ])
  app.close()
})

test('everybody with the same tax number and name is merged in one go, sister firms and pairs said to be two are left, and undo gives all back', async () => {
  const app = await openTestApp()
  for (const name of ['Hurtownia Wisła', 'Hurtownia Wisła Sp. z o.o.', 'Wisła Hurtownia']) await addClient(app, { name, taxNumber: '8567346215' })
  const two = [await addClient(app, { name: 'Zakład Dąb', taxNumber: '5260250995' }), await addClient(app, { name: 'Zakład Dąb', taxNumber: '5260250995' })]
  await addClient(app, { name: 'Inna nazwa', taxNumber: '8567346215' })
  while (await app.store.tick());
  await app.call('duplicates.dismiss', { pairs: [{ firstId: two[1]!, secondId: two[0]! }] })
  const list = await app.call('duplicates.list', { reason: null, isDismissed: false, page: { offset: 0, limit: 50 } })
  expect(list).toMatchObject({ sameCount: 2, dismissedCount: 1, builtPercent: null, counts: { taxNumber: 6, phone: 0 } })
  const before = dumpVisible(sqliteOf(app))
  const { value, changeId } = await app.change('duplicates.mergeSame', {})
  expect(value).toEqual({ mergedCount: 2, groupCount: 1 })
  expect(await app.call('clients.count', { filter: {} })).toBe(4)
  await app.call('journal.undo', { changeId })
  expect(dumpVisible(sqliteOf(app))).toEqual(before)
  app.close()
})

test('a pair said to be two clients stays off the list until that is taken back', async () => {
  const app = await openTestApp()
  const firstId = await addClient(app, { name: 'Zakład Dąb', town: 'Łódź' })
  const secondId = await addClient(app, { name: 'Zakład Dąb', town: 'Łódź' })
  while (await app.store.tick());
  const ask = (isDismissed: boolean) => app.call('duplicates.list', { reason: null, isDismissed, page: { offset: 0, limit: 50 } })
  expect((await ask(false)).total).toBe(1)
  const { changeId } = await app.change('duplicates.dismiss', { pairs: [{ firstId, secondId }] })
  expect([(await ask(false)).total, (await ask(true)).rows.length]).toEqual([0, 1])
  await app.call('journal.undo', { changeId })
  expect((await ask(false)).total).toBe(1)
  await app.call('duplicates.dismiss', { pairs: [{ firstId, secondId }] })
  await app.call('duplicates.takeBack', { pairs: [{ firstId: secondId, secondId: firstId }] })
  expect([(await ask(false)).total, (await ask(true)).total]).toEqual([1, 0])
  app.close()
})

/** One row of each table that a client can have, some of them the same for several clients. */
type Belonging = { readonly table: string; readonly which: number; readonly value: number; readonly isGone: boolean }

const people = ['Beata Nowicka', 'Jan Lis']
const makers: Readonly<Record<string, (id: string, clientId: string, value: number, contactId: string | null) => readonly (readonly [string, Values])[]>> = {
  client_phone: (id, client_id, value, contact_id) => [['client_phone', { id, client_id, contact_id, e164: `+4842630118${value % 3}`, position: value, is_bad: value % 2 }]],
  client_email: (id, client_id, value, contact_id) => [['client_email', { id, client_id, contact_id, email: `biuro${value % 3}@wisla.pl`, position: value }]],
  contact: (id, client_id, value) => [['contact', { id, client_id, name: people[value % 2]!, role: value > 3 ? 'zakupy' : null, position: value }]],
  note: (id, client_id, value, contact_id) => [['note', { id, client_id, contact_id, text: `słowo ${value}`, at: 1000 + value }]],
  task: (id, client_id, value) => [['task', { id, client_id, kind: 'call', text: `zadanie ${value}`, due_on: '2026-12-01' }]],
  owner_change: (id, client_id, value) => [['owner_change', { id, client_id, at: value }]],
  consent_change: (id, client_id, value, contact_id) => [
    ['consent_change', { id, client_id, contact_id, channel: value % 2 === 0 ? 'call' : 'email', state: value % 3 === 0 ? 'withdrawn' : 'given', at: 1000 + value }]
  ],
  deal: (id, client_id, value) => [
    ['deal', { id, client_id, title: `Krzesła ${value}`, amount_minor: value * 100, currency: 'PLN', pipeline_id: 'pipeline-typical', stage_id: 'stage-assessment', order_key: 'a0' }],
    [
      'stage_change',
      { id: `${id}-s`, deal_id: id, pipeline_id: 'pipeline-typical', to_stage_id: 'stage-assessment', amount_minor: value * 100, currency: 'PLN', amount_base_minor: value * 100, is_imputed: 0, at: value }
    ]
  ],
  call_list_entry: (id, client_id, value) => [
    [
      'call_list_entry',
      { id, client_id, call_list_id: `list-${value % 2}`, state: value % 3 === 0 ? 'done' : 'waiting', position: value, attempt_count: value, next_call_at: value * 1000, is_promised: value % 2 }
    ]
  ],
  call_attempt: (id, client_id, value) => [
    ['call_attempt', { id, client_id, attempt_number: value, started_at: value, ended_at: value + 1, disposition_id: 'disposition-no-answer' }]
  ],
  invoice: (id, client_id, value) => [
    [
      'invoice',
      {
        id, kind: 'invoice', state: value % 2 === 0 ? 'issued' : 'draft', number: value % 2 === 0 ? `FV/${id}` : null, client_id, currency: 'PLN', method: 'net', payment_method: 'transfer',
        net_minor: 100, vat_minor: 23, gross_minor: 123, seller_tax_number: '8567346215', issued_on: '2026-11-01', issued_at: 5, buyer: '{}'
      }
    ]
  ],
  payment: (id, client_id, value) => [['payment', { id, client_id, paid_on: '2026-11-02', amount_minor: value, currency: 'PLN', method: 'cash' }]],
  client_address: (id, client_id, value) => [['client_address', { id, client_id, kind: 'delivery', street: `Polna ${value % 3}`, country: 'PL', position: value }]],
  client_bank_account: (id, client_id, value) => [['client_bank_account', { id, client_id, iban: `PL0010500000000000000000000${value % 3}`, position: value }]],
  former_name: (id, client_id, value) => [['former_name', { id, client_id, name: `Dawna ${value % 3}`, until_on: '2020-01-01' }]],
  attachment: (id, client_id, value) => [['attachment', { id, client_id, file_name: 'umowa.pdf', sha256: `${value}`, byte_count: value, at: value }]],
  client_property: (id, client_id, value) =>
    value % 2 === 0
      ? [['client_property', { id, client_id, property_id: 'prop-text', text_value: `tekst ${value}` }]]
      : [['client_property', { id, client_id, property_id: 'prop-many', choice_id: `choice-${value % 3}` }]],
  client_category: (id, client_id, value) => [['client_category', { id, client_id, category_id: `cat-${value % 2}` }]],
  segment_member: (id, client_id, value) => [['segment_member', { id, client_id, segment_id: `seg-${value % 2}` }]],
  client_merge: () => [],
  privacy_event: (id, client_id, value) => [['privacy_event', { id, client_id, kind: 'export', count: 1, at: value }]],
  purchase: (id, client_id, value) => [
    ['purchase', { id, client_id, bought_on: '2026-01-01', currency: 'PLN', net_minor: value }],
    ['purchase_line', { id: `${id}-l`, purchase_id: id, name: 'Krzesło', quantity_micro: 1_000_000, net_minor: value }]
  ]
}
/** One value each for a client and property, one place each for a client and list, as the program itself keeps it. */
const onlyOnce = new Set(['client_category', 'segment_member', 'call_list_entry', 'client_property', 'client_phone', 'client_email', 'contact', 'client_bank_account', 'client_address', 'former_name'])
/** What a merge may change of a row that goes over: whose it is, and which of two same ones stays. */
const mayChange = new Set(['client_id', 'contact_id', 'entry_id', 'source_id', 'updated_at', 'deleted_at', 'position'])
/** What nothing but a new owner may happen to. */
const sacred = ['deal', 'stage_change', 'call_attempt', 'invoice', 'invoice_line', 'payment', 'allocation', 'purchase', 'purchase_line', 'consent_change', 'note', 'task', 'owner_change', 'attachment', 'privacy_event']

const belonging: fc.Arbitrary<Belonging> = fc.record({
  table: fc.constantFrom(...Object.keys(makers)),
  which: fc.nat({ max: 3 }),
  value: fc.nat({ max: 5 }),
  isGone: fc.nat({ max: 3 }).map((chance) => chance === 0)
})
const clientOf = fc.record({
  name: fc.constantFrom('Hurtownia Wisła', 'Wisła Hurtownia', 'Meble Jesion'),
  town: fc.option(fc.constantFrom('Łódź', 'Kraków')),
  street: fc.option(fc.constantFrom('Polna 1', 'Leśna 5')),
  taxNumber: fc.option(fc.constantFrom('8567346215', '5260250995')),
  description: fc.option(fc.constantFrom('Płacą w terminie', 'Dzwonić po 10')),
  sourceId: fc.option(fc.constantFrom('source-referral', 'source-website'))
})

/** Whose value stays of some fields, by their place among those merged. */
const chosen = fc.array(fc.tuple(fc.constantFrom(...mergeFields, 'property:prop-text' as const), fc.nat({ max: 3 })), { maxLength: 6 })

async function furnish(app: TestApp, clients: readonly object[], rows: readonly Belonging[]): Promise<string[]> {
  const ids: string[] = []
  for (const { sourceId: _sourceId, ...client } of clients as (Values & { sourceId: unknown })[]) ids.push(await addClient(app, client))
  write(app, [
    ...[0, 1].map((n) => ['call_list', { id: `list-${n}`, name: 'Jesień', starts_on: '2026-11-01', max_attempts: 5 }] as const),
    ...[0, 1].map((n) => ['category', { id: `cat-${n}`, name: `K${n}`, position: n }] as const),
    ...[0, 1].map((n) => ['segment', { id: `seg-${n}`, name: `S${n}`, kind: 'fixed' }] as const),
    ['property', { id: 'prop-text', name: 'Uwaga', kind: 'text', position: 1, is_required: 0 }],
    ['property', { id: 'prop-many', name: 'Maszyny', kind: 'choices', position: 2, is_required: 0 }],
    ...[0, 1, 2].map((n) => ['property_choice', { id: `choice-${n}`, property_id: 'prop-many', name: `C${n}`, position: n }] as const)
  ])
  const sqlite = sqliteOf(app)
  const seen = new Set<string>()
  const contacts = new Map<string, string>()
  let count = 0
  for (const { table, which, value, isGone } of rows) {
    const clientId = ids[which % ids.length]!
    count += 1
    const made = makers[table]!(`${table}-${String(count).padStart(3, '0')}`, clientId, value, value % 2 === 0 ? (contacts.get(clientId) ?? null) : null)
    const [first] = made
    if (!first) continue
    const { id, position: _position, ...said } = first[1]
    const unique = ['client_property', 'call_list_entry', 'contact'].includes(table)
      ? `${table} ${clientId} ${String(said['property_id'] ?? said['call_list_id'] ?? said['name'])} ${String(said['choice_id'])}`
      : JSON.stringify([table, said['client_id'], said['e164'], said['email'], said['iban'], said['street'], said['name'], said['category_id'], said['segment_id']])
    if (onlyOnce.has(table) && seen.has(unique)) continue
    seen.add(unique)
    const columns = new Set((sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name))
    // Removed rows are part of the history too. An issued document never goes.
    const gone: Values = isGone && table !== 'invoice' && table !== 'contact' ? { [columns.has('undone_at') ? 'undone_at' : 'deleted_at']: 7 } : {}
    write(app, made.map(([name, values], index) => [name, index === 0 ? { ...values, ...gone } : values] as const))
    if (table === 'contact') contacts.set(clientId, String(id))
  }
  return ids
}

const rowsOf = (dump: Dump, table: string, ids: readonly string[]) => (dump[table] ?? []).filter((row) => ids.includes(String(row['client_id'])))
const isLive = (row: Row) => (row['deleted_at'] ?? null) === null && (row['undone_at'] ?? null) === null
const without = (row: Row, columns: ReadonlySet<string>): Row => Object.fromEntries(Object.entries(row).filter(([column]) => !columns.has(column)))

/** The last words of each person by name, and of the firm under an empty one. */
function objections(app: TestApp, ids: readonly string[]): Set<string> {
  const found = new Set<string>()
  const nameOf = sqliteOf(app).prepare<[string], string>('SELECT name FROM contact WHERE id = ?').pluck()
  for (const id of ids) {
    const words = listWords(app.store.db(), id)
    for (const { contactId, channel } of words) {
      const own = words.filter((word) => word.contactId === contactId && word.channel === channel).at(-1)
      if (own?.state === 'withdrawn') found.add(`${channel} ${contactId === null ? '' : normalise(nameOf.get(contactId) ?? '')}`)
    }
  }
  return found
}

function checkMerged(app: TestApp, before: Dump, after: Dump, ids: readonly string[], survivorId: string, saidBefore: ReadonlySet<string>): void {
  for (const table of tablesOfClients(app.store.db())) {
    const [old, now] = [rowsOf(before, table, ids), rowsOf(after, table, ids)]
    const known = new Map(now.map((row) => [row['id'], row]))
    expect(now.filter((row) => row['client_id'] !== survivorId), `${table}: nothing stays behind`).toEqual([])
    for (const row of old) expect(known.get(row['id']), `${table}: nothing is lost`).toBeDefined()
    const added = now.length - old.length
    if (!['client_merge', 'former_name', 'client_address', 'consent_change'].includes(table)) expect(added, `${table}: nothing is made up`).toBe(0)
  }
  for (const table of sacred) {
    const known = new Map((after[table] ?? []).map((row) => [row['id'], row]))
    for (const row of before[table] ?? []) {
      expect(without(known.get(row['id'])!, mayChange), table).toEqual(without(row, mayChange))
      expect(isLive(known.get(row['id'])!), `${table}: what was there is there`).toBe(isLive(row))
    }
  }
  const distinct = (dump: Dump, table: string, column: string) =>
    [...new Set(rowsOf(dump, table, ids).filter(isLive).map((row) => normalise(String(row[column]))))].sort()
  for (const [table, column] of [['client_phone', 'e164'], ['client_email', 'email'], ['contact', 'name'], ['client_bank_account', 'iban'], ['client_category', 'category_id'], ['segment_member', 'segment_id'], ['call_list_entry', 'call_list_id']] as const) {
    expect(distinct(after, table, column), `${table}: each is still there`).toEqual(distinct(before, table, column))
    const live = rowsOf(after, table, ids).filter(isLive)
    expect(live.length, `${table}: and once`).toBe(distinct(after, table, column).length)
  }
  const saidAfter = objections(app, [survivorId])
  for (const objection of saidBefore) expect(saidAfter.has(objection), `objection ${objection} holds`).toBe(true)
}

test('whatever clients have, a merge loses nothing and undo gives back every row; the derived tables stay true', async () => {
  const app = await openTestApp()
  expect(Object.keys(makers).sort(), 'a new table of clients needs a maker here').toEqual([...tablesOfClients(app.store.db())].sort())
  app.close()
  let moved = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(clientOf, { minLength: 2, maxLength: 4 }),
      fc.array(belonging, { minLength: 20, maxLength: 70, size: 'max' }),
      fc.array(fc.record({ survivor: fc.nat({ max: 3 }), merged: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }), chosen }), { minLength: 1, maxLength: 3 }),
      async (clients, rows, merges) => {
        const world = await openTestApp()
        try {
          const ids = await furnish(world, clients, rows)
          const sqlite = sqliteOf(world)
          const done: { changeId: string; before: Dump; after: Dump }[] = []
          for (const merge of merges) {
            const survivorId = ids[merge.survivor % ids.length]!
            const mergedIds = merge.merged.map((index) => ids[index % ids.length]!).filter((id) => id !== survivorId)
            const involved = [...new Set([survivorId, ...mergedIds])]
            const [before, visible, said] = [dumpAll(sqlite), dumpVisible(sqlite), objections(world, involved)]
            if (mergedIds.length === 0) continue
            const choices = Object.fromEntries(merge.chosen.map(([field, index]) => [field, involved[index % involved.length]!]))
            const result = await world.ask('duplicates.merge', { survivorId, mergedIds, choices })
            if (!result.ok) {
              expect(result.error.reason).toBe('not_found')
              expect(dumpAll(sqlite)).toEqual(before)
              continue
            }
            const after = dumpAll(sqlite)
            checkMerged(world, before, after, involved, survivorId, said)
            done.push({ changeId: result.changeId!, before: visible, after: dumpVisible(sqlite) })
            moved += 1
          }
          const derived = dumpDerived(sqlite)
          rebuildDerived(world.store.db())
          expect(dumpDerived(sqlite), 'rebuilt = kept up to date').toEqual(derived)
          for (const { changeId, before, after } of done.toReversed()) {
            const undone = await world.change('journal.undo', { changeId })
            expect(dumpVisible(sqlite), 'undo gives back what there was').toEqual(before)
            await world.call('journal.undo', { changeId: undone.changeId })
            expect(dumpVisible(sqlite), 'and can be taken back itself').toEqual(after)
            await world.call('journal.undo', { changeId })
          }
          expect(sqlite.pragma('foreign_key_check')).toEqual([])
        } finally {
          world.close()
        }
      }
    ),
    { numRuns: Number(process.env['KLIENTELA_MODEL_RUNS'] ?? 12), endOnFailure: true }
  )
  expect(moved).toBeGreaterThan(5)
}, 180_000)

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { openTestApp, type TestApp, testNow } from '#test/app.ts'
import { dumpAll, replay } from '#test/model.ts'
import { settle } from '#test/quiet.ts'
import { journalledTables } from '#main/db/tableKinds.ts'
import { personal, type PersonalTable } from './personal.ts'

const secret = {
  name: 'Brzęczyszczykiewicz Grzegorz', shortName: 'Grzęczek', town: 'Chrząszczyżewoszyce', street: 'Łękołodzka 77', phone: '42 630 99 88', email: 'grzegorz@chrzaszcz.example',
  description: 'lubi żółte paprykarze', taxNumber: '8567346215', contact: 'Wszechmiła Ćwiąkalska', note: 'dzwonić po osiemnastej sekretnie', task: 'wysłać tajemniczy upominek', deal: 'Szafa gdańska pokątna'
}

/** A client with something of every kind, among others like it. */
async function fill(app: TestApp) {
  await app.call('demo.load', { clientCount: 60, dealsPerClient: 1, userCount: 2 })
  const { id } = await app.call('clients.create', {
    name: secret.name, shortName: secret.shortName, town: secret.town, street: secret.street, description: secret.description, taxNumber: secret.taxNumber, kind: 'person',
    phones: [{ text: secret.phone, label: 'domowy szyfr' }], emails: [{ email: secret.email }], contacts: [{ name: secret.contact, role: 'księgowa widmo' }]
  })
  await app.call('clients.change', { id, change: { name: 'Brzęczyszczykiewicz-Zmieniony' } })
  const { id: noteId } = await app.call('notes.add', { clientId: id, dealId: null, text: secret.note })
  await app.call('notes.change', { id: noteId, text: 'paprykarz poprawiony' })
  await app.call('tasks.add', { clientId: id, dealId: null, kind: 'mail', text: secret.task, dueOn: '2026-11-25', dueAt: null, ownerId: null })
  const { id: dealId } = await app.call('deals.create', {
    clientId: id, title: secret.deal, amountMinor: 10_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId: null
  })
  const file = join(app.dataDir, 'wizytowka.txt')
  writeFileSync(file, 'zawartość pliku o paprykarzu')
  await app.call('attachments.add', { clientId: id, dealId: null, path: file })
  return { id, dealId, file }
}

const words = [
  'Brzęczyszczykiewicz', 'brzeczyszczykiewicz', 'Grzęczek', 'Chrząszczyżewoszyce', 'chrzaszczyzewoszyce', 'Łękołodzka', '426309988', 'grzegorz@chrzaszcz', 'paprykarz', '8567346215', 'Wszechmiła',
  'wszechmila', 'Ćwiąkalska', 'księgowa widmo', 'domowy szyfr', 'osiemnastej', 'tajemniczy', 'tajemniczy upominek', 'gdańska pokątna', 'wizytowka'
]

function wordsIn(path: string): string[] {
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  return words.filter((word) => bytes.includes(word))
}

test('after an erasure none of the words is anywhere in the file of the database or beside it', async () => {
  const app = await openTestApp()
  const { id } = await fill(app)
  await settle(app)
  const store = join(app.dataDir, 'klientela.sqlite')
  expect(new Set([...wordsIn(store), ...wordsIn(`${store}-wal`)]).size).toBeGreaterThan(15)
  const result = await app.call('privacy.erase', { subjects: [{ kind: 'client', id }], reason: 'request', keepsForbidden: false })
  expect(result).toMatchObject({ erasedCount: 1, keptInvoiceCount: 0, removedFileCount: 1 })
  await settle(app)
  app.store.db().$client.pragma('wal_checkpoint(TRUNCATE)')
  expect(statSync(`${store}-wal`).size).toBe(0)
  expect(wordsIn(store)).toEqual([])
  expect(readdirSync(join(app.dataDir, 'blobs'))).toEqual([])
  expect(await app.call('clients.count', { filter: { text: 'brzecz' } })).toBe(0)
  expect(await app.call('privacy.search', { text: 'brzęcz' })).toEqual([])
  app.close()
})

test('an erasure cannot be taken back, nor can what came before bring the data back', async () => {
  const app = await openTestApp()
  const { id } = await app.call('clients.create', { name: secret.name })
  const { changeId: earlier } = await app.change('clients.change', { id, change: { town: 'Zgierz' } })
  const { changeId } = await app.change('privacy.erase', { subjects: [{ kind: 'client', id }], reason: 'request', keepsForbidden: false })
  expect((await app.ask('journal.undo', { changeId })).ok).toBe(false)
  expect((await app.ask('journal.undo', { changeId: earlier })).ok).toBe(false)
  expect((await app.call('journal.changes', { page: { offset: 0, limit: 1 } }))[0]).toMatchObject({ name: 'privacy.erase', isUndoable: false })
  app.close()
})

test('issued invoices stay named, the client stays without a name and out of the list, closed deals stay as numbers', async () => {
  const app = await openTestApp()
  const { id: clientId } = await app.call('clients.create', { name: secret.name, town: secret.town })
  await app.call('settings.changeFirm', {
    name: 'Meble Testowe', taxNumber: '8567346215', isVatPayer: true, street: 'Polna 1', postalCode: '90-001', town: 'Łódź', bankAccount: null, bankName: null, email: null, phone: null
  })
  const { id: dealId } = await app.call('deals.create', {
    clientId, title: secret.deal, amountMinor: 10_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId: null
  })
  await app.call('deals.close', { dealId, outcome: 'won', lostReasonId: null, note: '' })
  const { id } = await app.call('invoices.draft', { clientId, dealId: null })
  await app.call('invoices.changeDraft', {
    id, issuedOn: null, soldOn: '2026-11-22', dueOn: '2026-12-06', place: 'Łódź', currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null,
    buyer: { name: secret.name, taxNumber: null, street: secret.street, postalCode: '90-002', town: secret.town, country: 'PL' },
    lines: [{ id: null, name: 'Krzesło', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 12_300_000_000, discountBp: 0, vatCode: '23' }]
  })
  await app.call('invoices.issue', { id, issuedOn: '2026-11-22', soldOn: '2026-11-22' })
  const report = await app.call('privacy.report', { subject: { kind: 'client', id: clientId } })
  expect(report).toMatchObject({ invoiceCount: 1, closedDealCount: 1 })
  expect(await app.call('privacy.erase', { subjects: [{ kind: 'client', id: clientId }], reason: 'request', keepsForbidden: true })).toMatchObject({ keptInvoiceCount: 1 })
  const invoice = await app.call('invoices.get', { id })
  expect(invoice.buyer.name).toBe(secret.name)
  expect((await app.call('clients.get', { id: clientId })).name).toBe('Dane usunięte')
  expect(await app.call('clients.count', { filter: {} })).toBe(0)
  expect(await app.call('clients.count', { filter: { archived: 'only' } })).toBe(1)
  const deals = app.store.db().$client.prepare("SELECT title, outcome FROM deal JOIN deal_state ON deal_id = id WHERE deal.deleted_at IS NULL").all()
  expect(deals).toEqual([{ title: 'Dane usunięte', outcome: 'won' }])
  app.close()
})

test('one person at a client is erased, the client and its other people stay', async () => {
  const app = await openTestApp()
  const { id } = await app.call('clients.create', { name: 'Hurtownia Wisła', contacts: [{ name: secret.contact, role: 'szefowa' }, { name: 'Jan Lis', role: null }] })
  const [person] = (await app.call('clients.get', { id })).contacts
  await app.call('clients.addPhone', { clientId: id, contactId: person!.id, text: secret.phone, label: null })
  const report = await app.call('privacy.report', { subject: { kind: 'contact', id: person!.id } })
  expect(report.sections.map(({ table, rowCount }) => [table, rowCount])).toEqual([['contact', 1], ['client_phone', 1]])
  await app.call('privacy.erase', { subjects: [{ kind: 'contact', id: person!.id }], reason: 'request', keepsForbidden: false })
  const card = await app.call('clients.get', { id })
  expect(card.name).toBe('Hurtownia Wisła')
  expect(card.contacts.map(({ name }) => name)).toEqual(['Jan Lis'])
  expect(card.phones).toEqual([])
  const log = app.store.db().$client.prepare("SELECT group_concat(coalesce(before, '') || after) FROM journal_op").pluck().get() as string
  expect(words.filter((word) => log.includes(word))).toEqual([])
  app.close()
})

test('a restored backup brings nobody back who was erased since', async () => {
  const app = await openTestApp()
  const { id } = await fill(app)
  await app.call('backups.make', {})
  await app.call('privacy.erase', { subjects: [{ kind: 'client', id }], reason: 'request', keepsForbidden: false })
  const backup = (await app.call('backups.list', {})).find(({ cause }) => cause === 'asked')!
  await app.call('backups.restore', { name: backup.name })
  await settle(app)
  expect(await app.call('privacy.search', { text: 'brzęcz' })).toEqual([])
  app.store.db().$client.pragma('wal_checkpoint(TRUNCATE)')
  expect(wordsIn(join(app.dataDir, 'klientela.sqlite'))).toEqual([])
  app.close()
})

test('everything about a person comes out as one zip: a page, the same as JSON, the files; and it is noted', async () => {
  const app = await openTestApp()
  const { id } = await fill(app)
  const path = join(app.dataDir, 'dane.zip')
  const done = await app.call('privacy.export', { subject: { kind: 'client', id }, path })
  expect(done.fileCount).toBe(1)
  const files = unzipSync(readFileSync(path))
  expect(Object.keys(files).sort()).toEqual(['data.html', 'data.json', 'files/1-wizytowka.txt'])
  const page = new TextDecoder().decode(files['data.html'])
  for (const word of ['Brzęczyszczykiewicz-Zmieniony', secret.contact, secret.street, secret.task, 'paprykarz poprawiony', secret.deal]) expect(page).toContain(word)
  expect(page).not.toContain('privacy:')
  expect(page).not.toMatch(/column\.|table\./)
  const json = JSON.parse(new TextDecoder().decode(files['data.json'])) as { log: unknown[]; tables: Record<string, unknown[]> }
  expect(JSON.stringify(json.log)).toContain(secret.name)
  expect(json.tables['note']).toHaveLength(1)
  expect((await app.call('privacy.events', { page: { offset: 0, limit: 5 } })).rows[0]).toMatchObject({ kind: 'export', clientId: id, count: 1 })
  app.close()
})

test('a number that must not be called stays forbidden when asked, and goes otherwise', async () => {
  const app = await openTestApp()
  const clients = []
  for (const phone of ['42 630 11 11', '42 630 22 22']) clients.push((await app.call('clients.create', { name: 'Cichy', phones: [{ text: phone, label: null }] })).id)
  for (const id of clients) await app.call('calls.forbidNumber', { phoneId: (await app.call('clients.get', { id })).phones[0]!.id, reason: 'prosił' })
  await app.call('privacy.erase', { subjects: [{ kind: 'client', id: clients[0]! }], reason: 'request', keepsForbidden: true })
  await app.call('privacy.erase', { subjects: [{ kind: 'client', id: clients[1]! }], reason: 'request', keepsForbidden: false })
  const left = app.store.db().$client.prepare("SELECT e164 FROM do_not_call WHERE deleted_at IS NULL").pluck().all()
  expect(left).toEqual(['+48426301111'])
  app.close()
})

test('whom nobody talked to for long is listed, kept for as long again or erased, never by itself', async () => {
  const app = await openTestApp()
  const { id: silent } = await app.call('clients.create', { name: 'Milczek' })
  const { id: talked } = await app.call('clients.create', { name: 'Gaduła' })
  expect(await app.call('privacy.retention', { page: { offset: 0, limit: 10 } })).toEqual({ months: null, rows: [], total: 0 })
  await app.call('privacy.changeRetention', { months: 12 })
  app.clock.now = testNow + 400 * 86_400_000
  await app.call('notes.add', { clientId: talked, dealId: null, text: 'rozmowa' })
  const due = async () => (await app.call('privacy.retention', { page: { offset: 0, limit: 10 } })).rows.map(({ id }) => id)
  expect(await due()).toEqual([silent])
  await app.call('privacy.keep', { clientIds: [silent] })
  expect(await due()).toEqual([])
  app.clock.now += 400 * 86_400_000
  expect(await due()).toEqual([talked, silent])
  expect(await app.call('clients.count', { filter: {} })).toBe(2)
  app.close()
})

test('every column of every table that belongs to a client is erased or holds no words of a person', async () => {
  const app = await openTestApp({ isSetUp: false })
  const sqlite = app.store.db().$client
  const known: Readonly<Record<string, PersonalTable>> = personal
  const left = journalledTables.flatMap((table) => {
    const columns = sqlite.pragma(`table_info(${table})`) as { name: string; type: string }[]
    if (table !== 'client' && !columns.some(({ name }) => name === 'client_id')) return []
    const blanked = Object.keys(known[table]?.blanks ?? {})
    return columns.flatMap(({ name, type }) => (type !== 'TEXT' || /(^id|_id|_on)$/.test(name) || blanked.includes(name) ? [] : [`${table}.${name}`]))
  })
  expect(left.sort(), 'a new column is either in personal.ts or, when it tells of nobody, here').toEqual(tellOfNobody.split(' ').sort())
  app.close()
})

test('what the log gives when it is replayed is what stands there after an erasure, done once or twice', async () => {
  const app = await openTestApp()
  const empty = await openTestApp({ isSetUp: false })
  const { id, dealId } = await fill(app)
  await app.call('deals.close', { dealId, outcome: 'won', lostReasonId: null, note: '' })
  for (let round = 0; round < 2; round += 1) {
    await app.call('privacy.erase', { subjects: [{ kind: 'client', id }], reason: 'request', keepsForbidden: false })
    replay(app.store.db().$client, empty.store.db().$client)
    expect(dumpAll(empty.store.db().$client)).toEqual(dumpAll(app.store.db().$client))
    expect(empty.store.db().$client.prepare('SELECT name FROM client WHERE id = ?').pluck().get(id)).not.toBe('')
  }
  empty.close()
  app.close()
})

/** Words of a list, codes and numbers of documents. */
const tellOfNobody =
  'client.kind client.status client.country client.language note.kind task.kind consent_change.channel consent_change.state deal.currency deal.order_key ' +
  'call_list_entry.state invoice.kind invoice.state invoice.number invoice.place invoice.currency invoice.method invoice.payment_method invoice.seller ' +
  'invoice.seller_tax_number payment.currency payment.method client_address.kind client_address.country client_bank_account.currency ' +
  'client_bank_account.white_list privacy_event.kind privacy_event.reason purchase.currency'

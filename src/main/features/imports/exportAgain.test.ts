import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages } from '#shared/contract/app.ts'
import type { ImportPart } from '#shared/contract/imports.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { testFolder } from '#test/fixtures/files.ts'
import { partOf, runParts, sumOfRows } from '#test/imports.ts'

const write = testFolder()
let fileCount = 0

const phone = fc.record({ text: fc.integer({ min: 0, max: 9 }).map((digit) => `+48 42 630 11 8${digit}`), label: fc.constantFrom(null, 'biuro', 'sekretariat, 2 piętro', 'wew. 12 (Ania)') })
const consent = fc.record({ channel: fc.constantFrom('call', 'email', 'sms'), state: fc.constantFrom('given', 'withdrawn'), on: fc.constantFrom('2026-03-01', '2026-11-02'), wording: fc.constantFrom(null, 'Tak | proszę') })
const person = fc.record({
  name: fc.constantFrom('Jan Lis', 'Beata Nowicka', 'Олена Коваль'), role: fc.constantFrom(null, 'prezes'), decisionRole: fc.constantFrom(null, 'decides', 'pays'),
  birthday: fc.constantFrom(null, '1980-05-17'), note: fc.constantFrom(null, 'lubi kawę\ndrugi wiersz'),
  phones: fc.uniqueArray(phone, { selector: ({ text }) => text, maxLength: 2 }), email: fc.constantFrom(null, 'a@firma.pl', 'b@firma.pl'),
  consents: fc.uniqueArray(consent, { selector: ({ channel }) => channel, maxLength: 2 })
})
const client = fc.record({
  name: fc.constantFrom('Meble Jesion', 'Drukarnia Łan', 'ТОВ «Карпат»', '=Formuła'), town: fc.constantFrom(null, 'Łódź'), kind: fc.constantFrom('company', 'person'),
  country: fc.constantFrom('PL', 'UA'), isVatPayer: fc.constantFrom(null, true, false), isKey: fc.constantFrom(null, true, false), externalId: fc.constantFrom(null, 'K-1'),
  phones: fc.uniqueArray(phone, { selector: ({ text }) => text, maxLength: 2 }), email: fc.constantFrom(null, 'a@firma.pl', 'biuro@firma.pl'),
  people: fc.uniqueArray(person, { selector: ({ name }) => name, maxLength: 3 }),
  accounts: fc.uniqueArray(fc.constantFrom('PL61109010140000071219812874', 'PL27114020040000300201355387'), { maxLength: 2 }), bankName: fc.constantFrom(null, 'Bank, S.A.'),
  addresses: fc.array(fc.record({ kind: fc.constantFrom('post', 'delivery'), name: fc.constantFrom(null, 'Magazyn'), street: fc.constantFrom('Polna 1', 'Długa 5 m. 2'), town: fc.constantFrom(null, 'Kielce') }), { maxLength: 3 }),
  consents: fc.uniqueArray(consent, { selector: ({ channel }) => channel, maxLength: 3 }), parent: fc.option(fc.nat(20)), recommendedBy: fc.option(fc.nat(20))
})
type Base = readonly (typeof client extends fc.Arbitrary<infer C> ? C : never)[]

async function fill(app: TestApp, base: Base): Promise<void> {
  const ids: string[] = []
  for (const [index, one] of base.entries()) {
    const { name, town, kind, country, isVatPayer, isKey, externalId } = one
    const { id } = await app.call('clients.create', { name, town, kind: kind as 'company', country, isVatPayer, isKey, externalId, description: `nr ${index}`, sourceId: 'source-file' })
    ids.push(id)
    for (const { text, label } of one.phones) await app.call('clients.addPhone', { clientId: id, contactId: null, text, label })
    if (one.email) await app.call('clients.addEmail', { clientId: id, contactId: null, email: one.email })
    for (const iban of one.accounts) await app.call('accounts.add', { clientId: id, iban, bankName: one.bankName, currency: one.bankName && 'PLN' })
    for (const address of one.addresses) await app.call('addresses.add', { clientId: id, ...address, kind: address.kind as 'post', postalCode: null, region: null, country })
    const said = async (contactId: string | null, words: typeof one.consents) => {
      for (const { channel, state, on, wording } of words) {
        await app.call('consents.record', { clientId: id, contactId, channels: [channel as 'call'], state: state as 'given', basis: state === 'given' ? 'zgoda' : null, wording, origin: 'targi', on })
      }
    }
    await said(null, one.consents)
    for (const { name: called, role, decisionRole, birthday, note, phones, email, consents } of one.people) {
      const { id: contactId } = await app.call('clients.addContact', { clientId: id, name: called, role })
      await app.call('clients.changeContact', { id: contactId, decisionRole: decisionRole as 'pays' | null, birthday, note })
      for (const { text, label } of phones) await app.call('clients.addPhone', { clientId: id, contactId, text, label })
      if (email) await app.call('clients.addEmail', { clientId: id, contactId, email })
      await said(contactId, consents)
    }
  }
  for (const [index, { parent, recommendedBy }] of base.entries()) {
    // Firms above stand before those below them: no circles.
    const change = { ...(parent !== null && parent < index && { parentId: ids[parent]! }), ...(recommendedBy !== null && recommendedBy < base.length && recommendedBy !== index && { recommendedById: ids[recommendedBy]! }) }
    if (Object.keys(change).length > 0) await app.call('clients.change', { id: ids[index]!, change })
  }
}

const all = (app: TestApp, sql: string): unknown[] => app.store.db().$client.prepare(sql).all()

/** Everything that people wrote, by the client's description and without ids and stamps. */
function content(app: TestApp): Record<string, unknown[]> {
  const whose = 'c.description AS client, k.name AS person'
  const joins = (table: string) => `${table} AS t JOIN client AS c ON c.id = t.client_id LEFT JOIN contact AS k ON k.id = t.contact_id`
  const order = (more: string) => `ORDER BY c.description, k.position, ${more}`
  return {
    clients: all(app, `SELECT c.name, c.kind, c.status, c.town, c.country, c.is_vat_payer, c.is_key, c.external_id, c.description, p.description AS parent, r.description AS recommended
      FROM client AS c LEFT JOIN client AS p ON p.id = c.parent_id LEFT JOIN client AS r ON r.id = c.recommended_by_id WHERE c.deleted_at IS NULL ORDER BY c.description`),
    people: all(app, 'SELECT c.description, k.name, k.role, k.decision_role, k.birthday, k.note FROM contact AS k JOIN client AS c ON c.id = k.client_id WHERE k.deleted_at IS NULL ORDER BY c.description, k.position'),
    phones: all(app, `SELECT ${whose}, t.e164, t.label FROM ${joins('client_phone')} WHERE t.deleted_at IS NULL ${order('t.position')}`),
    emails: all(app, `SELECT ${whose}, t.email FROM ${joins('client_email')} WHERE t.deleted_at IS NULL ${order('t.position')}`),
    consents: all(app, `SELECT ${whose}, t.channel, t.state, t.basis, t.wording, t.origin, date(t.at / 1000, 'unixepoch') AS day FROM ${joins('consent_change')} WHERE t.undone_at IS NULL ${order('t.channel')}`),
    accounts: all(app, 'SELECT c.description, a.iban, a.bank_name, a.currency FROM client_bank_account AS a JOIN client AS c ON c.id = a.client_id WHERE a.deleted_at IS NULL ORDER BY c.description, a.position'),
    addresses: all(app, 'SELECT c.description, a.kind, a.name, a.street, a.town, a.country FROM client_address AS a JOIN client AS c ON c.id = a.client_id WHERE a.deleted_at IS NULL ORDER BY c.description, a.kind, a.position')
  }
}

async function exported(app: TestApp, format: 'xlsx' | 'csv'): Promise<string> {
  const path = write(`baza-${(fileCount += 1)}.${format}`, '')
  await app.call('clients.export', { selection: { kind: 'filter', filter: {}, except: [] }, sort: { by: 'name', direction: 'asc' }, format, path })
  return path
}

/** Both tables of an export as the wizard opens them. */
async function partsOf(app: TestApp, path: string, people: string, hasPeople: boolean): Promise<ImportPart[]> {
  const clients = (await partOf(app, path, path.endsWith('xlsx') ? { sheetIndex: 0 } : {})).part
  if (!hasPeople) return [clients]
  const { part } = await partOf(app, people, path.endsWith('xlsx') ? { sheetIndex: 1 } : {})
  expect(part.target, 'people are known as such').toBe('contact')
  return [clients, part]
}

test('a base that goes out comes in again the same: nothing is lost, nothing moves to another person', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(client, { minLength: 1, maxLength: 6 }), fc.constantFrom('xlsx', 'csv'), fc.constantFrom(...languages), async (base, format, language) => {
      const source = await openTestApp()
      const target = await openTestApp()
      try {
        for (const app of [source, target]) await app.call('preferences.set', { key: 'language', value: language })
        await fill(source, base)
        const path = await exported(source, format)
        const word = { en: 'People at clients', pl: 'Osoby u klientów', uk: 'Особи у клієнтів', ru: 'Лица у клиентов' }[language]
        const people = format === 'xlsx' ? path : path.replace('.csv', ` - ${word}.csv`)
        const hasPeople = base.some((one) => one.people.length > 0)
        for (const run of await runParts(target, await partsOf(target, path, people, hasPeople), {})) {
          expect([sumOfRows(run), run.failedCount, run.warningCount, run.updatedCount, run.duplicateCount], run.fileName).toEqual([run.rowsRead, 0, 0, 0, 0])
        }
        expect(content(target)).toEqual(content(source))
        const before = content(source)
        for (const run of await runParts(source, await partsOf(source, path, people, hasPeople), { known: 'overwrite' })) {
          expect([run.createdCount, run.updatedCount], 'into its own base it changes nothing').toEqual([0, 0])
        }
        expect(content(source)).toEqual(before)
      } finally {
        source.close()
        target.close()
      }
    }),
    { numRuns: 10 }
  )
}, 300_000)

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction } from '#main/db/transaction.ts'
import { settle } from '#test/quiet.ts'
import { openTestApp, testNow, type TestApp } from '#test/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

const newClient = async (name: string) => (await app.call('clients.create', { name, town: 'Łódź' })).id
const card = (id: string) => app.call('clients.get', { id })
const undo = (changeId: string) => app.call('journal.undo', { changeId })

describe('what is known of a client', () => {
  test('numbers are kept as their registers write them, and a wrong check digit is told at its field', async () => {
    const id = await newClient('Stolarnia Dąb')
    await app.call('clients.change', {
      id,
      change: { taxNumber: 'NIP 856-734-62-15', registryNumber: '123 456 785', courtNumber: '123456', euVatNumber: 'de 123456789', isVatPayer: true, isKey: true, language: 'pl' }
    })
    expect(await card(id)).toMatchObject({
      taxNumber: '8567346215', registryNumber: '123456785', courtNumber: '0000123456', euVatNumber: 'DE123456789', isVatPayer: true, isKey: true, language: 'pl'
    })
    await expect(app.call('clients.change', { id, change: { registryNumber: '123456786' } })).rejects.toMatchObject({
      data: { code: 'validation', reason: 'client.registry_number.checksum', fields: { registryNumber: 'client.registry_number.checksum' } }
    })
    await expect(app.call('clients.change', { id, change: { courtNumber: 'KRS 12a' } })).rejects.toMatchObject({ data: { reason: 'client.court_number.characters' } })
    await expect(app.call('clients.change', { id, change: { euVatNumber: 'PL8567346216' } })).rejects.toMatchObject({ data: { reason: 'client.eu_vat.checksum' } })
  })

  test('a Ukrainian client has an EDRPOU in the register, checked by its control digit', async () => {
    const { id } = await app.call('clients.create', { name: 'Деревина', country: 'UA', registryNumber: '32855961' })
    expect((await card(id)).registryNumber).toBe('32855961')
    await expect(app.call('clients.change', { id, change: { registryNumber: '32855962' } })).rejects.toMatchObject({ data: { reason: 'client.registry_number.checksum' } })
  })

  test('another name keeps the one before, with the day; undo takes both back; another way of writing it keeps nothing', async () => {
    const id = await newClient('Meble Stary')
    const { changeId } = await app.change('clients.change', { id, change: { name: 'Meble Nowak' } })
    expect(await card(id)).toMatchObject({ name: 'Meble Nowak', formerNames: [{ name: 'Meble Stary', untilOn: '2026-11-22' }] })
    await undo(changeId)
    expect(await card(id)).toMatchObject({ name: 'Meble Stary', formerNames: [] })
    await app.call('clients.change', { id, change: { name: 'MEBLE STARY' } })
    expect((await card(id)).formerNames).toEqual([])
  })

  test('parent firm and who recommended are links both ways, never in a circle', async () => {
    const [holding, factory, shop] = [await newClient('Holding'), await newClient('Fabryka'), await newClient('Sklep')]
    await app.call('clients.change', { id: factory, change: { parentId: holding } })
    await app.call('clients.change', { id: shop, change: { parentId: factory, recommendedById: holding } })
    expect(await card(shop)).toMatchObject({ parent: { id: factory, name: 'Fabryka' }, recommendedBy: { id: holding, name: 'Holding' } })
    expect(await card(holding)).toMatchObject({ branches: [{ id: factory, name: 'Fabryka' }], recommended: [{ id: shop, name: 'Sklep' }] })
    await expect(app.call('clients.change', { id: holding, change: { parentId: shop } })).rejects.toMatchObject({
      data: { reason: 'client.parent_loop', fields: { parentId: 'client.parent_loop' } }
    })
    await expect(app.call('clients.change', { id: shop, change: { recommendedById: shop } })).rejects.toMatchObject({ data: { reason: 'client.parent_loop' } })
  })

  test('addresses and accounts are added, changed and removed, and undo gives each back', async () => {
    const id = await newClient('Hurtownia')
    const place = { name: 'Magazyn', street: 'Składowa 4', postalCode: '90-100', town: 'Łódź', region: null, country: 'PL' }
    const { id: addressId } = await app.call('addresses.add', { clientId: id, kind: 'delivery', ...place })
    await app.call('addresses.change', { id: addressId, change: { street: 'Składowa 6' } })
    const { changeId } = await app.change('addresses.remove', { id: addressId })
    expect((await card(id)).addresses).toEqual([])
    await undo(changeId)
    expect((await card(id)).addresses).toEqual([{ id: addressId, kind: 'delivery', ...place, street: 'Składowa 6' }])

    const { id: accountId } = await app.call('accounts.add', { clientId: id, iban: '61 1090 1014 0000 0712 1981 2874', bankName: null, currency: 'PLN' })
    await app.call('accounts.change', { id: accountId, change: { whiteList: { state: 'listed', on: '2026-11-20' } } })
    expect((await card(id)).accounts).toEqual([
      { id: accountId, iban: 'PL61109010140000071219812874', bankName: null, currency: 'PLN', whiteList: { state: 'listed', on: '2026-11-20' } }
    ])
    await app.call('accounts.change', { id: accountId, change: { iban: 'DE89 3704 0044 0532 0130 00' } })
    expect((await card(id)).accounts[0]).toMatchObject({ iban: 'DE89370400440532013000', whiteList: null })
    await expect(app.call('accounts.add', { clientId: id, iban: 'PL62109010140000071219812874', bankName: null, currency: null })).rejects.toMatchObject({
      data: { reason: 'client.iban.checksum', fields: { iban: 'client.iban.checksum' } }
    })
  })

  test('a person has a birthday, a say in the decision and a note', async () => {
    const clientId = await newClient('Biuro')
    const { id } = await app.call('clients.addContact', { clientId, name: 'Ewa Lis', role: null })
    const { changeId } = await app.change('clients.changeContact', { id, birthday: '1984-02-29', decisionRole: 'decides', note: 'woli pisać' })
    expect((await card(clientId)).contacts).toEqual([{ id, name: 'Ewa Lis', role: null, birthday: '1984-02-29', decisionRole: 'decides', note: 'woli pisać' }])
    await undo(changeId)
    expect((await card(clientId)).contacts[0]).toMatchObject({ birthday: null, decisionRole: null, note: null })
  })
})

describe('what a client bought', () => {
  function sell(clientId: string, on: string, netMinor: number, currency: string): string {
    const now = app.clock.now
    const id = `purchase-${on}-${netMinor}-${currency}`
    const ctx = app.store.makeContext('imports.run')
    inTransaction(ctx, (db) => {
      db.$client
        .prepare('INSERT INTO purchase (id, client_id, bought_on, currency, net_minor, cost_minor, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NULL, ?, ?)')
        .run(id, clientId, on, currency, netMinor, now, now)
    })
    return id
  }
  function line(purchaseId: string, netMinor: number, costMinor: number | null): void {
    inTransaction(app.store.makeContext('imports.run'), (db) => {
      db.$client
        .prepare('INSERT INTO purchase_line (id, purchase_id, name, quantity_micro, net_minor, cost_minor, created_at, updated_at) VALUES (?, ?, ?, 1000000, ?, ?, 1, 1)')
        .run(`${purchaseId}-${netMinor}`, purchaseId, 'Krzesło', netMinor, costMinor)
    })
  }

  test('twelve months, average check and margin are of the firm’s currency; lines without a cost are counted, not taken as free', async () => {
    const id = await newClient('Hotel')
    expect(await app.call('clients.numbers', { id })).toEqual({ firstOn: null, lastOn: null, sums: [] })
    sell(id, '2024-03-01', 100_000, 'PLN')
    const second = sell(id, '2026-02-10', 300_000, 'PLN')
    const third = sell(id, '2026-06-01', 100_000, 'PLN')
    sell(id, '2026-07-01', -50_000, 'PLN')
    sell(id, '2026-08-01', 70_000, 'EUR')
    line(second, 200_000, 120_000)
    line(second, 99_000, null)
    line(third, 90_000, 0)
    expect(await app.call('clients.numbers', { id })).toEqual({
      firstOn: '2024-03-01',
      lastOn: '2026-08-01',
      sums: [
        {
          currency: 'PLN', purchaseCount: 3, netMinor: 450_000, yearCount: 2, yearNetMinor: 350_000, averageMinor: 175_000,
          yearMarginMinor: 170_000, marginMinor: 170_000, yearCostedMinor: 290_000, costedMinor: 290_000, yearUncostedCount: 2, uncostedCount: 3
        },
        {
          currency: 'EUR', purchaseCount: 1, netMinor: 70_000, yearCount: 1, yearNetMinor: 70_000, averageMinor: 70_000,
          yearMarginMinor: null, marginMinor: null, yearCostedMinor: 0, costedMinor: 0, yearUncostedCount: 1, uncostedCount: 1
        }
      ]
    })
  })
})

describe('the card and the analysis of the base', () => {
  test('count the same twelve months, and a return is neither the first nor the last purchase', async () => {
    const clientId = await newClient('Biuro')
    const buy = (on: string, netMinor: number) =>
      inTransaction(app.store.makeContext('imports.run'), (db) => {
        db.$client.prepare("INSERT INTO purchase (id, client_id, bought_on, currency, net_minor, created_at, updated_at) VALUES (?, ?, ?, 'PLN', ?, 1, 1)").run(`${on}-${netMinor}`, clientId, on, netMinor)
      })
    buy('2025-01-05', -10_000)
    buy('2025-11-22', 20_000)
    buy('2025-11-23', 30_000)
    buy('2026-11-20', -5_000)
    await settle(app)
    const card = await app.call('clients.numbers', { id: clientId })
    expect(card).toMatchObject({ firstOn: '2025-11-22', lastOn: '2025-11-23', sums: [{ yearCount: 1, yearNetMinor: 25_000 }] })
    expect(await app.call('analysis.client', { clientId })).toMatchObject({ firstOn: '2025-11-22', lastOn: '2025-11-23', purchaseCount: 1, revenueMinor: 25_000 })
  })
})

describe('money and files on the card', () => {
  test('a payment stands on the day on which it came, beside invoices too, and touches are counted with attempts', async () => {
    const id = await newClient('Hotel')
    inTransaction(app.store.makeContext('imports.run'), (db) => {
      db.$client.exec(`INSERT INTO payment (id, client_id, paid_on, amount_minor, currency, method, created_at, updated_at) VALUES ('p', '${id}', '2026-10-05', 12300, 'PLN', 'transfer', 1, 1)`)
      db.$client.exec(
        `INSERT INTO invoice (id, kind, state, number, client_id, issued_on, due_on, currency, method, payment_method, net_minor, vat_minor, gross_minor, created_at, updated_at)
         VALUES ('i', 'invoice', 'issued', '1', '${id}', '2026-10-01', '2026-11-01', 'PLN', 'net', 'transfer', 10000, 2300, 12300, 1, 1)`
      )
    })
    await app.call('notes.add', { clientId: id, dealId: null, text: 'rozmowa', kind: 'call' })
    const { rows } = await app.call('clients.timeline', { clientId: id, kinds: ['payment'], page: { offset: 0, limit: 10 } })
    expect(rows).toMatchObject([{ kind: 'payment', at: Date.parse('2026-10-05T12:00:00Z') }])
    expect(await card(id)).toMatchObject({ payments: [{ paidOn: '2026-10-05', amountMinor: 12_300, currency: 'PLN' }], touchCount: 1, attemptCount: 0 })
    await app.call('consents.record', { clientId: id, contactId: null, channels: ['email'], state: 'given', basis: 'zgoda', wording: null, origin: null, on: null })
    const list = await app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })
    expect(list.rows).toMatchObject([{ overdueMinor: 12_300, consents: { email: 'given' } }])
  })
})

describe('the time line', () => {
  test('tells everything newest first, by kind and page, with how many there are of each', async () => {
    const clientId = await newClient('Szkoła')
    const { id: contactId } = await app.call('clients.addContact', { clientId, name: 'Ewa Lis', role: null })
    const write = (kind: 'note' | 'call' | 'meeting' | 'email' | 'sms', hoursAgo: number) =>
      app.call('notes.add', { clientId, dealId: null, text: kind, kind, contactId, at: testNow - hoursAgo * 3_600_000 })
    await write('meeting', 30)
    await write('call', 3)
    await write('email', 50)
    await write('sms', 1)
    await app.call('notes.add', { clientId, dealId: null, text: 'zwykła notatka' })
    await app.call('consents.record', { clientId, contactId, channels: ['call'], state: 'given', basis: 'zgoda', wording: null, origin: 'targi', on: '2026-11-21' })
    const ask = (kinds: never[], offset: number, limit: number) => app.call('clients.timeline', { clientId, kinds, page: { offset, limit } })
    const all = await ask([], 0, 50)
    expect(all.rows.map(({ kind }) => kind)).toEqual(['note', 'created', 'sms', 'talk', 'consent', 'meeting', 'email'])
    const instants = all.rows.map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted((a, b) => b - a))
    expect(all.rows.find(({ kind }) => kind === 'meeting')).toMatchObject({ text: 'meeting', contactName: 'Ewa Lis' })
    expect(all.rows.find(({ kind }) => kind === 'consent')).toMatchObject({ contactName: 'Ewa Lis', basis: 'zgoda', channel: 'call' })
    expect(all).toMatchObject({ total: 7, counts: { note: 1, talk: 1, meeting: 1, email: 1, sms: 1, consent: 1, created: 1 } })
    expect((await app.call('clients.timeline', { clientId, kinds: ['talk', 'email'], page: { offset: 1, limit: 1 } })).rows.map(({ kind }) => kind)).toEqual(['email'])
    expect((await ask([], 5, 50)).rows).toHaveLength(2)
    expect((await card(clientId)).lastContactAt).toBeGreaterThan(testNow)
  })

  test('nothing that is written down happened in the future, and undo takes it off the line', async () => {
    const clientId = await newClient('Szkoła')
    const { changeId } = await app.change('notes.add', { clientId, dealId: null, text: 'później', kind: 'call', at: testNow + 86_400_000 })
    const ask = async () => (await app.call('clients.timeline', { clientId, kinds: ['talk'], page: { offset: 0, limit: 5 } })).rows
    expect((await ask())[0]?.at).toBeLessThanOrEqual(app.clock.now)
    await undo(changeId)
    expect(await ask()).toEqual([])
  })
})

describe('who may be contacted', () => {
  const given = { state: 'given', basis: 'formularz', wording: 'Zgadzam się', origin: 'targi', on: null } as const
  const withdrawn = { state: 'withdrawn', basis: null, wording: null, origin: null, on: null } as const

  async function client(country: string): Promise<{ clientId: string; contactId: string; phoneId: string }> {
    const { id: clientId } = await app.call('clients.create', { name: 'Firma', country, emails: [{ email: 'biuro@example.com' }] })
    const { id: contactId } = await app.call('clients.addContact', { clientId, name: 'Ewa', role: null })
    const { id: phoneId } = await app.call('clients.addPhone', { clientId, contactId, text: '+48 601 222 333', label: null })
    return { clientId, contactId, phoneId }
  }
  const ask = (clientId: string, channel: 'call' | 'email' | 'sms', address = '+48601222333') =>
    app.call('consents.check', { clientId, channel, address, purpose: 'offer' })

  test('in Poland an offer waits for the consent of whoever’s number it is, and the answer says why', async () => {
    const { clientId, contactId } = await client('PL')
    expect(await ask(clientId, 'call')).toEqual({ gate: 'closed', reason: 'consentNeeded', state: 'unknown', at: null, contactId })
    await app.call('consents.record', { clientId, contactId: null, channels: ['email'], ...given })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'closed' })
    expect(await ask(clientId, 'email', 'biuro@example.com')).toMatchObject({ gate: 'open', reason: 'given', contactId: null })
    const { changeId } = await app.change('consents.record', { clientId, contactId, channels: ['call', 'sms'], ...given })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'open', reason: 'given' })
    expect(await ask(clientId, 'sms')).toMatchObject({ gate: 'open' })
    await undo(changeId)
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'closed', state: 'unknown' })
  })

  test('elsewhere an offer warns, and an objection closes it until somebody agrees again', async () => {
    const { clientId, contactId } = await client('DE')
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'warn', reason: 'nothingOnFile' })
    await app.call('consents.record', { clientId, contactId: null, channels: ['call'], ...withdrawn })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'closed', reason: 'objected' })
    await app.call('consents.record', { clientId, contactId, channels: ['call'], ...given })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'open' })
  })

  test('a number on the list of those not to be called is closed even with consent, until it is taken off', async () => {
    const { clientId, contactId, phoneId } = await client('PL')
    await app.call('consents.record', { clientId, contactId, channels: ['call'], ...given })
    const { changeId } = await app.change('calls.forbidNumber', { phoneId, reason: 'prosi' })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'closed', reason: 'doNotCall' })
    expect((await card(clientId)).phones[0]?.isForbidden).toBe(true)
    await undo(changeId)
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'open' })
    await app.call('calls.forbidNumber', { phoneId, reason: null })
    await app.call('calls.allowNumber', { phoneId })
    expect(await ask(clientId, 'call')).toMatchObject({ gate: 'open' })
  })

  test('the history says who wrote down what, on what ground and where; consent needs a ground and a day that has come', async () => {
    const { clientId, contactId } = await client('PL')
    await app.call('consents.record', { clientId, contactId, channels: ['call', 'call'], ...given, on: '2026-11-18' })
    const { userId } = await app.call('app.status', {})
    expect((await card(clientId)).consents).toMatchObject([
      { contactId, channel: 'call', state: 'given', basis: 'formularz', wording: 'Zgadzam się', origin: 'targi', byId: userId, at: Date.UTC(2026, 10, 18, 11) }
    ])
    await expect(app.call('consents.record', { clientId, contactId, channels: ['call'], ...given, basis: ' ' })).rejects.toMatchObject({
      data: { reason: 'consent.basis_missing', fields: { basis: 'consent.basis_missing' } }
    })
    await expect(app.call('consents.record', { clientId, contactId, channels: ['call'], ...given, on: '2026-11-23' })).rejects.toMatchObject({
      data: { reason: 'consent.day_ahead' }
    })
  })

  test('the calling desk goes by the same rule: a person who agreed is rung, another of the firm is not', async () => {
    const { clientId, contactId } = await client('PL')
    await app.call('clients.addPhone', { clientId, contactId: null, text: '42 630 11 87', label: null })
    await app.call('consents.record', { clientId, contactId, channels: ['call'], ...given })
    const { listId } = await app.call('calls.createList', {
      name: 'Oferta', purpose: 'offer', script: null, ownerId: null, startsOn: '2026-11-22', endsOn: null, maxAttempts: 3, clients: { kind: 'ids', ids: [clientId] }
    })
    const desk = (await app.call('calls.current', { listId, entryId: null }))!
    expect(desk.phones.map(({ e164, gate }) => [e164, gate])).toEqual([['+48601222333', 'open'], ['+48426301187', 'closed']])
    expect(desk.consent).toMatchObject({ gate: 'open', reason: 'given', basis: 'formularz' })
    const attempt = {
      entryId: desk.entryId, phoneId: null, startedAt: app.clock.now, endedAt: app.clock.now, dispositionId: 'disposition-no-answer', note: null, callbackAt: null,
      reasonId: null, deal: null, dealId: null, nextStep: null
    }
    await expect(app.call('calls.recordAttempt', { ...attempt, e164: '+48426301187' })).rejects.toMatchObject({ data: { reason: 'call.consent_needed' } })
    await expect(app.call('calls.recordAttempt', { ...attempt, e164: '+48601222333' })).resolves.toMatchObject({})
  })
})

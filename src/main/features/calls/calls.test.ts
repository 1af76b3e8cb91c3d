import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CallListFields } from '#shared/contract/calls.ts'
import { timeOfDayMs } from '#shared/when.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { dumpDerived, dumpVisible } from '#test/model.ts'
import { rebuildDerived } from '#main/db/derived/derive.ts'

/** Thursday 19 November 2026, 10:00 in Warsaw. */
const thursday = timeOfDayMs('2026-11-19', 600, 'Europe/Warsaw')
const minute = 60_000
let app: TestApp
let phone = 0

beforeEach(async () => {
  app = await openTestApp({ now: thursday })
  return () => app.close()
})

const plan: CallListFields = { name: 'Jesienna oferta', purpose: 'service', script: null, ownerId: null, startsOn: '2026-11-19', endsOn: null, maxAttempts: 6 }
const number = () => `+4842630${String((phone += 1)).padStart(4, '0')}`

async function addClient(name: string, phones?: readonly string[], country?: string): Promise<string> {
  const { id } = await app.call('clients.create', { name, country: country ?? 'PL', phones: (phones ?? [number()]).map((text) => ({ text, label: null })) })
  return id
}

async function makeList(clientIds: readonly string[], change?: Partial<CallListFields>) {
  return app.call('calls.createList', { ...plan, ...change, clients: { kind: 'ids', ids: [...clientIds] } })
}

async function record(entryId: string, key: string, more?: Record<string, unknown>) {
  return (await recordChange(entryId, key, more)).value
}

const recordChange = (entryId: string, key: string, more?: Record<string, unknown>) => app.change('calls.recordAttempt', attempt(entryId, key, more))

function attempt(entryId: string, key: string, more?: Record<string, unknown>) {
  return {
    entryId, phoneId: null, e164: null, startedAt: app.clock.now, endedAt: app.clock.now + 30_000, dispositionId: `disposition-${key}`, note: null,
    callbackAt: null, reasonId: null, deal: null, dealId: null, nextStep: null, ...more
  }
}

const queue = async (listId: string) => (await app.call('calls.queue', { listId })).entries
const names = async (listId: string) => (await queue(listId)).map((entry) => `${entry.name}: ${entry.reason.kind}${entry.isReady ? '' : ' later'}`)
const current = (listId: string) => app.call('calls.current', { listId, entryId: null })
const first = async (listId: string) => (await current(listId))!.entryId

describe('making a list', () => {
  test('clients who cannot be called are left out, and it says how many and why', async () => {
    const good = await addClient('Meble Jesion')
    const none = await addClient('Bez numeru', [])
    const bad = await addClient('Zły numer')
    const card = await app.call('clients.get', { id: bad })
    await app.call('clients.changePhone', { id: card.phones[0]!.id, isBad: true })
    const shared = number()
    const objected = await addClient('Sprzeciw', [shared])
    const { listId } = await makeList([objected])
    await record(await first(listId), 'do-not-call', { e164: (await current(listId))!.phones[0]!.e164 })
    const twin = await addClient('Ten sam numer', [shared])
    const filled = await makeList([good, none, bad, objected, twin])
    expect(filled).toMatchObject({ addedCount: 1, noNumberCount: 1, badNumberCount: 1, forbiddenCount: 2, knownCount: 0 })
    expect(await names(filled.listId)).toEqual(['Meble Jesion: new'])
  })

  test('a list of nobody is refused with the counts, and nothing is left of it', async () => {
    const none = await addClient('Bez numeru', [])
    const answer = await app.ask('calls.createList', { ...plan, clients: { kind: 'ids', ids: [none] } })
    expect(answer).toMatchObject({ ok: false, error: { reason: 'call.list_empty', details: { noNumberCount: 1 } } })
    expect(await app.call('calls.lists', { state: 'open' })).toEqual([])
  })

  test('a list can be made from a filter, in the order of names', async () => {
    for (const name of ['Cis', 'Akacja', 'Buk']) await addClient(name)
    const { listId } = await app.call('calls.createList', { ...plan, clients: { kind: 'filter', filter: {}, except: [] } })
    expect(await names(listId)).toEqual(['Akacja: new', 'Buk: new', 'Cis: new'])
  })

  test('more clients go behind, those who are in it already are not doubled', async () => {
    const [a, b] = [await addClient('Akacja'), await addClient('Buk')]
    const { listId } = await makeList([b])
    expect(await app.call('calls.addClients', { listId, clients: { kind: 'ids', ids: [a, b] } })).toMatchObject({ addedCount: 1, knownCount: 1 })
    expect(await names(listId)).toEqual(['Buk: new', 'Akacja: new'])
  })

  test('making a list is undone in one go', async () => {
    const { changeId } = await app.change('calls.createList', { ...plan, clients: { kind: 'ids', ids: [await addClient('Akacja')] } })
    await app.call('journal.undo', { changeId })
    expect(await app.call('calls.lists', { state: 'open' })).toEqual([])
  })

  test('who objected to offers is not put into a list of offers, but may be in one under a contract', async () => {
    const id = await addClient('Akacja')
    await app.call('consents.record', { clientId: id, contactId: null, channels: ['call'], state: 'withdrawn', basis: 'list', wording: null, origin: null, on: null })
    expect(await app.ask('calls.createList', { ...plan, purpose: 'offer', clients: { kind: 'ids', ids: [id] } })).toMatchObject({ ok: false })
    expect(await makeList([id])).toMatchObject({ addedCount: 1 })
  })

  test('a list cannot end before it starts', async () => {
    const answer = await app.ask('calls.createList', { ...plan, endsOn: '2026-11-18', clients: { kind: 'ids', ids: [await addClient('Akacja')] } })
    expect(answer).toMatchObject({ ok: false, error: { reason: 'call.list_days', fields: { endsOn: 'call.list_days' } } })
  })
})

describe('an outcome', () => {
  test('no answer waits half a day and makes way for the next client', async () => {
    const { listId } = await makeList([await addClient('Akacja'), await addClient('Buk')])
    const entry = await first(listId)
    const { nextEntryId } = await record(entry, 'no-answer')
    expect((await app.call('calls.current', { listId, entryId: nextEntryId }))?.client.name).toBe('Buk')
    expect(await names(listId)).toEqual(['Buk: new', 'Akacja: after later'])
    app.clock.now = thursday + 241 * minute
    expect(await queue(listId)).toMatchObject([{ name: 'Buk' }, { name: 'Akacja', reason: { kind: 'attempt', number: 2, of: 6 }, isReady: true }])
  })

  test('a promised call comes first when its time is there, not before', async () => {
    const { listId } = await makeList([await addClient('Akacja'), await addClient('Buk'), await addClient('Cis')])
    await record(await first(listId), 'callback', { callbackAt: thursday + 120 * minute })
    expect(await names(listId)).toEqual(['Akacja: promisedToday later', 'Buk: new', 'Cis: new'])
    expect((await current(listId))?.client.name).toBe('Buk')
    app.clock.now = thursday + 120 * minute
    expect(await names(listId)).toEqual(['Akacja: promised', 'Buk: new', 'Cis: new'])
    expect((await current(listId))?.client.name).toBe('Akacja')
    expect((await app.call('calls.lists', { state: 'open' }))[0]).toMatchObject({ callbackCount: 1, readyCount: 3 })
    const { callsDue } = (await app.call('app.status', {})).counters
    expect(callsDue).toBe(1)
  })

  test('calling back needs a time that lies ahead', async () => {
    const { listId } = await makeList([await addClient('Akacja')])
    const entry = await first(listId)
    await expect(record(entry, 'callback')).rejects.toThrow('call.callback_missing')
    await expect(record(entry, 'callback', { callbackAt: thursday - minute })).rejects.toThrow('call.callback_past')
    expect((await current(listId))?.attemptCount).toBe(0)
  })

  test('a plain refusal needs its reason, and the time line of the client tells it', async () => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId])
    const entry = await first(listId)
    await expect(record(entry, 'not-now')).rejects.toThrow('call.reason_missing')
    await record(entry, 'not-now', { reasonId: 'lost-noBudget', note: 'Za rok' })
    const { rows } = await app.call('clients.timeline', { clientId, kinds: ['call'], page: { offset: 0, limit: 5 } })
    expect(rows).toMatchObject([{ reasonId: 'lost-noBudget', note: 'Za rok' }])
    const strip = await app.call('calls.current', { listId, entryId: entry })
    expect(strip).toMatchObject({ state: 'done', history: [{ kind: 'call', reasonId: 'lost-noBudget', text: 'Za rok', attemptNumber: 1 }] })
  })

  test('interest becomes a deal in the first stage with its next step', async () => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId])
    const { dealId } = await record(await first(listId), 'interested', { deal: { title: 'Krzesła', amountMinor: 1_250_000 } })
    const card = await app.call('clients.get', { id: clientId })
    expect(card.deals).toMatchObject([{ id: dealId, title: 'Krzesła', amountMinor: 1_250_000, currency: 'PLN', stageId: 'stage-assessment', outcome: 'open' }])
    expect(card.openTasks).toMatchObject([{ kind: 'call', dealId, dueOn: '2026-11-20' }])
    expect(await app.call('calls.stats', { listId })).toMatchObject({ dealCount: 1, conversion: 1 })
  })

  test('what was agreed is planned as agreed', async () => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId])
    await record(await first(listId), 'meeting', {
      deal: { title: 'Krzesła', amountMinor: 0 },
      nextStep: { kind: 'meeting', text: 'Prezentacja', dueOn: '2026-11-24', dueAt: thursday + 5 * 24 * 60 * minute }
    })
    expect((await app.call('clients.get', { id: clientId })).openTasks).toMatchObject([{ kind: 'meeting', text: 'Prezentacja', dueOn: '2026-11-24' }])
  })

  test('a second call about the same sale joins the open deal', async () => {
    const clientId = await addClient('Akacja')
    const one = await makeList([clientId])
    const { dealId } = await record(await first(one.listId), 'interested')
    const two = await makeList([clientId])
    await record(await first(two.listId), 'meeting', { dealId })
    expect((await app.call('clients.get', { id: clientId })).deals).toHaveLength(1)
    expect((await app.call('calls.stats', { listId: two.listId })).dealCount).toBe(1)
  })

  test('a wrong number is marked and the next one offered at once; without another the client is done', async () => {
    const clientId = await addClient('Akacja', [number(), number()])
    const { listId } = await makeList([clientId, await addClient('Buk')])
    const strip = (await current(listId))!
    const { nextEntryId } = await record(strip.entryId, 'wrong-number', { phoneId: strip.phones[0]!.id })
    expect(nextEntryId).toBe(strip.entryId)
    const again = (await app.call('calls.current', { listId, entryId: nextEntryId }))!
    expect(again.phones.map((one) => [one.e164, one.isBad])).toEqual([[strip.phones[1]!.e164, false], [strip.phones[0]!.e164, true]])
    await record(strip.entryId, 'wrong-number', { phoneId: again.phones[0]!.id })
    expect((await app.call('calls.current', { listId, entryId: strip.entryId }))?.state).toBe('done')
    expect(await names(listId)).toEqual(['Buk: new'])
  })

  test('who does not want calls is called in no list, nor is anybody else on that number', async () => {
    const shared = number()
    const [a, b] = [await addClient('Akacja', [shared]), await addClient('Buk', [shared])]
    const one = await makeList([a])
    const two = await makeList([a, b])
    const strip = (await current(one.listId))!
    await record(strip.entryId, 'do-not-call', { phoneId: strip.phones[0]!.id, note: 'Prosi nie dzwonić' })
    expect(await queue(one.listId)).toEqual([])
    expect(await queue(two.listId)).toEqual([])
    const card = await app.call('clients.get', { id: a })
    expect(card.phones).toMatchObject([{ isForbidden: true }])
    expect((await app.call('calls.lists', { state: 'open' })).map((list) => [list.doneCount, list.totalCount])).toEqual(expect.arrayContaining([[1, 1], [2, 2]]))
    expect((await app.call('calls.current', { listId: two.listId, entryId: strip.entryId }))).toBeNull()
  })

  test('a forbidden number is never recorded as called', async () => {
    const shared = number()
    const a = await addClient('Akacja', [shared])
    const b = await addClient('Buk', [number()])
    const { listId } = await makeList([a, b])
    await record(await first(listId), 'do-not-call', { e164: shared })
    await expect(record(await first(listId), 'no-answer', { e164: shared })).rejects.toThrow('call.number_forbidden')
  })

  test('after the last try the client is done', async () => {
    const { listId } = await makeList([await addClient('Akacja')], { maxAttempts: 2 })
    const entry = await first(listId)
    await record(entry, 'no-answer')
    app.clock.now += 300 * minute
    expect(await record(entry, 'no-answer')).toMatchObject({ nextEntryId: null })
    await expect(record(entry, 'no-answer')).rejects.toThrow('call.not_waiting')
    expect((await app.call('calls.lists', { state: 'open' }))[0]).toMatchObject({ doneCount: 1, attemptCount: 2, readyCount: 0, nextReadyAt: null })
  })

  test('without consent an offer is not made where the law asks for it, and a recorded consent opens the way', async () => {
    const clientId = await addClient('Akacja')
    const german = await addClient('Esche GmbH', ['+49 30 901820'], 'DE')
    const { listId } = await makeList([clientId, german], { purpose: 'offer' })
    const strip = (await current(listId))!
    expect(strip.consent).toMatchObject({ state: 'unknown', gate: 'closed' })
    await expect(record(strip.entryId, 'no-answer')).rejects.toThrow('call.consent_needed')
    await app.call('consents.record', {
      clientId, contactId: null, channels: ['call'], state: 'given', basis: 'formularz targowy', wording: null, origin: null, on: null
    })
    expect((await current(listId))?.consent).toMatchObject({ state: 'given', basis: 'formularz targowy', gate: 'open' })
    await record(strip.entryId, 'no-answer')
    expect((await current(listId))?.consent).toMatchObject({ state: 'unknown', gate: 'warn' })
  })

  test('marking the list as calls under a contract opens it, and the choice stays with the list', async () => {
    const { listId } = await makeList([await addClient('Akacja')], { purpose: 'offer' })
    await app.call('calls.changeList', { listId, change: { purpose: 'contract' } })
    expect((await current(listId))?.consent.gate).toBe('open')
    expect((await app.call('calls.queue', { listId })).list.purpose).toBe('contract')
  })
})

describe('taking it back', () => {
  test.each([
    ['no-answer', {}],
    ['callback', { callbackAt: thursday + 60 * minute }],
    ['interested', { deal: { title: 'Krzesła', amountMinor: 100 } }],
    ['send-offer', { nextStep: { kind: 'mail', text: 'Wysłać ofertę', dueOn: '2026-11-19', dueAt: null } }],
    ['not-now', { reasonId: 'lost-price' }],
    ['wrong-number', {}],
    ['do-not-call', {}]
  ])('%s and undo leaves everything as it was, the client first in the queue', async (key, more) => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId, await addClient('Buk')])
    await makeList([clientId])
    const strip = (await current(listId))!
    const before = dumpVisible(app.store.db().$client)
    const { changeId } = await recordChange(strip.entryId, key, { phoneId: strip.phones[0]!.id, ...more })
    expect(dumpVisible(app.store.db().$client)).not.toEqual(before)
    expect((await app.call('calls.queue', { listId })).lastAttempt).toEqual({ changeId, entryId: strip.entryId })
    await app.call('journal.undo', { changeId })
    expect(dumpVisible(app.store.db().$client)).toEqual(before)
    expect(await first(listId)).toBe(strip.entryId)
    expect((await app.call('calls.queue', { listId })).lastAttempt).toBeNull()
  })

  test('Z again takes the one before it back', async () => {
    const { listId } = await makeList([await addClient('Akacja'), await addClient('Buk')])
    const one = await recordChange(await first(listId), 'busy')
    const two = await recordChange(await first(listId), 'busy')
    await app.call('journal.undo', { changeId: two.changeId })
    expect((await app.call('calls.queue', { listId })).lastAttempt?.changeId).toBe(one.changeId)
    await app.call('journal.undo', { changeId: one.changeId })
    expect(await names(listId)).toEqual(['Akacja: new', 'Buk: new'])
  })
})

describe('skipping', () => {
  test('a new client goes to the end with the reason, and undo brings it to the front', async () => {
    const { listId } = await makeList([await addClient('Akacja'), await addClient('Buk')])
    const entry = await first(listId)
    const { changeId } = await app.change('calls.skip', { entryId: entry, reason: 'Przerwa obiadowa' })
    expect(await names(listId)).toEqual(['Buk: new', 'Akacja: new'])
    expect((await app.call('calls.current', { listId, entryId: entry }))?.skipReason).toBe('Przerwa obiadowa')
    await app.call('journal.undo', { changeId })
    expect(await names(listId)).toEqual(['Akacja: new', 'Buk: new'])
  })
})

describe('the end of a list', () => {
  test('closing turns open promises into tasks, undo makes them promises again', async () => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId])
    await record(await first(listId), 'callback', { callbackAt: thursday + 60 * minute, note: 'Po zarządzie' })
    const { value, changeId } = await app.change('calls.closeList', { listId })
    expect(value.taskCount).toBe(1)
    expect((await app.call('clients.get', { id: clientId })).openTasks).toMatchObject([{ kind: 'call', text: 'Jesienna oferta: Po zarządzie', dueAt: thursday + 60 * minute }])
    expect(await app.call('calls.lists', { state: 'open' })).toEqual([])
    expect(await app.call('calls.lists', { state: 'closed' })).toHaveLength(1)
    await app.call('journal.undo', { changeId })
    expect(await names(listId)).toEqual(['Akacja: promisedToday later'])
    expect((await app.call('clients.get', { id: clientId })).openTasks).toEqual([])
  })

  test('a closed list takes no outcomes until it is opened again', async () => {
    const { listId } = await makeList([await addClient('Akacja')])
    const entry = await first(listId)
    await app.call('calls.closeList', { listId })
    await expect(record(entry, 'busy')).rejects.toThrow('call.list_closed')
    await app.call('calls.reopenList', { listId })
    await record(entry, 'busy')
  })

  test('a removed list is gone, its calls stay with the client', async () => {
    const clientId = await addClient('Akacja')
    const { listId } = await makeList([clientId])
    await record(await first(listId), 'busy')
    const { changeId } = await app.change('calls.removeList', { listId })
    await expect(app.call('calls.queue', { listId })).rejects.toThrow()
    expect((await app.call('clients.get', { id: clientId })).attemptCount).toBe(1)
    await app.call('journal.undo', { changeId })
    expect((await app.call('calls.queue', { listId })).list.attemptCount).toBe(1)
  })
})

test('the numbers of a list are those of the metrics', async () => {
  const ids = []
  for (const name of ['A', 'B', 'C', 'D']) ids.push(await addClient(name))
  const { listId } = await makeList(ids)
  const at = async (offset: number, key: string, more?: Record<string, unknown>) => {
    app.clock.now = thursday + offset * minute
    await record(await first(listId), key, { startedAt: thursday + offset * minute, endedAt: thursday + (offset + 2) * minute, ...more })
  }
  await at(0, 'interested')
  await at(4, 'no-answer')
  await at(8, 'callback', { callbackAt: thursday + 30 * minute })
  await at(35, 'not-now', { reasonId: 'lost-price' })
  expect(await app.call('calls.stats', { listId })).toMatchObject({
    clientCount: 4,
    attemptCount: 4,
    penetration: 0.75,
    contactRate: 2 / 3,
    conversion: 0.5,
    listConversion: 0.25,
    attemptsPerClient: 4 / 3,
    attemptsToReach: 1,
    promisesDue: 1,
    promisesKept: 1,
    dealCount: 1,
    callsPerHour: (4 * 60) / 12
  })
  expect((await app.call('calls.queue', { listId })).pace).toEqual({ attemptCount: 4, activeMs: 12 * minute })
})

test('the firm chooses its calling hours', async () => {
  expect(await app.call('calls.hours', {})).toEqual({ fromMinute: 540, toMinute: 1020, maxPerDay: 2 })
  expect(await app.ask('calls.changeHours', { fromMinute: 600, toMinute: 600, maxPerDay: 2 })).toMatchObject({ ok: false, error: { reason: 'call.hours' } })
  await app.call('calls.changeHours', { fromMinute: 480, toMinute: 720, maxPerDay: 3 })
  const { listId } = await makeList([await addClient('Akacja')])
  await record(await first(listId), 'no-answer')
  expect((await app.call('calls.queue', { listId })).list.nextReadyAt).toBe(timeOfDayMs('2026-11-20', 480, 'Europe/Warsaw'))
})

describe('whatever a day of calls brings', () => {
  const keys = ['interested', 'callback', 'send-offer', 'not-now', 'no-answer', 'busy', 'gatekeeper', 'wrong-number', 'do-not-call'] as const
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('outcome' as const), key: fc.constantFrom(...keys), which: fc.nat(7) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('skip' as const), which: fc.nat(7) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 1500 }) }) }
  )

  test('nobody who is done or forbidden is offered, tries are counted as made, and undo restores', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), async (steps) => {
        const world = await openTestApp({ now: thursday })
        app = world
        try {
          const shared = number()
          const ids = [await addClient('A', [number(), number()]), await addClient('B', [shared]), await addClient('C', [shared, number()]), await addClient('D')]
          const { listId } = await makeList(ids, { maxAttempts: 3 })
          await makeList(ids.slice(1))
          const sqlite = world.store.db().$client
          const done: { changeId: string; before: ReturnType<typeof dumpVisible> }[] = []
          for (const one of steps) {
            const entries = (await queue(listId)).filter((entry) => entry.isReady)
            if (one.do === 'wait') world.clock.now += one.minutes * minute
            else if (one.do === 'undo') {
              const last = done.pop()
              if (!last) continue
              await world.call('journal.undo', { changeId: last.changeId })
              expect(dumpVisible(sqlite)).toEqual(last.before)
            } else if (entries.length > 0) {
              const { entryId } = entries[one.which % entries.length]!
              const before = dumpVisible(sqlite)
              const strip = (await world.call('calls.current', { listId, entryId }))!
              const answer =
                one.do === 'skip'
                  ? await world.change('calls.skip', { entryId, reason: 'później' })
                  : await recordChange(entryId, one.key, {
                      phoneId: strip.phones[0]!.id,
                      callbackAt: one.key === 'callback' ? world.clock.now + 90 * minute : null,
                      reasonId: one.key === 'not-now' ? 'lost-price' : null
                    })
              done.push({ changeId: answer.changeId, before })
            }
            for (const entry of await queue(listId)) {
              const strip = (await world.call('calls.current', { listId, entryId: entry.entryId }))!
              expect(strip.state).toBe('waiting')
              expect(strip.phones[0], 'a number that may be called comes first').toMatchObject({ isBad: false, isForbidden: false })
              expect(strip.attemptCount).toBeLessThanOrEqual(3 + 1)
            }
            const wrong = sqlite
              .prepare(`SELECT count(*) FROM call_list_entry AS e WHERE e.attempt_count <> (SELECT count(*) FROM call_attempt AS a WHERE a.entry_id = e.id AND a.undone_at IS NULL)`)
              .pluck()
              .get()
            expect(wrong).toBe(0)
          }
          const derived = dumpDerived(sqlite)
          rebuildDerived(world.store.db())
          expect(dumpDerived(sqlite)).toEqual(derived)
        } finally {
          world.close()
        }
      }),
      { numRuns: 8 }
    )
  }, 120_000)
})

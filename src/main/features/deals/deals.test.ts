import { expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { anyDeal, type BoardAnswer, type CreateDeal } from '#shared/contract/deals.ts'

const pipelineId = 'pipeline-typical'
const day = 86_400_000

async function aClient(app: TestApp, name: string): Promise<string> {
  return (await app.call('clients.create', { name })).id
}

async function aDeal(app: TestApp, more: Partial<CreateDeal> = {}) {
  return app.call('deals.create', {
    clientId: more.clientId ?? (await aClient(app, 'Meble Jesion')),
    title: 'Krzesła do biura',
    amountMinor: 1_250_000,
    currency: 'PLN',
    pipelineId,
    stageId: null,
    ownerId: null,
    expectedOn: null,
    sourceId: null,
    ...more
  })
}

function boardOf(app: TestApp, order: 'attention' | 'hand' = 'hand'): Promise<BoardAnswer> {
  return app.call('deals.board', { pipelineId, ownerId: null, filter: { search: '', sourceId: null, only: 'all' }, order })
}

function idsIn(board: BoardAnswer, stageId: string): string[] {
  return board.columns.find((column) => column.stageId === stageId)?.cards.map((card) => card.id) ?? []
}

test('a new deal stands on top of the first stage and its history begins', async () => {
  const app = await openTestApp()
  const first = await aDeal(app)
  const second = await aDeal(app)
  expect(first).toMatchObject({ stageId: 'stage-assessment', closedAt: null })
  expect(idsIn(await boardOf(app), 'stage-assessment')).toEqual([second.id, first.id])
  const card = await app.call('deals.get', { dealId: first.id })
  expect(card.history).toMatchObject([{ kind: 'stage', fromStageId: null, toStageId: 'stage-assessment', amountMinor: 1_250_000 }])
  expect(card.steps.map((step) => step.state)).toEqual(['current', ...Array<string>(8).fill('ahead')])
  app.close()
})

test('a deal dropped before another takes its place on the board, and undo puts it back', async () => {
  const app = await openTestApp()
  const [a, b, c] = [await aDeal(app), await aDeal(app), await aDeal(app)]
  for (const deal of [a, b]) await app.call('deals.move', { dealId: deal.id, stageId: 'stage-proposal', before: null })
  const moved = await app.change('deals.move', { dealId: c.id, stageId: 'stage-proposal', before: b.id })
  expect(idsIn(await boardOf(app), 'stage-proposal')).toEqual([a.id, c.id, b.id])
  await app.call('journal.undo', { changeId: moved.changeId })
  const board = await boardOf(app)
  expect(idsIn(board, 'stage-proposal')).toEqual([a.id, b.id])
  expect(idsIn(board, 'stage-assessment')).toEqual([c.id])
  expect((await app.call('deals.get', { dealId: c.id })).history).toHaveLength(1)
  app.close()
})

test('a deal moves within its column without a step in its history', async () => {
  const app = await openTestApp()
  const [a, b, c] = [await aDeal(app), await aDeal(app), await aDeal(app)]
  await app.call('deals.move', { dealId: a.id, stageId: 'stage-assessment', before: c.id })
  expect(idsIn(await boardOf(app), 'stage-assessment')).toEqual([a.id, c.id, b.id])
  await app.call('deals.move', { dealId: c.id, stageId: 'stage-assessment', before: null })
  expect(idsIn(await boardOf(app), 'stage-assessment')).toEqual([a.id, b.id, c.id])
  expect((await app.call('deals.get', { dealId: a.id })).history).toHaveLength(1)
  app.close()
})

test('a deal cannot be put into a stage that is gone, behind a neighbour elsewhere, or dragged into won', async () => {
  const app = await openTestApp()
  const [a, b] = [await aDeal(app), await aDeal(app)]
  const reasonOf = async (stageId: string, before: string | null) => {
    const result = await app.ask('deals.move', { dealId: a.id, stageId, before })
    return result.ok ? 'moved' : result.error.reason
  }
  expect(await reasonOf('stage-nowhere', null)).toBe('deal.stage_missing')
  expect(await reasonOf('stage-won', null)).toBe('deal.stage_missing')
  expect(await reasonOf('stage-proposal', b.id)).toBe('deal.neighbour_in_other_stage')
  await app.call('deals.close', { dealId: a.id, outcome: 'won', lostReasonId: null, note: '' })
  expect(await reasonOf('stage-proposal', null)).toBe('deal.closed')
  app.close()
})

test('a lost deal needs its reason, leaves the board and comes back when reopened or undone', async () => {
  const app = await openTestApp()
  const deal = await aDeal(app)
  await app.call('deals.move', { dealId: deal.id, stageId: 'stage-proposal', before: null })
  expect(await app.ask('deals.close', { dealId: deal.id, outcome: 'lost', lostReasonId: null, note: '' })).toMatchObject({
    ok: false,
    error: { reason: 'deal.lost_reason_missing' }
  })
  const lost = await app.change('deals.close', { dealId: deal.id, outcome: 'lost', lostReasonId: 'lost-price', note: 'Za drogo o 10 %' })
  expect(lost).toMatchObject({ value: { stageId: 'stage-lost', lostReasonId: 'lost-price', lostNote: 'Za drogo o 10 %' } })
  expect((await boardOf(app)).total).toBe(0)
  const card = await app.call('deals.get', { dealId: deal.id })
  expect(card.outcome).toBe('lost')
  expect(card.steps.find((step) => step.isLostHere)?.stageId).toBe('stage-proposal')
  expect(card.steps.map((step) => step.state).slice(0, 5)).toEqual(['done', 'skipped', 'skipped', 'done', 'ahead'])

  await app.call('journal.undo', { changeId: lost.changeId })
  expect(idsIn(await boardOf(app), 'stage-proposal')).toEqual([deal.id])

  await app.call('deals.close', { dealId: deal.id, outcome: 'won', lostReasonId: null, note: '', amountMinor: 1_100_000 })
  expect((await app.call('deals.get', { dealId: deal.id })).deal.amountMinor).toBe(1_100_000)
  const reopened = await app.call('deals.reopen', { dealId: deal.id })
  expect(reopened).toMatchObject({ stageId: 'stage-proposal', closedAt: null })
  expect(await app.ask('deals.reopen', { dealId: deal.id })).toMatchObject({ ok: false, error: { reason: 'deal.not_closed' } })
  app.close()
})

test('what was said when a deal was won is kept with the deal and with its client, and undo takes it away', async () => {
  const app = await openTestApp()
  const deal = await aDeal(app)
  const won = await app.change('deals.close', { dealId: deal.id, outcome: 'won', lostReasonId: null, note: 'Przekonały próbki' })
  const texts = async () => {
    const { rows } = await app.call('clients.timeline', { clientId: deal.clientId, kinds: ['note'], page: { offset: 0, limit: 10 } })
    const { history } = await app.call('deals.get', { dealId: deal.id })
    return [rows.flatMap((row) => (row.kind === 'note' ? [row.text] : [])), history.flatMap((row) => (row.kind === 'note' ? [row.text] : []))]
  }
  expect(await texts()).toEqual([['Przekonały próbki'], ['Przekonały próbki']])
  await app.call('journal.undo', { changeId: won.changeId })
  expect(await texts()).toEqual([[], []])
  app.close()
})

test('a removed deal is in no list and undo gives it back', async () => {
  const app = await openTestApp()
  const deal = await aDeal(app)
  const removed = await app.change('deals.remove', { dealId: deal.id })
  const page = { offset: 0, limit: 50 }
  expect((await app.call('deals.list', { filter: anyDeal, sort: null, page })).total).toBe(0)
  await app.call('journal.undo', { changeId: removed.changeId })
  expect((await app.call('deals.list', { filter: anyDeal, sort: null, page })).rows[0]).toMatchObject({ id: deal.id, outcome: 'open' })
  app.close()
})

test('a deal handed to a colleague says from whom and is found under its new owner', async () => {
  const app = await openTestApp()
  const marek = await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  const deal = await aDeal(app)
  await app.call('deals.changeOwner', { dealId: deal.id, ownerId: marek.id })
  expect((await app.call('deals.get', { dealId: deal.id })).history[0]).toMatchObject({ kind: 'owner', fromOwnerId: null, toOwnerId: marek.id })
  const mine = await app.call('deals.list', { filter: { ...anyDeal, ownerId: marek.id }, sort: null, page: { offset: 0, limit: 10 } })
  expect(mine.rows.map((row) => row.id)).toEqual([deal.id])
  app.close()
})

test('late deals come first, then those for today, then those without a next step', async () => {
  const app = await openTestApp()
  const names = ['planned', 'today', 'none', 'late']
  const deals: Record<string, string> = {}
  for (const name of names) deals[name] = (await aDeal(app, { clientId: await aClient(app, name), title: name })).id
  const due = { planned: '2026-12-01', today: '2026-11-22', late: '2026-11-20' }
  for (const [name, dueOn] of Object.entries(due)) {
    const dealId = deals[name] ?? ''
    const { client } = await app.call('deals.get', { dealId })
    await app.call('tasks.add', { clientId: client.id, dealId, kind: 'call', text: 'Zadzwonić', dueOn, dueAt: null, ownerId: null })
  }
  const column = (await boardOf(app, 'attention')).columns[0]
  expect(column?.cards.map((card) => card.title)).toEqual(['late', 'today', 'none', 'planned'])
  expect(column?.cards.map((card) => card.next?.state ?? null)).toEqual(['overdue', 'today', null, 'future'])
  const list = (only: 'noNextStep' | 'overdueStep') =>
    app.call('deals.list', { filter: { ...anyDeal, only }, sort: null, page: { offset: 0, limit: 10 } })
  expect((await list('noNextStep')).rows.map((row) => row.title)).toEqual(['none'])
  expect((await list('overdueStep')).rows.map((row) => row.title)).toEqual(['late'])
  app.close()
})

test('a column says how much stands in it, each currency by itself, and who stays too long', async () => {
  const app = await openTestApp()
  await aDeal(app, { amountMinor: 1_000_00 })
  await aDeal(app, { amountMinor: 500_00 })
  await aDeal(app, { amountMinor: 70_00, currency: 'EUR' })
  app.clock.now += 8 * day
  const board = await boardOf(app)
  expect(board.columns[0]).toMatchObject({
    count: 3,
    sums: [{ currency: 'PLN', amountMinor: 1_500_00 }, { currency: 'EUR', amountMinor: 70_00 }],
    averageDays: 8,
    ageLimitDays: 7,
    overLimitCount: 3,
    probabilityBp: 1000,
    weightedMinor: 150_00
  })
  expect(board.columns[0]?.cards.every((card) => card.isStuck && card.ageDays === 8)).toBe(true)
  const stuck = { ...anyDeal, pipelineId, only: 'stuck' as const }
  expect((await app.call('deals.list', { filter: stuck, sort: null, page: { offset: 0, limit: 10 } })).total).toBe(3)
  app.close()
})

test('a chance set by hand holds until it is given back', async () => {
  const app = await openTestApp()
  const deal = await aDeal(app)
  await app.call('deals.change', { dealId: deal.id, probabilityBp: 9000 })
  expect((await app.call('deals.get', { dealId: deal.id })).probability).toEqual({ templateBp: 1000, ownBp: null, ownCount: 0, automaticBp: 1000, usedBp: 9000, isManual: true })
  await app.call('deals.change', { dealId: deal.id, probabilityBp: null })
  expect((await app.call('deals.get', { dealId: deal.id })).probability).toMatchObject({ usedBp: 1000, isManual: false })
  app.close()
})

test('the page of a deal warns of a missing step, a passed day and a smaller amount', async () => {
  const app = await openTestApp()
  const deal = await aDeal(app, { expectedOn: '2026-11-01' })
  await app.call('deals.change', { dealId: deal.id, amountMinor: 100 })
  app.clock.now += 9 * day
  expect((await app.call('deals.get', { dealId: deal.id })).signals).toEqual(['overLimit', 'noNextStep', 'expectedPassed', 'amountDropped'])
  app.close()
})

test('deals are found by a word of their title or client in any alphabet and case', async () => {
  const app = await openTestApp()
  await aDeal(app, { clientId: await aClient(app, 'Łódzkie Młyny'), title: 'Silos' })
  await aDeal(app, { clientId: await aClient(app, 'ТОВ «Карпатбуд»'), title: 'Вікна' })
  const find = async (search: string) =>
    (await app.call('deals.list', { filter: { ...anyDeal, search }, sort: { by: 'title', direction: 'asc' }, page: { offset: 0, limit: 10 } })).rows.map((row) => row.title)
  expect(await find('lodzkie')).toEqual(['Silos'])
  expect(await find('КАРПАТ')).toEqual(['Вікна'])
  expect(await find('нічого')).toEqual([])
  app.close()
})

test('a deal without a source of its own follows its client, also when that is taken back', async () => {
  const app = await openTestApp()
  const { sources } = await app.call('app.dictionaries', {})
  const [fair, call] = [sources[0]?.id ?? '', sources[1]?.id ?? '']
  const clientId = await aClient(app, 'Meble Jesion')
  const follower = await aDeal(app, { clientId })
  const own = await aDeal(app, { clientId, sourceId: call })
  const from = async (sourceId: string) =>
    (await app.call('deals.list', { filter: { ...anyDeal, sourceId }, sort: { by: 'createdAt', direction: 'asc' }, page: { offset: 0, limit: 10 } })).rows.map((row) => row.id)
  const changed = await app.change('clients.change', { id: clientId, change: { sourceId: fair } })
  expect([await from(fair), await from(call)]).toEqual([[follower.id], [own.id]])
  await app.call('deals.change', { dealId: own.id, sourceId: null })
  expect(await from(fair)).toEqual([follower.id, own.id])
  await app.call('journal.undo', { changeId: changed.changeId })
  expect(await from(fair)).toEqual([])
  app.close()
})

test('a list asked beyond its end still says how many there are', async () => {
  const app = await openTestApp()
  await aDeal(app)
  await aDeal(app)
  const page = { offset: 50, limit: 10 }
  expect(await app.call('deals.list', { filter: anyDeal, sort: null, page })).toEqual({ rows: [], total: 2, potentialMinor: 2_500_000 })
  app.close()
})

import fc from 'fast-check'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import { client, clientEmail, clientPhone, contact, deal, note, stageChange, task } from '#main/db/schema/index.ts'
import { eventColumnsOf, eventNames, journalledTables } from '#main/db/tableKinds.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { personal, type PersonalName, personalOf } from '#main/features/privacy/personal.ts'
import { builtInPipeline, builtInStages } from '#main/features/settings/builtIns.ts'
import { openTestApp, type TestApp } from './app.ts'
import { dumpAll, dumpDerived, dumpVisible, replay } from './model.ts'
import { inputs, openWorld } from './operations.ts'

/** One thing that a person does; numbers choose among what is there. */
type Step =
  | { readonly do: 'addClient'; readonly name: string; readonly town: string | null }
  | { readonly do: 'changeClient'; readonly which: number; readonly name: string; readonly taxNumber: string | null }
  | { readonly do: 'addNumbers'; readonly which: number; readonly count: number }
  | { readonly do: 'addNote'; readonly which: number; readonly text: string }
  | { readonly do: 'removeClient'; readonly which: number }
  | { readonly do: 'addDeal'; readonly which: number; readonly amountMinor: number }
  | { readonly do: 'moveDeal'; readonly which: number; readonly stage: number }
  | { readonly do: 'fail'; readonly which: number }
  | { readonly do: 'undo'; readonly back: number }
  | { readonly do: 'restart' }

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((value) => value.trim() !== '' && !value.includes('\0')),
  fc.constantFrom('Żubr Łódź', 'ТОВ «Карпатбуд»', "O'Neil; DROP TABLE client", '"quoted"', 'ąęćśźż', 'Ґанок')
)
const which = fc.nat({ max: 1000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('addClient' as const), name: text, town: fc.option(text) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('changeClient' as const), which, name: text, taxNumber: fc.option(fc.constantFrom('8567346215', '7251870436')) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('addNumbers' as const), which, count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('addNote' as const), which, text }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('removeClient' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('addDeal' as const), which, amountMinor: fc.integer({ min: 0, max: 10_000_000 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('moveDeal' as const), which, stage: fc.integer({ min: 0, max: builtInStages.length - 1 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), back: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) }
)

type World = { app: TestApp; readonly undoable: { changeId: string; before: ReturnType<typeof dumpVisible>; after: ReturnType<typeof dumpVisible> }[] }

const pick = <T>(list: readonly T[], index: number): T | undefined => (list.length === 0 ? undefined : list[index % list.length])
const sqliteOf = (world: World) => world.app.store.db().$client
const liveIds = (world: World, table: 'client' | 'deal') =>
  sqliteOf(world).prepare<[], string>(`SELECT id FROM ${table} WHERE deleted_at IS NULL ORDER BY id`).pluck().all()

/** Does a step as one change through the transaction helper. */
function act(world: World, step: Exclude<Step, { do: 'undo' } | { do: 'restart' }>): void {
  const ctx = world.app.store.makeContext(`test.${step.do}`)
  const now = ctx.now()
  const stamps = { createdAt: now, updatedAt: now }
  const clientId = 'which' in step ? pick(liveIds(world, 'client'), step.which) : undefined
  const before = dumpVisible(sqliteOf(world))
  const opsBefore = countOps(world)
  try {
    inTransaction(ctx, (db) => {
      if (step.do === 'addClient') {
        db.insert(client).values({ id: ctx.newId(), kind: 'company', status: 'prospect', name: step.name, town: step.town, country: 'PL', ...stamps }).run()
      } else if (step.do === 'addDeal' && clientId) {
        const dealId = ctx.newId()
        db.insert(deal)
          .values({
            id: dealId, clientId, title: 'Krzesła', amountMinor: step.amountMinor, currency: 'PLN', pipelineId: builtInPipeline.id,
            stageId: builtInStages[0].id, orderKey: 'a0', ...stamps
          })
          .run()
        db.insert(stageChange)
          .values({
            id: ctx.newId(), dealId, pipelineId: builtInPipeline.id, toStageId: builtInStages[0].id, amountMinor: step.amountMinor,
            currency: 'PLN', amountBaseMinor: step.amountMinor, isImputed: false, at: now
          })
          .run()
      } else if (step.do === 'moveDeal') {
        const dealId = pick(liveIds(world, 'deal'), step.which)
        const stage = builtInStages[step.stage]!
        if (!dealId) return
        db.update(deal).set({ stageId: stage.id, updatedAt: now }).where(eq(deal.id, dealId)).run()
        db.insert(stageChange)
          .values({
            id: ctx.newId(), dealId, pipelineId: builtInPipeline.id, toStageId: stage.id, amountMinor: 1, currency: 'PLN',
            amountBaseMinor: 1, isImputed: false, at: now
          })
          .run()
      } else if (clientId && step.do === 'changeClient') {
        db.update(client).set({ name: step.name, taxNumber: step.taxNumber, updatedAt: now }).where(eq(client.id, clientId)).run()
      } else if (clientId && step.do === 'addNumbers') {
        const contactId = ctx.newId()
        db.insert(contact).values({ id: contactId, clientId, name: 'Beata', position: 1, ...stamps }).run()
        for (let index = 0; index < step.count; index += 1) {
          db.insert(clientPhone).values({ id: ctx.newId(), clientId, contactId, e164: `+4842630${1000 + index}`, position: index, isBad: false, ...stamps }).run()
        }
        db.insert(clientEmail).values({ id: ctx.newId(), clientId, email: 'biuro@example.pl', position: 1, ...stamps }).run()
      } else if (clientId && step.do === 'addNote') {
        db.insert(note).values({ id: ctx.newId(), clientId, text: step.text, at: now, ...stamps }).run()
        db.insert(task).values({ id: ctx.newId(), clientId, kind: 'call', text: step.text, dueOn: '2026-12-01', ...stamps }).run()
      } else if (clientId && step.do === 'removeClient') {
        db.update(client).set({ deletedAt: now, updatedAt: now }).where(eq(client.id, clientId)).run()
      } else if (clientId && step.do === 'fail') {
        db.update(client).set({ name: 'never', updatedAt: now }).where(eq(client.id, clientId)).run()
        throw new Error('changed my mind')
      }
    })
  } catch (error) {
    if (step.do !== 'fail') throw error
    expect(dumpVisible(sqliteOf(world)), 'a transaction that fails changes nothing').toEqual(before)
    expect(countOps(world), 'and logs nothing').toBe(opsBefore)
    return
  }
  const after = dumpVisible(sqliteOf(world))
  if (countOps(world) > opsBefore) world.undoable.push({ changeId: ctx.changeId, before, after })
}

function countOps(world: World): number {
  return Number(sqliteOf(world).prepare('SELECT count(*) FROM journal_op').pluck().get())
}

async function takeBack(world: World, back: number): Promise<boolean> {
  const index = world.undoable.length - 1 - (back % Math.max(1, world.undoable.length))
  const change = world.undoable[index]
  if (!change) return false
  const opsBefore = countOps(world)
  const result = await world.app.ask('journal.undo', { changeId: change.changeId })
  if (!result.ok) {
    expect(result.error.reason).toBe('undo.blocked')
    expect(countOps(world), 'a refused undo changes nothing').toBe(opsBefore)
    return false
  }
  const isNewest = index === world.undoable.length - 1
  if (isNewest) expect(dumpVisible(sqliteOf(world)), 'undo gives back what the user saw').toEqual(change.before)
  // What others saw lies before or after with this change still in it, so only what came earlier can be compared.
  world.undoable.splice(isNewest ? index : 0)
  if (!result.changeId) throw new Error('an undo is a change')
  const redo = await world.app.ask('journal.undo', { changeId: result.changeId })
  expect(redo.ok, 'what was taken back can be put back').toBe(true)
  if (isNewest) expect(dumpVisible(sqliteOf(world))).toEqual(change.after)
  const again = await world.app.ask('journal.undo', { changeId: change.changeId })
  expect(again.ok, 'and taken back once more').toBe(true)
  return true
}

const totals = { steps: 0, ops: 0, undos: 0, refused: 0 }

async function live(steps: readonly Step[]): Promise<void> {
  const world: World = { app: await openTestApp(), undoable: [] }
  try {
    for (const step of steps) {
      totals.steps += 1
      if (step.do === 'undo') {
        if (await takeBack(world, step.back)) totals.undos += 1
        else totals.refused += 1
      } else if (step.do === 'restart') world.app = world.app.reopen()
      else act(world, step)
    }
    totals.ops += countOps(world)
    const sqlite = sqliteOf(world)
    const derived = dumpDerived(sqlite)
    while (catchUpSearch(world.app.store.db(), 1000) > 0);
    sqlite.exec("INSERT INTO client_search (client_search, rank) VALUES ('integrity-check', 1)")
    const empty = await openTestApp({ isSetUp: false })
    replay(sqlite, empty.store.db().$client)
    expect(dumpAll(empty.store.db().$client), 'the log alone gives the same database').toEqual(dumpAll(sqlite))
    empty.close()
    rebuildDerived(world.app.store.db())
    expect(dumpDerived(sqlite), 'rebuilt from the events = kept up to date').toEqual(derived)
    expect(sqlite.pragma('foreign_key_check')).toEqual([])
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  } finally {
    world.app.close()
  }
}

test('whatever people do, undo, the log and the derived tables stay true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), live),
    { numRuns: Number(process.env['KLIENTELA_MODEL_RUNS'] ?? 12), endOnFailure: true }
  )
  // A generator that makes nothing proves nothing.
  expect(totals.ops).toBeGreaterThan(totals.steps)
  expect(totals.undos).toBeGreaterThan(10)
}, 120_000)

describe('the log', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await openTestApp()
  })
  afterAll(() => app.close())

  const addClient = (name: string): { changeId: string; id: string } => {
    const ctx = app.store.makeContext('test.addClient')
    const id = ctx.newId()
    inTransaction(ctx, (db) =>
      db.insert(client).values({ id, kind: 'company', status: 'prospect', name, country: 'PL', createdAt: ctx.now(), updatedAt: ctx.now() }).run()
    )
    return { changeId: ctx.changeId, id }
  }
  const opsOf = (rowId: string) =>
    app.store.db().$client.prepare<[string], { kind: string; before: string | null; after: string; hlc: string }>('SELECT kind, before, after, hlc FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id WHERE row_id = ? ORDER BY seq').all(rowId)

  test('one change of a row is one line with the values before and after', () => {
    const { id } = addClient('Meble Jesion')
    const ctx = app.store.makeContext('test.rename')
    inTransaction(ctx, (db) => db.update(client).set({ name: 'Meble Jesion Sp. z o.o.' }).where(eq(client.id, id)).run())
    const [, update] = opsOf(id)
    expect(update).toMatchObject({ kind: 'update', before: '{"name":"Meble Jesion"}', after: '{"name":"Meble Jesion Sp. z o.o."}' })
  })

  test('writing a row as it already is logs nothing', () => {
    const { id } = addClient('Drukarnia Łan')
    const ctx = app.store.makeContext('test.same')
    inTransaction(ctx, (db) => db.update(client).set({ name: 'Drukarnia Łan' }).where(eq(client.id, id)).run())
    expect(opsOf(id)).toHaveLength(1)
  })

  test('stamps only grow, even when the clock is set back', () => {
    const first = opsOf(addClient('Przed').id)[0]!
    app.clock.now -= 3_600_000
    const second = opsOf(addClient('Po').id)[0]!
    app.clock.now += 3_600_000
    expect(second.hlc > first.hlc).toBe(true)
  })

  test('a write past the transaction helper is refused', () => {
    const sqlite = app.store.db().$client
    const { id } = addClient('Szkoła nr 14')
    expect(() => sqlite.prepare('UPDATE client SET name = ? WHERE id = ?').run('x', id)).toThrow(/in a transaction of its own only/)
    expect(() => sqlite.prepare('DELETE FROM client WHERE id = ?').run(id)).toThrow(/never deleted/)
  })

  const insertInto = (id: string) => `INTO client (id, kind, status, name, country, created_at, updated_at) VALUES ('${id}', 'company', 'prospect', 'x', 'PL', 1, 1)`
  const rowOf = (id: string) => app.store.db().$client.prepare('SELECT * FROM client WHERE id = ?').get(id)

  test.each(['INSERT OR IGNORE', 'INSERT OR REPLACE', 'INSERT OR FAIL', 'INSERT OR ROLLBACK', 'REPLACE'])('a write past the transaction helper is refused to %s too', (verb) => {
    const sqlite = app.store.db().$client
    expect(() => sqlite.exec(`${verb} ${insertInto('stray')}`)).toThrow(/in a transaction of its own only/)
    expect(rowOf('stray')).toBeUndefined()
  })

  test.each(['IGNORE', 'REPLACE'])('a change past the transaction helper is refused to UPDATE OR %s too', (how) => {
    const { id } = addClient('Szkoła nr 15')
    const before = rowOf(id)
    expect(() => app.store.db().$client.exec(`UPDATE OR ${how} client SET name = 'x' WHERE id = '${id}'`)).toThrow(/in a transaction of its own only/)
    expect(rowOf(id)).toEqual(before)
  })

  test.each(['INSERT', 'INSERT OR IGNORE', 'INSERT OR REPLACE', 'REPLACE'])('%s does not write over a client that is there', (verb) => {
    const { id } = addClient('Szkoła nr 16')
    const before = rowOf(id)
    const ctx = app.store.makeContext('test.replace')
    expect(() => inTransaction(ctx, (db) => void db.$client.exec(`${verb} ${insertInto(id)}`))).toThrow(/is there already/)
    expect(rowOf(id)).toEqual(before)
    expect(opsOf(id)).toHaveLength(1)
  })

  test('no table that is logged can be written to past the transaction helper', () => {
    const sqlite = app.store.db().$client
    for (const table of journalledTables) {
      const columns = sqlite.pragma(`table_info(${table})`) as { name: string; type: string; notnull: number }[]
      const needed = columns.filter((column) => column.notnull === 1 || column.name === 'id')
      const write = `${table} (${needed.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${needed.map(({ type }) => (type === 'TEXT' ? "'stray'" : '0')).join(', ')})`
      for (const verb of ['INSERT', 'INSERT OR IGNORE', 'REPLACE']) {
        expect(() => sqlite.exec(`${verb} INTO ${write}`), `${verb} INTO ${table}`).toThrow(/in a transaction of its own only|CHECK constraint|never changes|FOREIGN KEY/)
      }
      expect(sqlite.prepare(`SELECT count(*) FROM "${table}" WHERE id = 'stray'`).pluck().get(), table).toBe(0)
    }
  })

  test('every table of events is held: none of its columns can be changed but what undo, a merge and an erasure need', async () => {
    const world = await openWorld({})
    onTestFinished(world.app.close)
    const sqlite = world.app.store.db().$client
    const columnsOf = (table: string) => sqlite.pragma(`table_info(${table})`) as { name: string; type: string }[]
    const events = journalledTables.filter((table) => columnsOf(table).some(({ name }) => name === 'undone_at'))
    expect([...eventNames].sort()).toEqual([...events].sort())
    await world.app.call('consents.record', inputs['consents.record'](world))
    await world.app.call('calls.recordAttempt', inputs['calls.recordAttempt'](world))
    await world.app.call('clients.changeOwner', inputs['clients.changeOwner'](world))
    await world.app.call('duplicates.merge', inputs['duplicates.merge'](world))
    await world.app.call('privacy.export', inputs['privacy.export'](world))
    const change = (sql: string, ...values: unknown[]) =>
      inTransaction(world.app.store.makeContext('test.rewrite'), (db) => void db.$client.prepare(sql).run(...values))
    for (const table of eventNames) {
      const { blanked } = eventColumnsOf(table)
      const id = sqlite.prepare(`SELECT id FROM "${table}" LIMIT 1`).pluck().get()
      expect(id, `${table} has something to try it on`).toBeDefined()
      for (const { name, type } of columnsOf(table)) {
        if (name === 'id' || name === 'undone_at') continue
        const value = type === 'TEXT' ? 'something else' : 77
        expect(() => change(`UPDATE "${table}" SET "${name}" = ? WHERE id = ?`, value, id), `${table}.${name}`).toThrow(/what happened is never changed/)
        if (blanked.includes(name)) change(`UPDATE "${table}" SET "${name}" = ${name === 'name' ? "''" : 'NULL'} WHERE id = ?`, id)
      }
      expect(() => change(`DELETE FROM "${table}" WHERE id = ?`, id)).toThrow(/never deleted/)
      change(`UPDATE "${table}" SET undone_at = 1 WHERE id = ?`, id)
    }
  })

  test('an erasure may empty in events what it has to, and nothing else', () => {
    const emptied = eventNames.map((table) => [table, [...eventColumnsOf(table).blanked].sort()])
    expect(emptied).toEqual(eventNames.map((table) => [table, table in personal ? Object.keys(personalOf(table as PersonalName).blanks).sort() : []]))
  })

  test('a client that got a deal meanwhile keeps its creation', async () => {
    const { changeId, id } = addClient('Kancelaria Lipski')
    const ctx = app.store.makeContext('test.note')
    inTransaction(ctx, (db) =>
      db.insert(note).values({ id: ctx.newId(), clientId: id, text: 'dzwonić po 10', at: ctx.now(), createdAt: ctx.now(), updatedAt: ctx.now() }).run()
    )
    const refused = await app.ask('journal.undo', { changeId })
    expect(refused).toMatchObject({ ok: false, error: { code: 'rule', reason: 'undo.blocked', details: { table: 'note' } } })
  })

  test('undo last takes back the newest change only', async () => {
    const { id } = addClient('Studio Żubr')
    const result = await app.ask('journal.undoLast', {})
    expect(result.ok).toBe(true)
    expect(app.store.db().$client.prepare('SELECT deleted_at FROM client WHERE id = ?').pluck().get(id)).not.toBeNull()
    expect(app.store.db().$client.prepare('SELECT count(*) FROM client_summary WHERE client_id = ?').pluck().get(id)).toBe(0)
  })
})

// A desk at work in a process of its own, to be ended at any moment: writer.ts <way> <folder> [argument …]. It says each
// change on its output only after the store has said that it was done.
import { usualChoices } from '#test/imports.ts'
import { writeSync } from 'node:fs'
import { openQuietly } from './open.ts'
import { classify } from '#main/app/classify.ts'
import type { StoreOperation } from '../operations.ts'
import type { InputOf } from '#shared/contract/define.ts'
import type { storeContract } from '#shared/contract/index.ts'
import { today } from '#shared/day.ts'
import type { Line } from './child.ts'

type Contract = typeof storeContract

const [way = '', folder = '', ...more] = process.argv.slice(2)
const store = openQuietly(folder)
const start = store.startState()
if (start.state !== 'ready') {
  say({ say: 'end', state: start.reason })
  process.exit(0)
}
// Only to show that the power-cut test would notice (KLIENTELA_SYNC=NORMAL, OFF).
if (process.env['KLIENTELA_SYNC']) store.db().$client.pragma(`synchronous = ${process.env['KLIENTELA_SYNC']}`)

const ways: Readonly<Record<string, () => Promise<void>>> = {
  /** Everyday changes, without end or `count` times. */
  writes: () => workAllDay(Number(more[0] ?? Number.POSITIVE_INFINITY)),
  /** Imports the file, or goes on with the import that was cut off. */
  import: () => importFile(more[0] ?? ''),
  /** Takes a change back. */
  undo: async () => {
    say({ say: 'ready' })
    await step('journal.undo', { changeId: more[0] ?? '' })
    say({ say: 'end', state: 'undone' })
  }
}
await ways[way]?.()
store.close()

function say(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

async function ask<N extends StoreOperation>(name: N, input: InputOf<Contract[N]>) {
  return store.dispatcher.run(name, input)
}

/** Does one operation; nothing when it was refused, which is said. */
async function step<N extends StoreOperation>(name: N, input: InputOf<Contract[N]>) {
  const result = await ask(name, input)
  if (result.ok) return { value: result.value, changeId: result.changeId ?? '' }
  say({ say: 'refused', code: result.error.code, reason: result.error.reason })
  return undefined
}

/** As `step`, saying that `column` of the row is now `value`. */
function done(change: { readonly changeId: string }, table: string, rowId: string, column: string, value: string): void {
  say({ say: 'done', changeId: change.changeId, table, rowId, column, value })
}

async function importFile(path: string): Promise<void> {
  const runs = await ask('imports.list', {})
  const cutOff = runs.ok ? runs.value.find((run) => run.state === 'interrupted') : undefined
  say({ say: 'ready' })
  if (cutOff) await step('imports.resume', { importRunId: cutOff.id })
  else {
    const mapping = (['name', 'phone', 'email', 'town', 'contactName'] as const).map((field, column) => ({ column, field }))
    await step('imports.run', {
      ...usualChoices,
      parts: [{ path, target: 'client', sheetIndex: null, encoding: 'utf-8', delimiter: ';', mapping }]
    })
  }
  say({ say: 'end', state: 'imported' })
}

async function workAllDay(count: number): Promise<void> {
  const settled = await settle()
  if (settled === undefined) return
  const userId = settled
  const entries = await listToCall(userId)
  const clients = idsOf('SELECT id FROM client ORDER BY id LIMIT 20')
  const deals: string[] = []
  say({ say: 'ready' })
  const works = [addClient, addClient, renameClient, addNote, addDeal, moveDeal, moveDeal, call, issueInvoice, planTask]
  for (let turn = 0; turn < count; turn += 1) {
    const work = turn < 3 ? addClient : (works[Math.floor(Math.random() * works.length)] ?? addClient)
    await work(turn)
    if (turn % 25 === 24) await store.tick().catch((error: unknown) => say({ say: 'refused', code: 'io', reason: classify(error)?.reason ?? String(error) }))
  }

  function one(list: readonly string[]): string {
    return list[Math.floor(Math.random() * list.length)] ?? ''
  }

  async function addClient(turn: number): Promise<void> {
    const name = `Zakład ${turn} ${process.pid}`
    const made = await step('clients.create', {
      name, town: 'Łódź', phones: [{ text: phoneOf(turn), label: null }, { text: phoneOf(turn + 1), label: 'biuro' }], contacts: [{ name: 'Beata Nowicka', role: null }]
    })
    if (!made) return
    clients.push(made.value.id)
    done(made, 'client', made.value.id, 'name', name)
  }

  async function renameClient(turn: number): Promise<void> {
    const id = one(clients)
    const name = `Hurtownia ${turn} ${process.pid}`
    const changed = await step('clients.change', { id, change: { name } })
    if (changed) done(changed, 'client', id, 'name', name)
  }

  async function addNote(turn: number): Promise<void> {
    const text = `prosi o katalog ${turn} ${'ż'.repeat(turn % 400)}`
    const made = await step('notes.add', { clientId: one(clients), dealId: null, text })
    if (made) done(made, 'note', made.value.id, 'text', text)
  }

  async function planTask(turn: number): Promise<void> {
    const made = await step('tasks.add', {
      clientId: one(clients), dealId: null, kind: 'mail', text: `wysłać ofertę ${turn}`, dueOn: '2027-01-15', dueAt: null, ownerId: userId
    })
    if (made) done(made, 'task', made.value.id, 'text', `wysłać ofertę ${turn}`)
  }

  async function addDeal(turn: number): Promise<void> {
    const made = await step('deals.create', {
      clientId: one(clients), title: `Krzesła ${turn}`, amountMinor: turn * 1000, currency: 'PLN', pipelineId: 'pipeline-typical',
      stageId: 'stage-assessment', ownerId: userId, expectedOn: null, sourceId: null
    })
    if (!made) return
    deals.push(made.value.id)
    done(made, 'deal', made.value.id, 'title', `Krzesła ${turn}`)
  }

  /** Each deal is moved once, so that what was said of it stays true. */
  async function moveDeal(turn: number): Promise<void> {
    const id = deals.pop()
    if (id === undefined) return addDeal(turn)
    const stageId = turn % 2 === 0 ? 'stage-proposal' : 'stage-decision'
    const moved = await step('deals.move', { dealId: id, stageId, before: null })
    if (moved) done(moved, 'deal', id, 'stage_id', stageId)
  }

  async function call(turn: number): Promise<void> {
    const entryId = entries.pop()
    if (entryId === undefined) return addNote(turn)
    const now = Date.now()
    const made = await step('calls.recordAttempt', {
      entryId, phoneId: null, e164: '+48426302233', startedAt: now - 60_000, endedAt: now, dispositionId: 'disposition-interested', note: `próbki ${turn}`,
      callbackAt: null, reasonId: null, deal: { title: 'Próbki', amountMinor: 100_000 }, dealId: null, nextStep: null
    })
    if (made) done(made, 'call_attempt', made.value.attemptId, 'note', `próbki ${turn}`)
  }

  async function issueInvoice(): Promise<void> {
    const day = today(Date.now(), 'Europe/Warsaw')
    const draft = await step('invoices.draft', { clientId: one(clients), dealId: null })
    if (!draft) return
    const { id } = draft.value
    const line = { id: null, name: 'Krzesło', unit: 'szt.', quantityMicro: 2_000_000, unitPriceE8: 12_300_000_000, discountBp: 0, vatCode: '23' }
    const changed = await step('invoices.changeDraft', {
      id, issuedOn: null, soldOn: day, dueOn: '2099-12-31', place: 'Łódź', currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null,
      buyer: { name: 'Hurtownia Wisła', taxNumber: null, street: 'Polna 2', postalCode: '90-002', town: 'Łódź', country: 'PL' }, lines: [line, { ...line, name: 'Stół' }]
    })
    if (!changed) return
    const issued = await step('invoices.issue', { id, issuedOn: day, soldOn: day })
    if (issued) done(issued, 'invoice', id, 'number', issued.value.number)
  }
}

/** A firm that may issue invoices; gives who works there, nobody when the store refused. */
async function settle(): Promise<string | undefined> {
  const status = await step('app.status', {})
  if (!status || status.value.userId !== null) return status?.value.userId ?? undefined
  await step('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
  await step('settings.changeFirm', {
    name: 'Meble Wisła', taxNumber: '8567346215', isVatPayer: true, street: 'Polna 1', postalCode: '90-001', town: 'Łódź', bankAccount: null,
    bankName: null, email: null, phone: null
  })
  return (await step('app.status', {}))?.value.userId ?? undefined
}

/** What is left of a list of 20 clients to call, or a new one; gives its entries. */
async function listToCall(userId: string): Promise<string[]> {
  const waiting = "SELECT id FROM call_list_entry WHERE state = 'waiting' ORDER BY position, id"
  const left = idsOf(waiting)
  if (left.length > 0) return left
  const ids: string[] = []
  for (let count = 0; count < 20; count += 1) {
    const made = await step('clients.create', { name: `Dzwonić ${count} ${process.pid}`, phones: [{ text: phoneOf(count), label: null }] })
    if (made) ids.push(made.value.id)
  }
  if (ids.length === 0) return []
  await step('calls.createList', {
    name: 'Jesień', purpose: 'service', script: null, ownerId: userId, startsOn: '2026-01-01', endsOn: null, maxAttempts: 6, clients: { kind: 'ids', ids }
  })
  return idsOf(waiting)
}

function idsOf(sql: string): string[] {
  try {
    return store.db().$client.prepare<[], string>(sql).pluck().all()
  } catch (error) {
    say({ say: 'refused', code: 'io', reason: classify(error)?.reason ?? String(error) })
    return []
  }
}

function phoneOf(count: number): string {
  return `42 630 ${String(1000 + (count % 9000)).replace(/(..)$/, ' $1')}`
}

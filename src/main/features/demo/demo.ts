import { generateNKeysBetween } from 'fractional-indexing'
import type { JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { DemoLoaded } from '#shared/contract/demo.ts'
import { addDays, dayOf, startOfDayMs } from '#shared/day.ts'
import { builtInDispositions, builtInLostReasons, builtInPipeline, builtInSources, builtInStages } from '../settings/builtIns.ts'
import { languageOfDesk, listUsers, ourFirm } from '../settings/settings.ts'
import { demoCards } from './cards.ts'
import { demoGroups } from './groups.ts'
import { demoColumns, type Insert, prepareInsert } from './demo.queries.ts'
import { type Random, randomOf } from './random.ts'
import { type DemoWords, demoWords, ukrainianFirms, ukrainianTowns } from './words.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const clientsPerBatch = 100
const openStages = builtInStages.filter((stage) => stage.outcome === 'open')
/** Share of deals that go on from each stage; the proposal leaks most, as in real life. */
const goOn = [0.82, 0.86, 0.84, 0.62, 0.8, 0.88, 0.95, 0.98, 0.99]

type Inserts = { readonly [T in keyof typeof demoColumns]: Insert }
type Person = { readonly id: string; readonly skill: number }

/**
 * Writes invented clients with phones, contacts, notes, calls and deals over the last two years: the same for the same
 * counts, day and language of the desk. One change of the journal, in batches, so undo takes all of it away.
 */
export async function loadDemo(
  ctx: JobContext,
  { clientCount, dealsPerClient, userCount }: { clientCount: number; dealsPerClient: number; userCount: number }
): Promise<DemoLoaded> {
  const firm = ourFirm(ctx.db)
  const random = randomOf(20260101)
  const inserts = Object.fromEntries(
    Object.entries(demoColumns).map(([table, columns]) => [table, prepareInsert(ctx.db, table, columns)])
  ) as unknown as Inserts
  const language = languageOfDesk(ctx.db)
  const words = demoWords[language]
  const people = inTransaction(ctx, () => hire(ctx, inserts, userCount, words))
  const keys = generateNKeysBetween(null, null, 2000)
  const start = ctx.now()
  const world: World = { ctx, words, random, inserts, people, fillCard: demoCards(ctx, firm.baseCurrency, firm.timeZone, language), sortIn: demoGroups(ctx, language), currency: firm.baseCurrency, timeZone: firm.timeZone, keys, start, atWork: workingHours(start, firm.timeZone) }
  let dealCount = 0
  for (let done = 0; done < clientCount; ) {
    const batch = Math.min(clientsPerBatch, clientCount - done)
    inTransaction(ctx, () => {
      for (let index = 0; index < batch; index += 1) dealCount += addClient(world, done + index, dealsPerClient)
      return dealCount
    })
    done += batch
    ctx.progress({ done, total: clientCount })
    await ctx.breathe()
  }
  return { clientCount, dealCount }
}

type World = {
  readonly ctx: JobContext
  readonly words: DemoWords
  readonly random: Random
  readonly inserts: Inserts
  readonly people: readonly Person[]
  readonly fillCard: ReturnType<typeof demoCards>
  readonly sortIn: ReturnType<typeof demoGroups>
  readonly currency: string
  readonly timeZone: string
  readonly keys: readonly string[]
  readonly start: number
  /** Moves an instant into the working hours of its day; later stays later. */
  readonly atWork: (at: number) => number
}

function hire(ctx: JobContext, inserts: Inserts, userCount: number, { colleagues }: DemoWords): Person[] {
  const people = listUsers(ctx.db).map((user, index) => ({ id: user.id, skill: 1.1 - index * 0.05 }))
  for (let index = people.length; index < userCount; index += 1) {
    const id = ctx.newId()
    inserts.user({
      id,
      name: colleagues[(index - 1) % colleagues.length]!,
      role: index === 1 ? 'head' : 'rep',
      created_at: ctx.now(),
      updated_at: ctx.now()
    })
    people.push({ id, skill: 1.12 - index * 0.07 })
  }
  return people
}

/** Gives how many deals the client got. */
function addClient(world: World, index: number, dealsPerClient: number): number {
  const { ctx, words, random, inserts, people, start, atWork } = world
  const isUkrainian = random.chance(0.15)
  const id = ctx.newId()
  const owner = random.pick(people)
  const createdAt = atWork(start - random.int(20, 730) * dayMs - random.int(0, dayMs))
  const [town, area, post] = isUkrainian ? [random.pick(ukrainianTowns), '44', '01'] : random.pick(words.towns)
  const mark = random.pick(words.marks)
  const family = random.pick(words.familyNames)
  const name = isUkrainian
    ? `ТОВ «${random.pick(ukrainianFirms)} ${index + 1}»`
    : words.firmName(random.pick(words.trades), random.chance(0.5) ? mark : family, random.pick(words.legalForms))
  const stamps = { created_at: createdAt, updated_at: createdAt }
  const willBuy = random.chance(0.3)
  inserts.client({
    id,
    kind: 'company',
    status: willBuy ? 'active' : 'prospect',
    name,
    tax_number: random.chance(0.85) ? taxNumberOf(random, isUkrainian) : null,
    country: isUkrainian ? 'UA' : 'PL',
    street: `${random.pick(words.streets)} ${random.int(1, 180)}`,
    postal_code: isUkrainian ? `${random.int(10000, 99999)}` : `${post}${random.int(10, 99)}`,
    town,
    source_id: random.pick(builtInSources).id,
    owner_id: owner.id,
    ...stamps
  })
  world.sortIn({ id, createdAt, isBuyer: willBuy })
  world.fillCard({ id, country: isUkrainian ? 'UA' : 'PL', town, createdAt, isBuyer: willBuy })
  const e164 = isUkrainian ? `+38044${random.int(2000000, 5999999)}` : `+48${area}${random.int(2000000, 8999999)}`
  inserts.client_phone({ id: ctx.newId(), client_id: id, contact_id: null, e164, position: 1, is_bad: 0, ...stamps })
  if (random.chance(0.7)) {
    const contactId = ctx.newId()
    inserts.contact({
      id: contactId,
      client_id: id,
      name: `${random.pick(words.givenNames)} ${random.pick(words.familyNames)}`,
      role: random.pick(words.roles),
      position: 1,
      ...stamps
    })
    inserts.client_email({ id: ctx.newId(), client_id: id, contact_id: contactId, email: `${words.mailbox}${index + 1}@example.com`, position: 1, ...stamps })
  }
  if (random.chance(0.4)) {
    const at = atWork(createdAt + random.int(1, 15) * dayMs + random.int(0, dayMs))
    inserts.note({ id: ctx.newId(), client_id: id, text: random.pick(words.notes), at, by_id: owner.id, created_at: at, updated_at: at })
  }
  const callDays = Array.from({ length: random.chance(0.6) ? random.int(1, 3) : 0 }, () => random.int(1, 60)).sort((a, b) => a - b)
  for (const [before, days] of callDays.entries()) {
    // Attempts of one day keep their order.
    const at = atWork(Math.min(start - dayMs, createdAt + days * dayMs)) + before * 600_000
    inserts.call_attempt({
      id: ctx.newId(),
      client_id: id,
      e164,
      attempt_number: before + 1,
      started_at: at,
      ended_at: at + random.int(20, 400) * 1000,
      disposition_id: random.pick(builtInDispositions.slice(3, 8)).id,
      note: random.chance(0.3) ? random.pick(words.notes) : null,
      by_id: owner.id,
      workstation_id: ctx.workstationId
    })
  }
  const whole = Math.floor(dealsPerClient)
  const deals = whole + (random.chance(dealsPerClient - whole) ? 1 : 0)
  for (let number = 0; number < deals; number += 1) addDeal(world, id, owner, createdAt)
  return deals
}

function addDeal(world: World, clientId: string, owner: Person, clientSince: number): void {
  const { ctx, words, random, inserts, people, start, currency, timeZone, keys, atWork } = world
  const id = ctx.newId()
  const holder = random.chance(0.8) ? owner : random.pick(people)
  const beganAt = Math.min(start - dayMs, clientSince + random.int(0, Math.max(1, Math.floor((start - clientSince) / dayMs) - 1)) * dayMs + random.int(0, dayMs))
  const createdAt = atWork(beganAt)
  const amountMinor = random.int(8, 800) * 10_000
  const moves: { stageId: string; at: number }[] = [{ stageId: openStages[0]!.id, at: createdAt }]
  let at = beganAt
  let position = 0
  let closed: 'won' | 'lost' | null = null
  while (closed === null) {
    at += Math.max(3_600_000, Math.round(random.next() * random.next() * 30 * dayMs))
    if (at > start) break
    if (!random.chance((goOn[position] ?? 1) * Math.min(1, holder.skill))) closed = 'lost'
    else if (position === openStages.length - 1) closed = 'won'
    else position += random.chance(0.12) && position < openStages.length - 2 ? 2 : 1
    moves.push({ stageId: closed === null ? openStages[position]!.id : `stage-${closed}`, at: atWork(at) })
  }
  const last = moves[moves.length - 1]!
  inserts.deal({
    id,
    client_id: clientId,
    title: random.pick(words.dealTitles),
    amount_minor: amountMinor,
    currency,
    pipeline_id: builtInPipeline.id,
    stage_id: last.stageId,
    order_key: keys[random.int(0, keys.length - 1)]!,
    owner_id: holder.id,
    source_id: random.pick(builtInSources).id,
    expected_on: closed === null ? addDays(dayOf(start, timeZone), random.int(-10, 60)) : null,
    closed_at: closed === null ? null : last.at,
    lost_reason_id: closed === 'lost' ? random.pick(builtInLostReasons).id : null,
    created_at: createdAt,
    updated_at: last.at
  })
  let from: string | null = null
  for (const move of moves) {
    inserts.stage_change({
      id: ctx.newId(),
      deal_id: id,
      pipeline_id: builtInPipeline.id,
      from_stage_id: from,
      to_stage_id: move.stageId,
      owner_id: holder.id,
      amount_minor: amountMinor,
      currency,
      amount_base_minor: amountMinor,
      is_imputed: 0,
      at: move.at,
      by_id: holder.id,
      workstation_id: ctx.workstationId
    })
    from = move.stageId
  }
  if (closed === null && random.chance(0.7)) {
    const kind = random.pick(['call', 'meeting', 'mail'] as const)
    inserts.task({
      id: ctx.newId(),
      client_id: clientId,
      deal_id: id,
      kind,
      text: random.pick(words.taskTexts[kind]),
      due_on: addDays(dayOf(start, timeZone), random.int(-5, 14)),
      owner_id: holder.id,
      created_at: last.at,
      updated_at: last.at
    })
  }
}

/** A NIP or EDRPOU whose check digit fits. */
function taxNumberOf(random: Random, isUkrainian: boolean): string {
  for (;;) {
    const digits = Array.from({ length: isUkrainian ? 7 : 9 }, () => random.int(1, 9))
    const check = isUkrainian
      ? edrpouCheck(digits)
      : [6, 5, 7, 2, 3, 4, 5, 6, 7].reduce((sum, weight, index) => sum + weight * digits[index]!, 0) % 11
    if (check < 10) return [...digits, check].join('')
  }
}

function edrpouCheck(digits: readonly number[]): number {
  const value = Number(digits.join('')) * 10
  const first = value >= 30_000_000 && value <= 60_000_000 ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
  const sum = (weights: readonly number[]) => weights.reduce((total, weight, index) => total + weight * digits[index]!, 0) % 11
  const once = sum(first)
  return once < 10 ? once : sum(first.map((weight) => weight + 2)) % 11 % 10
}

/** Spreads the hours of every day before today over 8:00 to 17:00. */
function workingHours(start: number, timeZone: string): (at: number) => number {
  const midnight = startOfDayMs(dayOf(start, timeZone), timeZone)
  return (at) => {
    if (at >= midnight) return at
    const dayStart = midnight - Math.ceil((midnight - at) / dayMs) * dayMs
    return dayStart + 8 * hourMs + Math.floor((at - dayStart) * (9 / 24))
  }
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import { type ConsentWord, wordFor } from '#shared/consent.ts'
import type { ClientFilter } from '#shared/contract/clients.ts'
import { consentStates, eventKinds, type FilterCondition, type FilterGroup, filterGroup, type FilterPeriod, flagFields, isGroup, loyaltyStates, numberFields, textFields } from '#shared/contract/filters.ts'
import { addDays, addMonths, type Day, dayOf, daysBetween, period as periodOf } from '#shared/day.ts'
import { digitsOf, normalise } from '#shared/normalise.ts'
import { settle } from '#test/quiet.ts'
import { openTestApp, type TestApp, testNow } from '#test/app.ts'

const zone = 'Europe/Warsaw'
const today = '2026-11-22'
const sort = { by: 'name', direction: 'asc' } as const

async function idsOf(app: TestApp, filter: ClientFilter): Promise<string[]> {
  const { rows } = await app.call('clients.list', { filter, sort, page: { offset: 0, limit: 200 } })
  return rows.map((row) => row.id).sort()
}
const rulesOf = (condition: FilterCondition): ClientFilter => ({ rules: { match: 'all', rules: [condition] } })

type Row = Readonly<Record<string, string | number | null>>
type Facts = ReturnType<typeof readAll>

/** Everything that a filter may ask, as plain rows. */
function readAll(app: TestApp) {
  const { $client: sqlite } = app.store.db()
  const all = (sql: string) => sqlite.prepare<[], Row>(sql).all()
  const there = (table: string) => all(`SELECT * FROM ${table} WHERE deleted_at IS NULL`)
  return {
    clients: there('client'),
    phones: there('client_phone'),
    emails: there('client_email'),
    contacts: there('contact'),
    notes: there('note'),
    tasks: there('task'),
    values: there('client_property'),
    labels: there('client_category'),
    members: there('segment_member'),
    segments: there('segment'),
    entries: there('call_list_entry'),
    purchases: there('purchase'),
    former: there('former_name'),
    addresses: there('client_address'),
    accounts: there('client_bank_account'),
    files: there('attachment'),
    payments: there('payment'),
    invoices: all("SELECT * FROM invoice WHERE state = 'issued' AND deleted_at IS NULL"),
    allocations: there('allocation'),
    attempts: all('SELECT * FROM call_attempt WHERE undone_at IS NULL'),
    moves: all('SELECT e.*, d.client_id FROM stage_change AS e JOIN deal AS d ON d.id = e.deal_id WHERE e.undone_at IS NULL AND d.deleted_at IS NULL'),
    figures: all('SELECT * FROM client_figures'),
    longGap: all("SELECT position FROM derived_state WHERE name = 'gap_p95_days'")[0]!['position'] as number,
    deals: all('SELECT * FROM deal_state'),
    consents: all('SELECT * FROM consent_change WHERE undone_at IS NULL ORDER BY at, id')
  }
}

const of = (rows: readonly Row[], client: Row) => rows.filter((row) => row['client_id'] === client['id'])
const dayAt = (at: number | null) => (at === null ? null : dayOf(at, zone))

function span(asked: FilterPeriod): { from: Day | null; to: Day | null } {
  return 'kind' in asked ? periodOf(asked.kind, today) : asked
}
function isWithin(day: Day | null, { from, to }: { from: Day | null; to: Day | null }): boolean {
  return day !== null && (from === null || day >= from) && (to === null || day <= to)
}
const isBetween = (value: number | null, from: number | null, to: number | null) =>
  value !== null && (from === null || value >= from) && (to === null || value <= to)

type AnyTest = { readonly is: string; readonly text?: string; readonly values?: readonly string[]; readonly from?: number | null; readonly to?: number | null; readonly period?: FilterPeriod; readonly days?: number }

function textHolds(test: AnyTest, values: readonly (string | null)[], form: (text: string) => string, formOfValue: (text: string) => string = form): boolean {
  const there = values.filter((value): value is string => value !== null)
  if (test.is === 'empty') return there.length === 0
  if (test.is === 'filled') return there.length > 0
  const text = form(test.text!)
  const any = (fits: (value: string) => boolean) => text !== '' && there.some((value) => fits(formOfValue(value)))
  if (test.is === 'equals') return any((value) => value === text)
  if (test.is === 'differs') return !any((value) => value === text)
  if (test.is === 'starts') return any((value) => value.startsWith(text))
  if (test.is === 'contains') return any((value) => value.includes(text))
  return !any((value) => value.includes(text))
}

function choiceHolds(test: AnyTest, values: readonly (string | null)[]): boolean {
  const there = values.filter((value): value is string => value !== null)
  if (test.is === 'empty') return there.length === 0
  if (test.is === 'filled') return there.length > 0
  if (test.is === 'anyOf') return test.values!.some((value) => there.includes(value))
  if (test.is === 'noneOf') return !test.values!.some((value) => there.includes(value))
  return test.values!.every((value) => there.includes(value))
}

function dayHolds(test: AnyTest, day: Day | null): boolean {
  switch (test.is) {
    case 'empty':
      return day === null
    case 'filled':
      return day !== null
    case 'during':
      return isWithin(day, span(test.period!))
    case 'notDuring':
      return !isWithin(day, span(test.period!))
    case 'olderThan':
      return isWithin(day, { from: null, to: addDays(today, -test.days!) })
    case 'within':
      return isWithin(day, { from: addDays(today, -test.days!), to: today })
    default:
      return isWithin(day, { from: today, to: addDays(today, test.days!) })
  }
}

const code = (text: string) => text.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '')
const columns: Readonly<Record<string, string>> = {
  shortName: 'short_name', registryNumber: 'registry_number', courtNumber: 'court_number', euVatNumber: 'eu_vat_number', postalCode: 'postal_code',
  externalId: 'external_id', taxNumber: 'tax_number', owner: 'owner_id', source: 'source_id', importRun: 'import_run_id'
}

/** The same question read off the rows without any SQL. */
function holds(all: Facts, client: Row, condition: FilterCondition): boolean {
  const column = (name: string) => client[columns[name] ?? name] as string | null
  const deals = of(all.deals, client)
  const open = deals.filter((deal) => deal['outcome'] === 'open')
  const nextAt = Math.min(
    ...of(all.tasks, client).filter((task) => task['done_at'] === null).map((task) => (task['due_at'] as number | null) ?? Date.parse(`${task['due_on']}T12:00:00Z`))
  )
  const next = nextAt === Infinity ? null : dayAt(nextAt)
  const lastContact = Math.max(0, ...of(all.notes, client).map((note) => note['at'] as number), ...of(all.attempts, client).map((row) => row['started_at'] as number))
  const bought = [...of(all.purchases, client), ...of(all.invoices, client).map((invoice): Row => ({ ...invoice, bought_on: invoice['issued_on']! }))]
  const owed = (isLate: boolean) =>
    of(all.invoices, client)
      .filter((invoice) => invoice['currency'] === 'PLN' && (!isLate || (invoice['due_on'] as string) < today))
      .map((invoice) => (invoice['gross_minor'] as number) - all.allocations.filter((row) => row['invoice_id'] === invoice['id']).reduce((sum, row) => sum + (row['amount_minor'] as number), 0))
      .filter((left) => left > 0)
      .reduce((sum, left) => sum + left, 0)
  const daysBought = bought.filter((row) => (row['net_minor'] as number) > 0).map((row) => row['bought_on'] as string).sort()
  switch (condition.field) {
    case 'name':
    case 'town':
    case 'region':
    case 'street':
    case 'website':
    case 'description':
    case 'shortName':
      return textHolds(condition.test, [column(condition.field)], normalise)
    case 'taxNumber':
    case 'registryNumber':
    case 'courtNumber':
    case 'euVatNumber':
    case 'postalCode':
    case 'externalId':
    case 'language':
      return textHolds(condition.test, [column(condition.field)], code)
    case 'phone':
      return textHolds(condition.test, of(all.phones, client).map((phone) => phone['e164'] as string), (text) => digitsOf(text).replace(/^0+/, ''), digitsOf)
    case 'email':
      return textHolds(condition.test, of(all.emails, client).map((email) => email['email'] as string), (text) => text.toLowerCase())
    case 'contact':
      return textHolds(condition.test, of(all.contacts, client).map((person) => person['name'] as string), normalise)
    case 'contactRole':
      return textHolds(condition.test, of(all.contacts, client).map((person) => person['role'] as string | null), normalise)
    case 'formerName':
      return textHolds(condition.test, of(all.former, client).map((row) => row['name'] as string), normalise)
    case 'otherAddress':
      return textHolds(condition.test, of(all.addresses, client).map((row) => ['name', 'street', 'postal_code', 'town', 'region'].flatMap((part) => row[part] ?? []).join(' ')), normalise)
    case 'iban':
      return textHolds(condition.test, of(all.accounts, client).map((row) => row['iban'] as string), code)
    case 'parent':
    case 'recommendedBy': {
      const id = client[condition.field === 'parent' ? 'parent_id' : 'recommended_by_id']
      return textHolds(condition.test, [(all.clients.find((other) => other['id'] === id)?.['name'] as string | undefined) ?? null], normalise)
    }
    case 'decisionRole':
      return choiceHolds(condition.test, of(all.contacts, client).map((person) => person['decision_role'] as string | null))
    case 'hasFile':
      return of(all.files, client).length > 0 === (condition.test.is === 'yes')
    case 'dueSum':
      return isBetween(owed(false), condition.test.from, condition.test.to)
    case 'overdueSum':
      return isBetween(owed(true), condition.test.from, condition.test.to)
    case 'margin':
      return isBetween((of(all.figures, client)[0]?.['margin_minor'] as number | null | undefined) ?? null, condition.test.from, condition.test.to)
    case 'firstPurchase':
      return dayHolds(condition.test, daysBought[0] ?? null)
    case 'lastPurchase':
      return dayHolds(condition.test, daysBought.at(-1) ?? null)
    case 'repeatBuyer': {
      const first = daysBought[0]
      return daysBought.some((day) => first !== undefined && day > first && day <= addMonths(first, 12)) === (condition.test.is === 'yes')
    }
    case 'loyalty': {
      const own = of(all.figures, client)[0]
      const limit = Math.max(90, 3 * ((own?.['gap_days'] as number | null | undefined) ?? 0), all.longGap)
      const before = bought.filter((row) => row['currency'] === 'PLN' && (row['net_minor'] as number) > 0 && (row['bought_on'] as string) <= '2025-11-22')
      const lastBefore = before.map((row) => row['bought_on'] as string).sort().at(-1)
      if (lastBefore === undefined || daysBetween(lastBefore, '2025-11-22') > limit) return false
      const isLost = daysBetween(own!['last_on'] as string, today) > limit
      return { atStart: true, kept: !isLost, lost: isLost }[condition.state]
    }
    case 'birthday': {
      const coming = Array.from({ length: condition.days + 1 }, (_, ahead) => addDays(today, ahead).slice(5))
      return of(all.contacts, client).some((person) => coming.includes((person['birthday'] as string | null)?.slice(5) ?? ''))
    }
    case 'event': {
      const isHis = (column: string) => (row: Row) => condition.byId === null || row[column] === condition.byId
      const noted = (kind: string) => of(all.notes, client).filter(isHis('by_id')).filter((row) => row['kind'] === kind).map((row) => dayAt(row['at'] as number))
      const calls = of(all.attempts, client).filter(isHis('by_id')).filter((row) => condition.dispositionIds.length === 0 || condition.dispositionIds.includes(row['disposition_id'] as string))
      const days = {
        call: calls.map((row) => dayAt(row['started_at'] as number)),
        talk: noted('call'), meeting: noted('meeting'), email: noted('email'), sms: noted('sms'), note: noted('note'),
        task: of(all.tasks, client).filter(isHis('owner_id')).filter((row) => row['done_at'] !== null).map((row) => dayAt(row['done_at'] as number)),
        deal: of(all.moves, client).filter(isHis('by_id')).map((row) => dayAt(row['at'] as number)),
        payment: of(all.payments, client).map((row) => row['paid_on'] as string),
        file: of(all.files, client).filter(isHis('by_id')).map((row) => dayAt(row['at'] as number))
      }
      const asked = condition.kind === 'contact' ? [...days.call, ...days.talk, ...days.meeting, ...days.email, ...days.sms] : days[condition.kind]
      return asked.some((day) => isWithin(day, span(condition.period))) === condition.has
    }
    case 'status':
    case 'kind':
    case 'country':
    case 'owner':
    case 'source':
    case 'importRun':
      return choiceHolds(condition.test, [column(condition.field)])
    case 'category':
      return choiceHolds(condition.test, of(all.labels, client).map((label) => label['category_id'] as string))
    case 'callList':
      return choiceHolds(condition.test, of(all.entries, client).map((entry) => entry['call_list_id'] as string))
    case 'segment':
      return choiceHolds(
        condition.test,
        all.segments
          .filter((segment) =>
            segment['kind'] === 'fixed'
              ? of(all.members, client).some((member) => member['segment_id'] === segment['id'])
              : groupHolds(all, client, (JSON.parse(segment['filter'] as string) as { rules: FilterGroup }).rules)
          )
          .map((segment) => segment['id'] as string)
      )
    case 'openDealCount':
      return isBetween(open.length, condition.test.from, condition.test.to)
    case 'openDealSum':
      return isBetween(open.reduce((sum, deal) => sum + (deal['amount_base_minor'] as number), 0), condition.test.from, condition.test.to)
    case 'created':
      return dayHolds(condition.test, dayAt(client['created_at'] as number))
    case 'lastContact':
      if (condition.test.is === 'olderThan' && lastContact === 0) return true
      // So many whole days have gone by when the day itself lies before them.
      if (condition.test.is === 'olderThan') return dayAt(lastContact)! < addDays(today, -condition.test.days)
      return dayHolds(condition.test, lastContact === 0 ? null : dayAt(lastContact))
    case 'nextStepOn':
      return dayHolds(condition.test, next)
    case 'nextStep':
      return { overdue: next !== null && next < today, today: next === today, later: next !== null && next > today, none: next === null, any: next !== null }[condition.state]
    case 'isKey':
      return (client['is_key'] === 1) === (condition.test.is === 'yes')
    case 'isVatPayer':
      return (client['is_vat_payer'] === 1) === (condition.test.is === 'yes')
    case 'hasPhone':
      return of(all.phones, client).some((phone) => phone['is_bad'] === 0) === (condition.test.is === 'yes')
    case 'hasEmail':
      return of(all.emails, client).length > 0 === (condition.test.is === 'yes')
    case 'property': {
      const values = of(all.values, client).filter((value) => value['property_id'] === condition.propertyId)
      const { test } = condition
      const words = values.map((value) => (value['choice_id'] ?? value['day_value'] ?? value['text_value']) as string | null)
      const numbers = values.map((value) => value['number_micro'] as number | null)
      if (test.is === 'empty' || test.is === 'filled') return (values.length > 0) === (test.is === 'filled')
      if ('text' in test) return textHolds(test, words.map((word) => (word === null ? null : normalise(word))), normalise, (word) => word)
      if ('values' in test) return choiceHolds(test, words)
      if (test.is === 'between') return numbers.some((number) => isBetween(number, test.from, test.to))
      if (test.is === 'yes' || test.is === 'no') return numbers.includes(test.is === 'yes' ? 1_000_000 : 0)
      if (test.is === 'notDuring') return !words.some((word) => dayHolds({ ...test, is: 'during' }, word))
      return words.some((word) => word !== null && dayHolds(test, word))
    }
    case 'consent': {
      const words = of(all.consents, client).map((row) => ({ contactId: row['contact_id'], channel: row['channel'], state: row['state'], at: row['at'] }) as ConsentWord)
      const stateFor = (contactId: string | null) => wordFor(words, contactId, condition.channel)?.state ?? 'unknown'
      if (condition.state !== 'anyGiven') return stateFor(null) === condition.state
      return [null, ...of(all.contacts, client).map((person) => person['id'] as string)].some((contactId) => stateFor(contactId) === 'given')
    }
    case 'openDeal': {
      const limit = condition.olderThanDays === null ? null : addDays(today, -condition.olderThanDays)
      const found = open.some(
        (deal) =>
          (condition.stageIds.length === 0 || condition.stageIds.includes(deal['stage_id'] as string)) &&
          (limit === null || dayAt(deal['created_at'] as number)! <= limit) &&
          (condition.fromMinor === null || (deal['amount_base_minor'] as number) >= condition.fromMinor)
      )
      return found === condition.has
    }
    case 'closedDeal':
      return deals.some((deal) => deal['outcome'] === condition.outcome && isWithin(dayAt(deal['closed_at'] as number), span(condition.period))) === condition.has
    case 'bought': {
      const { from, to } = span(condition.period)
      const days = bought.filter((row) => (row['net_minor'] as number) > 0).map((row) => row['bought_on'] as string)
      const isIn = days.some((day) => isWithin(day, { from, to }))
      if (condition.is === 'notSince') return isIn && (to === null || !days.some((day) => day > to))
      return isIn === (condition.is === 'during')
    }
    case 'revenue': {
      const rows = bought.filter((row) => row['currency'] === 'PLN' && isWithin(row['bought_on'] as string, span(condition.period)))
      return isBetween(rows.reduce((sum, row) => sum + (row['net_minor'] as number), 0), condition.fromMinor, condition.toMinor)
    }
    default:
      throw new Error(`nobody reads ${condition.field} here`)
  }
}

function groupHolds(all: Facts, client: Row, group: FilterGroup): boolean {
  const answers = group.rules.map((rule) => (isGroup(rule) ? groupHolds(all, client, rule) : holds(all, client, rule)))
  if (answers.length === 0) return true
  return { all: answers.every(Boolean), any: answers.some(Boolean), none: !answers.some(Boolean) }[group.match]
}

/** Sixty clients of every kind, written as rows: half of everything is missing. */
async function fill(app: TestApp) {
  const { call } = app
  let seed = 20261122
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return Math.floor(seed / 4096) % most
  }
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!
  const maybe = <T>(value: T): T | null => (random(2) === 0 ? value : null)
  const { userId } = await call('app.status', {})
  const other = await call('settings.addUser', { name: 'Piotr Wilk', role: 'rep' })
  const { sources } = await call('app.dictionaries', {})
  const property: Record<string, string> = {}
  for (const kind of ['text', 'number', 'date', 'choice', 'choices', 'yesNo'] as const) {
    property[kind] = (await call('properties.create', { name: kind, kind, isRequired: false, choices: ['mała', 'średnia', 'duża'] })).id
  }
  const all = await call('properties.list', {})
  const choicesOf = (kind: string) => all.find((one) => one.kind === kind)!.choices.map((choice) => choice.id)
  const categoryIds = [await call('categories.create', { name: 'VIP', color: 'red' }), await call('categories.create', { name: 'Mailing', color: null })].map((row) => row.id)
  const clientIds: string[] = []
  for (let index = 0; index < 60; index += 1) {
    const town = maybe(pick(['Łódź', 'Kraków', 'ŁÓDŹ', 'Київ']))
    const { id } = await call('clients.create', {
      name: `${pick(['Meble', 'Żubr', 'ТОВ Рейс', 'Hotel'])} ${index}`,
      kind: pick(['company', 'person']),
      status: pick(['prospect', 'active', 'former']),
      shortName: maybe(pick(['M-1', 'żubr', 'H'])),
      town,
      region: maybe(pick(['łódzkie', 'Małopolskie'])),
      street: maybe('ul. Polna 1'),
      country: pick(['PL', 'UA']),
      sourceId: maybe(pick(sources).id),
      ownerId: maybe(pick([userId!, other.id])),
      website: maybe('https://example.com'),
      postalCode: maybe(pick(['90-001', '30-002'])),
      externalId: maybe(`EXT-${random(4)}`),
      description: maybe(pick(['Stały klient', 'ważne: rabat'])),
      isKey: maybe(random(2) === 0),
      isVatPayer: maybe(random(2) === 0),
      phones: random(2) === 0 ? [] : [{ text: `+48 42 630 ${10 + random(5)} 2${random(9)}`, label: null }],
      emails: random(2) === 0 ? [] : [{ email: `biuro${random(4)}@Example.com` }],
      contacts: random(2) === 0 ? [] : [{ name: pick(['Ewa Żak', 'Jan Lis']), role: maybe('Prezes zarządu') }],
      parentId: maybe(clientIds[0] ?? null),
      recommendedById: maybe(clientIds[1] ?? null),
      properties: [
        { propertyId: property['text']!, value: maybe(pick(['Łódź i okolice', 'mebel'])) },
        { propertyId: property['number']!, value: maybe(random(5) * 1_000_000) },
        { propertyId: property['date']!, value: maybe(addDays(today, random(60) - 30)) },
        { propertyId: property['choice']!, value: maybe(pick(choicesOf('choice'))) },
        { propertyId: property['choices']!, value: maybe([...new Set([pick(choicesOf('choices')), pick(choicesOf('choices'))])]) },
        { propertyId: property['yesNo']!, value: maybe(random(2) === 0) }
      ],
      categoryIds: categoryIds.filter(() => random(3) === 0)
    })
    clientIds.push(id)
    app.clock.now = testNow - random(120) * 86_400_000
    if (random(2) === 0) await call('notes.add', { clientId: id, dealId: null, text: 'rozmowa', kind: pick(['note', 'call', 'meeting', 'email', 'sms']) })
    if (random(2) === 0) {
      await call('tasks.add', { clientId: id, dealId: null, kind: 'call', text: 'oddzwonić', dueOn: addDays(today, random(7) - 3), dueAt: null, ownerId: userId })
    }
    for (let count = random(3); count > 0; count -= 1) {
      const deal = await call('deals.create', {
        clientId: id, title: 'Stoły', amountMinor: (1 + random(9)) * 100_000, currency: 'PLN', pipelineId: 'pipeline-typical',
        stageId: pick(['stage-assessment', 'stage-proposal']), ownerId: userId, expectedOn: null, sourceId: null
      })
      if (random(2) === 0) await call('deals.close', { dealId: deal.id, outcome: 'won', lostReasonId: null, note: '' })
    }
    app.clock.now = testNow
  }
  for (const id of clientIds) {
    const person = (await call('clients.get', { id })).contacts[0]
    if (person) await call('clients.changeContact', { id: person.id, birthday: maybe(pick(['1980-11-25', '1975-01-03', '1990-07-01'])), decisionRole: maybe(pick(['decides', 'pays'])) })
    if (random(3) === 0) await call('clients.change', { id, change: { name: `Nowa ${id.slice(-4)}` } })
    if (random(3) === 0) await call('addresses.add', { clientId: id, kind: pick(['post', 'delivery']), name: null, street: 'Składowa 3', postalCode: '90-001', town: 'Łódź', region: null, country: 'PL' })
    if (random(3) === 0) await call('accounts.add', { clientId: id, iban: 'PL61 1090 1014 0000 0712 1981 2874', bankName: null, currency: null })
  }
  const called = await call('calls.createList', {
    name: 'Zima', purpose: 'service', script: null, ownerId: userId, startsOn: today, endsOn: null, maxAttempts: 6, clients: { kind: 'ids', ids: clientIds.slice(0, 25) }
  })
  const sqlite = app.store.db().$client
  const entries = sqlite.prepare<[string], string>('SELECT id FROM call_list_entry WHERE call_list_id = ? ORDER BY id').pluck().all(called.listId)
  for (const [index, entryId] of entries.entries()) {
    const at = testNow - index * 86_400_000
    await call('calls.recordAttempt', {
      entryId, phoneId: null, e164: null, startedAt: at, endedAt: at + 1000, dispositionId: pick(['disposition-no-answer', 'disposition-busy']), note: null, callbackAt: null, reasonId: null,
      deal: null, dealId: null, nextStep: null
    })
  }
  sqlite.exec("UPDATE journal_stamp SET tx_id = 1 WHERE id = 1")
  const buy = sqlite.prepare('INSERT INTO purchase (id, client_id, bought_on, currency, net_minor, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 1, 1)')
  const say = sqlite.prepare('INSERT INTO consent_change (id, client_id, contact_id, channel, state, at) VALUES (?, ?, ?, ?, ?, ?)')
  const personAt = sqlite.prepare<[string], string>('SELECT id FROM contact WHERE client_id = ? LIMIT 1').pluck()
  const bill = sqlite.prepare(
    `INSERT INTO invoice (id, kind, state, number, client_id, issued_on, due_on, currency, method, payment_method, net_minor, vat_minor, gross_minor, created_at, updated_at)
     VALUES (?, 'invoice', 'issued', ?, ?, ?, ?, ?, 'net', 'transfer', 10000, 2300, 12300, 1, 1)`
  )
  const pay = sqlite.prepare("INSERT INTO payment (id, client_id, paid_on, amount_minor, currency, method, created_at, updated_at) VALUES (?, ?, ?, ?, 'PLN', 'transfer', 1, 1)")
  const allocate = sqlite.prepare('INSERT INTO allocation (id, payment_id, invoice_id, amount_minor, created_at, updated_at) VALUES (?, ?, ?, ?, 1, 1)')
  const attach = sqlite.prepare("INSERT INTO attachment (id, client_id, file_name, sha256, byte_count, at, created_at, updated_at) VALUES (?, ?, 'umowa.pdf', 'x', 1, ?, 1, 1)")
  for (const [index, clientId] of clientIds.entries()) {
    for (let count = random(3); count > 0; count -= 1) {
      const key = `bill-${index}-${count}`
      const paidMinor = pick([0, 5000, 12_300])
      bill.run(key, key, clientId, addDays(today, -random(200)), addDays(today, random(40) - 20), pick(['PLN', 'PLN', 'EUR']))
      if (paidMinor > 0) {
        pay.run(`pay-${key}`, clientId, addDays(today, -random(90)), paidMinor)
        allocate.run(`part-${key}`, `pay-${key}`, key, paidMinor)
      }
    }
    if (random(3) === 0) attach.run(`file-${index}`, clientId, testNow - random(100) * 86_400_000)
    for (let count = random(4); count > 0; count -= 1) {
      buy.run(`buy-${index}-${count}`, clientId, addDays(today, -random(700)), pick(['PLN', 'PLN', 'EUR']), (random(12) - 2) * 10_000)
      say.run(`say-${index}-${count}`, clientId, maybe(personAt.get(clientId) ?? null), pick(['call', 'email']), pick(['given', 'withdrawn']), testNow - random(5))
    }
  }
  sqlite.exec('UPDATE journal_stamp SET tx_id = NULL WHERE id = 1')
  const live = await call('segments.createLive', { name: 'Łódź', filter: { rules: { match: 'all', rules: [{ field: 'town', test: { is: 'equals', text: 'łódź' } }] } } })
  const fixed = await call('segments.createFixed', { name: 'Pierwsi', selection: { kind: 'ids', ids: clientIds.slice(0, 20) } })
  const list = await call('calls.createList', {
    name: 'Jesień', purpose: 'service', script: null, ownerId: userId, startsOn: today, endsOn: null, maxAttempts: 6, clients: { kind: 'ids', ids: clientIds.slice(10, 40) }
  })
  const facts = () =>
    sqlite
      .prepare("SELECT f.key, f.number, f.word, s.client_id FROM client_fact AS f JOIN client_summary AS s ON s.id = f.summary_id WHERE f.key NOT LIKE 'consent.%' ORDER BY 1, 2, 3, 4")
      .all()
  const followed = facts()
  rebuildDerived(app.store.db())
  expect(facts()).toEqual(followed)
  await settle(app)
  return { property, choicesOf, categoryIds, segmentIds: [live.id, fixed.id], listId: list.listId, sources, userIds: [userId!, other.id] }
}

test('a filter finds exactly the clients that a plain reading of the rows finds', async () => {
  const app = await openTestApp()
  const world = await fill(app)
  const all = readAll(app)
  const text = fc.constantFrom('łódź', 'a', 'Kraków', 'meble', 'żubr 1', '42 630', '90-001', 'M-1', 'ext', 'example', 'ewa', 'київ', '%', '—', 'prezes', 'składowa', '1090 1014', 'nowa', 'meble 0')
  const textTest = fc.oneof(
    fc.record({ is: fc.constantFrom('equals' as const, 'differs' as const, 'contains' as const, 'lacks' as const, 'starts' as const), text }),
    fc.record({ is: fc.constantFrom('empty' as const, 'filled' as const) })
  )
  const choiceTest = (values: readonly string[]) =>
    fc.oneof(
      fc.record({ is: fc.constantFrom('anyOf' as const, 'noneOf' as const, 'allOf' as const), values: fc.subarray([...values], { minLength: 1 }) }),
      fc.record({ is: fc.constantFrom('empty' as const, 'filled' as const) })
    )
  const days = fc.integer({ min: 0, max: 120 })
  const anyDay = fc.integer({ min: -800, max: 40 }).map((away) => addDays(today, away))
  const period: fc.Arbitrary<FilterPeriod> = fc.oneof(
    fc.record({ kind: fc.constantFrom('today' as const, 'thisYear' as const, 'lastYear' as const, 'last30' as const) }),
    fc.record({ from: fc.option(anyDay), to: fc.option(anyDay) })
  )
  const dayTest = fc.oneof(
    fc.record({ is: fc.constantFrom('during' as const, 'notDuring' as const), period }),
    fc.record({ is: fc.constantFrom('olderThan' as const, 'within' as const, 'ahead' as const), days })
  )
  const range = (most: number) => fc.record({ from: fc.option(fc.integer({ min: -most, max: most })), to: fc.option(fc.integer({ min: -most, max: most })) })
  const flag = fc.record({ is: fc.constantFrom('yes' as const, 'no' as const) })
  const choices: Readonly<Record<string, readonly string[]>> = {
    status: ['prospect', 'active', 'former'], kind: ['company', 'person'], country: ['PL', 'UA', 'DE'], owner: [...world.userIds, 'nobody'],
    source: world.sources.map((source) => source.id), category: world.categoryIds, segment: world.segmentIds, callList: [world.listId, 'gone'], importRun: ['gone'],
    decisionRole: ['decides', 'pays', 'blocks']
  }
  const property = (kind: string, test: fc.Arbitrary<object>) =>
    fc.record({ field: fc.constant('property'), propertyId: fc.constant(world.property[kind]!), test: fc.oneof(test, fc.constantFrom({ is: 'empty' }, { is: 'filled' })) })
  const condition = fc.oneof(
    fc.record({
      field: fc.constantFrom(
        ...textFields
      ),
      test: textTest
    }),
    ...Object.entries(choices).map(([field, values]) => fc.record({ field: fc.constant(field), test: choiceTest(values) })),
    fc.record({ field: fc.constantFrom(...numberFields), test: range(900_000).map((ends) => ({ is: 'between', ...ends })) }),
    fc.record({ field: fc.constant('created'), test: dayTest }),
    fc.record({ field: fc.constantFrom('lastContact', 'nextStepOn', 'firstPurchase', 'lastPurchase'), test: fc.oneof(dayTest, fc.constantFrom({ is: 'empty' }, { is: 'filled' })) }),
    fc.record({ field: fc.constantFrom(...flagFields), test: flag }),
    property('text', fc.record({ is: fc.constantFrom('equals', 'differs', 'contains', 'lacks', 'starts'), text })),
    property('number', range(5_000_000).map((ends) => ({ is: 'between', ...ends }))),
    property('date', dayTest),
    property('choice', choiceTest(world.choicesOf('choice'))),
    property('choices', choiceTest(world.choicesOf('choices'))),
    property('yesNo', flag),
    fc.record({ field: fc.constant('consent'), channel: fc.constantFrom('call', 'email', 'sms'), state: fc.constantFrom(...consentStates) }),
    fc.record({
      field: fc.constant('event'), has: fc.boolean(), kind: fc.constantFrom(...eventKinds), dispositionIds: fc.constant([] as string[]), byId: fc.option(fc.constantFrom(...world.userIds)), period
    }),
    fc.record({ field: fc.constant('event'), has: fc.boolean(), kind: fc.constant('call'), dispositionIds: fc.constant(['disposition-busy']), byId: fc.constant(null), period }),
    fc.record({ field: fc.constant('loyalty'), state: fc.constantFrom(...loyaltyStates) }),
    fc.record({ field: fc.constant('birthday'), days: fc.integer({ min: 0, max: 364 }) }),
    fc.record({ field: fc.constant('nextStep'), state: fc.constantFrom('overdue', 'today', 'later', 'none', 'any') }),
    fc.record({
      field: fc.constant('openDeal'), has: fc.boolean(), stageIds: fc.subarray(['stage-assessment', 'stage-proposal']),
      olderThanDays: fc.option(days), fromMinor: fc.option(fc.integer({ min: 0, max: 900_000 }))
    }),
    fc.record({ field: fc.constant('closedDeal'), has: fc.boolean(), outcome: fc.constantFrom('won', 'lost'), period }),
    fc.record({ field: fc.constant('bought'), is: fc.constantFrom('during', 'notSince', 'notDuring'), period }),
    range(200_000).chain(({ from, to }) => fc.record({ field: fc.constant('revenue'), period, fromMinor: fc.constant(from), toMinor: fc.constant(to) }))
  ) as fc.Arbitrary<FilterCondition>
  const match = fc.constantFrom('all' as const, 'any' as const, 'none' as const)
  const innermost = fc.record({ match, rules: fc.array(condition, { maxLength: 3 }) })
  const inner = fc.record({ match, rules: fc.array(fc.oneof(condition, innermost), { maxLength: 3 }) })
  const group = fc.record({ match, rules: fc.array(fc.oneof({ arbitrary: condition, weight: 3 }, { arbitrary: inner, weight: 1 }), { minLength: 1, maxLength: 4 }) })
  await fc.assert(
    fc.asyncProperty(group, async (rules) => {
      const expected = all.clients.filter((client) => groupHolds(all, client, rules)).map((client) => client['id'] as string)
      expect(await idsOf(app, { rules })).toEqual(expected.sort())
      expect(await app.call('clients.count', { filter: { rules } })).toBe(expected.length)
    }),
    { numRuns: 300 }
  )
  app.close()
}, 120_000)

test('a filter is no deeper and no longer than a person can read', () => {
  const condition: FilterCondition = { field: 'status', test: { is: 'anyOf', values: ['active'] } }
  const nested = (depth: number): FilterGroup => ({ match: 'all', rules: [depth === 1 ? condition : nested(depth - 1)] })
  expect(filterGroup.safeParse(nested(3)).success).toBe(true)
  expect(filterGroup.safeParse(nested(4)).success).toBe(false)
  const halves = { match: 'any' as const, rules: Array.from({ length: 21 }, () => condition) }
  expect(filterGroup.safeParse({ match: 'all', rules: [halves, halves] }).success).toBe(false)
})

test('whoever begins to fit is in a live segment, and who no longer does is not', async () => {
  const app = await openTestApp()
  const { call } = app
  const { id } = await call('clients.create', { name: 'Meble Jesion', town: 'Łódź' })
  const segment = await call('segments.createLive', { name: 'Kraków', filter: { rules: { match: 'all', rules: [{ field: 'town', test: { is: 'equals', text: 'krakow' } }] } } })
  const inside = () => idsOf(app, rulesOf({ field: 'segment', test: { is: 'anyOf', values: [segment.id] } }))
  expect(await inside()).toEqual([])
  const moved = await app.change('clients.change', { id, change: { town: 'Kraków' } })
  expect(await inside()).toEqual([id])
  await call('journal.undo', { changeId: moved.changeId })
  expect(await inside()).toEqual([])
  app.close()
})

test('a segment that asks for itself is refused', async () => {
  const app = await openTestApp()
  const { call } = app
  const inSegment = (id: string): ClientFilter => rulesOf({ field: 'segment', test: { is: 'anyOf', values: [id] } })
  const first = await call('segments.createLive', { name: 'A', filter: {} })
  const second = await call('segments.createLive', { name: 'B', filter: inSegment(first.id) })
  await expect(call('segments.change', { id: first.id, filter: inSegment(second.id) })).rejects.toMatchObject({ data: { reason: 'segment.loop' } })
  app.close()
})

test('the firm objected and then a person there agreed: its numbers stay closed, and the list says so', async () => {
  const app = await openTestApp()
  const { call } = app
  const { id } = await call('clients.create', { name: 'Meble Jesion', phones: [{ text: '+48 42 630 10 20', label: null }], contacts: [{ name: 'Ewa Lis', role: null }] })
  const ewa = (await call('clients.get', { id })).contacts[0]!.id
  const say = (contactId: string | null, state: 'given' | 'withdrawn') => {
    app.clock.now += 60_000
    return call('consents.record', { clientId: id, contactId, channels: ['call'], state, basis: 'consent', wording: null, origin: null, on: null })
  }
  const finds = async () => {
    const states = await Promise.all(consentStates.map(async (state) => ((await idsOf(app, rulesOf({ field: 'consent', channel: 'call', state }))).length === 1 ? state : null)))
    return states.filter((state) => state !== null)
  }
  const gate = async () => (await call('consents.check', { clientId: id, channel: 'call', address: '+48426301020', purpose: 'offer' })).gate
  await say(null, 'withdrawn')
  await say(ewa, 'given')
  expect([await finds(), await gate()]).toEqual([['anyGiven', 'withdrawn'], 'closed'])
  const removed = await app.change('clients.removeContact', { id: ewa })
  expect(await finds()).toEqual(['withdrawn'])
  await call('journal.undo', { changeId: removed.changeId })
  expect(await finds()).toEqual(['anyGiven', 'withdrawn'])
  await say(null, 'withdrawn')
  expect(await finds()).toEqual(['withdrawn'])
  await say(null, 'given')
  expect([await finds(), await gate()]).toEqual([['given', 'anyGiven'], 'open'])
  app.close()
})

import { derivedPosition } from '#main/db/derived/step.ts'
import type { Db } from '#main/db/open.ts'
import { prepared } from '#main/db/statements.ts'
import { leastSilenceDays, windowOf } from '#shared/analysis.ts'
import { clientFilter, type ClientFilter } from '#shared/contract/clients.ts'
import {
  type ChoiceTest,
  type DayTest,
  type FilterCondition,
  type FilterGroup,
  type FilterPeriod,
  isGroup,
  type NumberTest,
  type PresenceTest,
  type TextTest
} from '#shared/contract/filters.ts'
import { addDays, type Day, endOfDayMs, period, startOfDayMs } from '#shared/day.ts'
import { digitsOf, normalise } from '#shared/normalise.ts'
import { type Conditions, textConditions } from './search.queries.ts'
import { searchTerms } from './searchTerms.ts'

type Value = string | number
type Sql = Conditions
/** A filter with the day that its "today" and "days ago" mean. */
export type ListQuestion = { readonly filter: ClientFilter; readonly today: Day; readonly timeZone: string }

type Scope = {
  readonly db: Db
  readonly today: Day
  readonly timeZone: string
  /** Live segments that this filter stands in, so that one that asks for itself finds nobody. */
  readonly inside: readonly string[]
}
type ConditionOf<F extends FilterCondition['field'], C = FilterCondition> = C extends { readonly field: infer G } ? (F extends G ? C : never) : never

const sql = (where: string, ...values: readonly Value[]): Sql => ({ where, values })
const nobody = sql('0')
const everybody = sql('1')

function joined(parts: readonly Sql[], word: 'AND' | 'OR'): Sql {
  if (parts.length === 0) return word === 'AND' ? everybody : nobody
  if (parts.length === 1) return parts[0]!
  return { where: `(${parts.map((part) => part.where).join(` ${word} `)})`, values: parts.flatMap((part) => part.values) }
}

/** Unknown counts as "does not hold", so its opposite holds. */
const not = (part: Sql): Sql => ({ where: `NOT coalesce(${part.where}, 0)`, values: part.values })
const notIf = (isNot: boolean, part: Sql): Sql => (isNot ? not(part) : part)

/** Clients that a query over other tables names by their ids; met in the summary by its integer id, which is much faster. */
function among(clientIds: Sql): Sql {
  return {
    where: `s.id IN (SELECT k.id FROM (SELECT DISTINCT client_id FROM (${clientIds.where})) AS d CROSS JOIN client_summary AS k ON k.client_id = d.client_id)`,
    values: clientIds.values
  }
}

/** Everything that a question asks but its text. Nothing that a user wrote ever becomes part of a statement. */
export function conditionsOf(db: Db, question: ListQuestion): Conditions {
  const { filter, today, timeZone } = question
  return joined(partsOf({ db, today, timeZone, inside: [] }, filter), 'AND')
}

/** Nothing is asked but, perhaps, a text: then the index of an order answers alone, as it knows who is archived. */
export function isPlain({ filter }: ListQuestion): boolean {
  return Object.keys(filter).every((key) => key === 'text' || filter[key as keyof ClientFilter] === undefined)
}

function partsOf(scope: Scope, filter: ClientFilter): Sql[] {
  const parts: Sql[] = []
  if (filter.archived === 'only') parts.push(sql('s.is_archived = 1'))
  else if (filter.archived === undefined && hasArchived(scope.db)) parts.push(sql('s.is_archived = 0'))
  if (filter.ownerId === 'none') parts.push(sql('s.owner_id IS NULL'))
  else if (filter.ownerId !== undefined) parts.push(sql('s.owner_id = ?', filter.ownerId))
  if (filter.status !== undefined) parts.push(sql('s.status = ?', filter.status))
  if (filter.sourceId !== undefined) parts.push(sql('s.source_id = ?', filter.sourceId))
  if (filter.town !== undefined) parts.push(sql('s.town = ?', filter.town))
  if (filter.importRunId !== undefined) parts.push(cameIn(scope.db, filter.importRunId))
  if (filter.callListId !== undefined) parts.push(inCallLists([filter.callListId]))
  if (filter.hasOpenDeal !== undefined) parts.push(sql(filter.hasOpenDeal ? 's.open_deal_count > 0' : 's.open_deal_count = 0'))
  if (filter.withoutNextStep !== undefined) parts.push(sql(filter.withoutNextStep ? 's.next_at IS NULL' : 's.next_at IS NOT NULL'))
  if (filter.noContactDays !== undefined) parts.push(quietSince(scope, filter.noContactDays))
  if (filter.rules !== undefined) parts.push(ofGroup(scope, filter.rules))
  return parts
}

/** Clients that an import made, and those that were there and that it changed: the log of its change tells. */
function cameIn(db: Db, importRunId: string): Sql {
  const changeId = prepared<[string], { changeId: string }>(db, 'SELECT change_id AS changeId FROM import_run WHERE id = ? AND updated_count > 0').get(importRunId)?.changeId
  if (changeId === undefined) return sql('s.import_run_id = ?', importRunId)
  return sql(
    `(s.import_run_id = ? OR s.client_id IN (SELECT o.row_id FROM journal_tx AS x JOIN journal_op AS o ON o.tx_id = x.id
       WHERE x.change_id = ? AND o.table_name = 'client' AND o.kind = 'update'))`,
    importRunId,
    changeId
  )
}

function hasArchived(db: Db): boolean {
  return prepared(db, 'SELECT 1 FROM client_summary WHERE is_archived = 1 LIMIT 1').get() !== undefined
}

function ofGroup(scope: Scope, group: FilterGroup): Sql {
  const parts = group.rules.map((rule) => (isGroup(rule) ? ofGroup(scope, rule) : ofCondition(scope, rule)))
  // An empty group asks nothing, whatever it is called.
  if (parts.length === 0) return everybody
  if (group.match === 'all') return joined(parts, 'AND')
  return notIf(group.match === 'none', joined(parts, 'OR'))
}

type Compilers = { readonly [F in FilterCondition['field']]: (scope: Scope, condition: ConditionOf<F>) => Sql }

function ofCondition(scope: Scope, condition: FilterCondition): Sql {
  return (compilers[condition.field] as (scope: Scope, condition: FilterCondition) => Sql)(scope, condition)
}

type TextCondition = ConditionOf<'name'>
type ChoiceCondition = ConditionOf<'status'>

/** One line for each field that can be asked; a new kind of question (a class, a score) gets its line here. */
const compilers: Compilers = {
  name: (_scope, { test }) => ofText(test, 's.sort_name'),
  town: (_scope, { test }) => ofFewWords(test, 'town'),
  region: (_scope, { test }) => ofFewWords(test, 'region'),
  taxNumber: (_scope, { test }) => ofCode(test, 's.tax_number'),
  shortName: ofClientText('short_name'),
  street: ofClientText('street'),
  website: ofClientText('website'),
  description: ofClientText('description'),
  registryNumber: ofClientCode('registry_number'),
  courtNumber: ofClientCode('court_number'),
  euVatNumber: ofClientCode('eu_vat_number'),
  postalCode: ofClientCode('postal_code'),
  externalId: ofClientCode('external_id'),
  language: ofClientCode('language'),
  phone: (_scope, { test }) => ofPhone(test),
  email: (_scope, { test }) => ofEmail(test),
  contact: (_scope, { test }) => ofMany(test, 'contact', 'normalise(x.name)', normalise),
  contactRole: (_scope, { test }) => ofMany(test, 'contact', 'normalise(x.role)', normalise, 'x.role IS NOT NULL'),
  formerName: (_scope, { test }) => ofMany(test, 'former_name', 'normalise(x.name)', normalise),
  otherAddress: (_scope, { test }) => ofMany(test, 'client_address', "normalise(concat_ws(' ', x.name, x.street, x.postal_code, x.town, x.region))", normalise),
  iban: (_scope, { test }) => ofMany(test, 'client_bank_account', 'x.iban', codeOf),
  parent: ofRelated('parent_id'),
  recommendedBy: ofRelated('recommended_by_id'),

  status: (_scope, { test }) => ofColumn(test, 's.status'),
  kind: (_scope, { test }) => ofColumn(test, 's.kind'),
  country: (_scope, { test }) => ofColumn(test, 's.country'),
  owner: (_scope, { test }) => ofColumn(test, 's.owner_id'),
  source: (_scope, { test }) => ofColumn(test, 's.source_id'),
  importRun: (_scope, { test }) => ofColumn(test, 's.import_run_id'),
  category: (_scope, { test }) => ofFactChoice(test, 'category'),
  segment: ofSegment,
  callList: (_scope, { test }) => ofCallList(test),
  decisionRole: (_scope, { test }) => ofDecisionRole(test),

  openDealCount: (_scope, { test }) => ofNumber(test, 's.open_deal_count'),
  openDealSum: (_scope, { test }) => ofNumber(test, 's.open_deal_minor'),

  dueSum: ({ today }, { test }) => ofOwed(test, today, false),
  overdueSum: ({ today }, { test }) => ofOwed(test, today, true),
  margin: (_scope, { test }) => {
    const { where, values } = ofNumber(test, 'margin_minor')
    return among({ where: `SELECT client_id FROM client_figures WHERE margin_minor IS NOT NULL AND ${where}`, values })
  },

  created: (scope, { test }) => ofInstant(scope, test, 's.created_at'),
  lastContact: (scope, { test }) => (test.is === 'olderThan' ? quietSince(scope, test.days) : ofInstant(scope, test, 's.last_contact_at')),
  nextStepOn: (scope, { test }) => ofInstant(scope, test, 's.next_at'),

  firstPurchase: (scope, { test }) => ofPurchaseDay(scope, test, 'min'),
  lastPurchase: (scope, { test }) => ofPurchaseDay(scope, test, 'max'),

  isKey: (_scope, { test }) => sql(`s.is_key = ${test.is === 'yes' ? 1 : 0}`),
  isVatPayer: (_scope, { test }) => notIf(test.is === 'no', among(sql('SELECT id AS client_id FROM client WHERE is_vat_payer = 1'))),
  hasPhone: (_scope, { test }) => sql(test.is === 'yes' ? 's.phone_count > 0' : 's.phone_count = 0'),
  hasEmail: (_scope, { test }) => sql(test.is === 'yes' ? 's.email_count > 0' : 's.email_count = 0'),
  hasFile: (_scope, { test }) => notIf(test.is === 'no', among(sql('SELECT client_id FROM attachment WHERE deleted_at IS NULL'))),
  repeatBuyer: (_scope, { test }) => notIf(test.is === 'no', among(sql(repeatBuyers))),

  property: ofProperty,
  consent: (_scope, { channel, state }) => {
    const key = `consent.${channel}`
    if (state === 'anyGiven') return facts(sql("key IN (?, ?) AND number IS NULL AND word = 'given'", key, `${key}.person`))
    return state === 'unknown' ? not(facts(sql('key = ?', key))) : facts(sql('key = ? AND number IS NULL AND word = ?', key, state))
  },
  nextStep: ofNextStep,
  openDeal: ofOpenDeal,
  closedDeal: (scope, { has, outcome, period: asked }) => {
    const during = betweenInstants(scope, asked, 'closed_at')
    return notIf(!has, among({ where: `SELECT client_id FROM deal_state WHERE outcome = ? AND closed_at IS NOT NULL AND ${during.where}`, values: [outcome, ...during.values] }))
  },
  overdueInvoice: ofOverdueInvoice,
  bought: ofBought,
  revenue: ofRevenue,
  event: ofEvent,
  loyalty: ofLoyalty,
  birthday: ofBirthday,
  abcClass: (_scope, { values }) => ofClass('abc', values),
  xyzClass: (_scope, { values }) => ofClass('xyz', values),
  rfmSegment: (_scope, { values }) => ofClass('rfm', values),
  clientGroup: (_scope, { group, is }) => notIf(is === 'no', among(sql(`SELECT client_id FROM client_figures WHERE ${groupColumns[group]}`))),
  purchaseCount: (_scope, { from, to }) => ofFigure('purchase_count', from, to),
  leadScore: (_scope, { from, to }) => ofFigure('score', from, to)
}

const groupColumns = { regular: 'is_regular = 1', key: 'is_key = 1', recommending: 'recommended_count > 0' } as const

/** Whoever has no class is told apart as `none`. */
function ofClass(column: 'abc' | 'xyz' | 'rfm', values: readonly string[]): Sql {
  const classes = values.filter((value) => value !== 'none')
  const parts = classes.length > 0 ? [among(sql(`SELECT client_id FROM client_figures WHERE ${column} IN (${marks(classes)})`, ...classes))] : []
  if (values.includes('none')) parts.push(not(among(sql(`SELECT client_id FROM client_figures WHERE ${column} IS NOT NULL`))))
  return joined(parts, 'OR')
}

/** Whoever has no figures yet has bought nothing and has no score. */
function ofFigure(column: 'purchase_count' | 'score', from: number | null, to: number | null): Sql {
  const isNothingEnough = column === 'purchase_count' && (from === null || from <= 0) && (to === null || to >= 0)
  const range = ofNumber({ is: 'between', from, to }, column)
  if (!isNothingEnough) return among({ where: `SELECT client_id FROM client_figures WHERE ${column} IS NOT NULL AND ${range.where}`, values: range.values })
  return not(among({ where: `SELECT client_id FROM client_figures WHERE NOT ${range.where}`, values: range.values }))
}

function ofText(test: TextTest | PresenceTest, column: string): Sql {
  if (!('text' in test)) return sql(`${column} IS ${test.is === 'empty' ? 'NULL' : 'NOT NULL'}`)
  return matching(test, column, normalise(test.text))
}

/** `text` is in the same form as the column. A test for letters that the form does not keep finds nobody. */
function matching(test: TextTest, column: string, text: string): Sql {
  const holds = text === '' ? nobody : { equals: sql(`${column} = ?`, text), starts: startsWith(column, text), contains: sql(`instr(${column}, ?) > 0`, text) }
  return 'where' in holds ? notIf(isNegative(test), holds) : notIf(isNegative(test), holds[positive(test).is as keyof typeof holds])
}

function startsWith(column: string, text: string): Sql {
  return sql(`(${column} >= ? AND ${column} < ?)`, text, `${text}\u{10ffff}`)
}

/** Columns with few different values, each looked at once however many clients have it. */
function ofFewWords(test: TextTest | PresenceTest, column: 'town' | 'region'): Sql {
  if (!('text' in test)) return sql(`s.${column} IS ${test.is === 'empty' ? 'NULL' : 'NOT NULL'}`)
  const words = `WITH RECURSIVE word (v) AS (SELECT min(${column}) FROM client_summary WHERE ${column} IS NOT NULL
    UNION ALL SELECT (SELECT min(${column}) FROM client_summary WHERE ${column} > v) FROM word WHERE v IS NOT NULL)`
  const { where, values } = matching(positive(test), 'normalise(v)', normalise(test.text))
  return notIf(isNegative(test), { where: `s.${column} IN (${words} SELECT v FROM word WHERE v IS NOT NULL AND ${where})`, values })
}

const isNegative = ({ is }: TextTest): boolean => is === 'differs' || is === 'lacks'
const positive = (test: TextTest): TextTest => ({ is: test.is === 'differs' ? 'equals' : test.is === 'lacks' ? 'contains' : test.is, text: test.text })

/** Numbers and codes are compared by their letters and digits, in capitals. */
const codeOf = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '')

function ofCode(test: TextTest | PresenceTest, column: string): Sql {
  if (!('text' in test)) return sql(`${column} IS ${test.is === 'empty' ? 'NULL' : 'NOT NULL'}`)
  return matching(test, `upper(replace(replace(replace(${column}, ' ', ''), '-', ''), '.', ''))`, codeOf(test.text))
}

function ofClientColumn(column: string, of: (test: TextTest) => Sql): (scope: Scope, condition: TextCondition) => Sql {
  const filled = among(sql(`SELECT id AS client_id FROM client WHERE ${column} IS NOT NULL`))
  return (_scope, { test }) => {
    if (!('text' in test)) return notIf(test.is === 'empty', filled)
    const { where, values } = of(positive(test))
    return notIf(isNegative(test), among({ where: `SELECT id AS client_id FROM client WHERE ${column} IS NOT NULL AND ${where}`, values }))
  }
}

function ofClientText(column: string): (scope: Scope, condition: TextCondition) => Sql {
  return ofClientColumn(column, (test) => matching(test, `normalise(${column})`, normalise(test.text)))
}

function ofClientCode(column: string): (scope: Scope, condition: TextCondition) => Sql {
  return ofClientColumn(column, (test) => ofCode(test, column))
}

type ManyTable = 'contact' | 'client_phone' | 'client_email' | 'former_name' | 'client_address' | 'client_bank_account'

/** The name of another client that this one points at. */
function ofRelated(column: 'parent_id' | 'recommended_by_id'): (scope: Scope, condition: TextCondition) => Sql {
  const rows = `SELECT c.id AS client_id FROM client AS c JOIN client AS o ON o.id = c.${column} WHERE o.deleted_at IS NULL`
  return (_scope, { test }) => {
    if (!('text' in test)) return notIf(test.is === 'empty', among(sql(rows)))
    const { where, values } = matching(positive(test), 'normalise(o.name)', normalise(test.text))
    return notIf(isNegative(test), among({ where: `${rows} AND ${where}`, values }))
  }
}

/** A text that a client has several of: one that fits is enough, and for the opposite none may fit. */
function ofMany(test: TextTest | PresenceTest, table: ManyTable, column: string, form: (text: string) => string, isThere = '1'): Sql {
  const rows = `SELECT x.client_id FROM ${table} AS x WHERE x.deleted_at IS NULL AND ${isThere}`
  if (!('text' in test)) return notIf(test.is === 'empty', among(sql(rows)))
  const { where, values } = matching(positive(test), column, form(test.text))
  return notIf(isNegative(test), among({ where: `${rows} AND ${where}`, values }))
}

/** Pieces of a number are compared by their digits, without the zero that is dialled before an area code. */
function ofPhone(test: TextTest | PresenceTest): Sql {
  return ofMany(test, 'client_phone', test.is === 'contains' || test.is === 'lacks' ? 'x.e164' : 'substr(x.e164, 2)', (text) => digitsOf(text).replace(/^0+/, ''))
}

function ofEmail(test: TextTest | PresenceTest): Sql {
  return ofMany(test, 'client_email', 'x.email', (text) => text.toLowerCase())
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

function ofColumn(test: ChoiceTest | PresenceTest, column: string): Sql {
  if (!('values' in test)) return sql(`${column} IS ${test.is === 'empty' ? 'NULL' : 'NOT NULL'}`)
  // All of several can never hold where there is but one.
  if (test.is === 'allOf' && new Set(test.values).size > 1) return nobody
  return notIf(test.is === 'noneOf', sql(`${column} IN (${marks(test.values)})`, ...test.values))
}

/** Clients with a fact of `client_fact` that fits. */
function facts({ where, values }: Sql): Sql {
  return { where: `s.id IN (SELECT summary_id FROM client_fact WHERE ${where})`, values }
}

function ofFactChoice(test: ChoiceTest | PresenceTest, key: string): Sql {
  if (!('values' in test)) return notIf(test.is === 'empty', facts(sql('key = ?', key)))
  if (test.is === 'allOf') return joined(test.values.map((value) => facts(sql('key = ? AND number IS NULL AND word = ?', key, value))), 'AND')
  return notIf(test.is === 'noneOf', facts(sql(`key = ? AND number IS NULL AND word IN (${marks(test.values)})`, key, ...test.values)))
}

function ofNumber({ from, to }: NumberTest, column: string): Sql {
  return joined([...(from === null ? [] : [sql(`${column} >= ?`, from)]), ...(to === null ? [] : [sql(`${column} <= ?`, to)])], 'AND')
}

function ofProperty(scope: Scope, { propertyId, test }: ConditionOf<'property'>): Sql {
  const is = (part: Sql) => facts({ where: `key = ? AND ${part.where}`, values: [propertyId, ...part.values] })
  switch (test.is) {
    case 'empty':
    case 'filled':
    case 'anyOf':
    case 'noneOf':
    case 'allOf':
      return ofFactChoice(test, propertyId)
    case 'yes':
    case 'no':
      return is(sql('number = ?', test.is === 'yes' ? 1_000_000 : 0))
    case 'between':
      return is(joined([sql('number IS NOT NULL'), ofNumber(test, 'number')], 'AND'))
    case 'equals':
    case 'differs':
    case 'contains':
    case 'lacks':
    case 'starts': {
      const { where, values } = matching(positive(test), 'word', normalise(test.text))
      return notIf(isNegative(test), is({ where: `number IS NULL AND ${where}`, values }))
    }
    default: {
      const { where, values } = betweenDays(daysOf(scope, test), 'word')
      return notIf(test.is === 'notDuring', is({ where: `number IS NULL AND word IS NOT NULL AND ${where}`, values }))
    }
  }
}

type Span = { readonly from: Day | null; readonly to: Day | null }

function spanOf({ today }: Scope, asked: FilterPeriod): Span {
  return 'kind' in asked ? period(asked.kind, today) : asked
}

/** The days that a test means as seen from today; both ends count. */
function daysOf(scope: Scope, test: DayTest): Span {
  const { today } = scope
  switch (test.is) {
    case 'during':
    case 'notDuring':
      return spanOf(scope, test.period)
    case 'olderThan':
      return { from: null, to: addDays(today, -test.days) }
    case 'within':
      return { from: addDays(today, -test.days), to: today }
    case 'ahead':
      return { from: today, to: addDays(today, test.days) }
  }
}

function betweenDays({ from, to }: Span, column: string): Sql {
  return joined([...(from === null ? [] : [sql(`${column} >= ?`, from)]), ...(to === null ? [] : [sql(`${column} <= ?`, to)])], 'AND')
}

function betweenInstantsOf({ timeZone }: Scope, { from, to }: Span, column: string): Sql {
  return joined(
    [
      ...(from === null ? [] : [sql(`${column} >= ?`, startOfDayMs(from, timeZone))]),
      ...(to === null ? [] : [sql(`${column} < ?`, endOfDayMs(to, timeZone))])
    ],
    'AND'
  )
}

function betweenInstants(scope: Scope, asked: FilterPeriod, column: string): Sql {
  return betweenInstantsOf(scope, spanOf(scope, asked), column)
}

const isPresence = (test: DayTest | PresenceTest): test is PresenceTest => test.is === 'empty' || test.is === 'filled'

function ofInstant(scope: Scope, test: DayTest | PresenceTest, column: string): Sql {
  if (isPresence(test)) return sql(`${column} IS ${test.is === 'empty' ? 'NULL' : 'NOT NULL'}`)
  const during = betweenInstantsOf(scope, daysOf(scope, test), column)
  return notIf(test.is === 'notDuring', joined([sql(`${column} IS NOT NULL`), during], 'AND'))
}

/** No call and no note for so many whole days, or never. */
function quietSince({ today, timeZone }: Scope, days: number): Sql {
  return sql('(s.last_contact_at IS NULL OR s.last_contact_at < ?)', startOfDayMs(addDays(today, -days), timeZone))
}

function ofNextStep({ today, timeZone }: Scope, { state }: ConditionOf<'nextStep'>): Sql {
  const begins = startOfDayMs(today, timeZone)
  const ends = endOfDayMs(today, timeZone)
  return {
    overdue: sql('s.next_at < ?', begins),
    today: sql('(s.next_at >= ? AND s.next_at < ?)', begins, ends),
    later: sql('s.next_at >= ?', ends),
    none: sql('s.next_at IS NULL'),
    any: sql('s.next_at IS NOT NULL')
  }[state]
}

function ofOpenDeal({ today, timeZone }: Scope, { has, stageIds, olderThanDays, fromMinor }: ConditionOf<'openDeal'>): Sql {
  if (stageIds.length === 0 && olderThanDays === null && fromMinor === null) return sql(has ? 's.open_deal_count > 0' : 's.open_deal_count = 0')
  const parts = [
    sql("outcome = 'open'"),
    ...(stageIds.length > 0 ? [sql(`stage_id IN (${marks(stageIds)})`, ...stageIds)] : []),
    ...(olderThanDays === null ? [] : [sql('created_at < ?', endOfDayMs(addDays(today, -olderThanDays), timeZone))]),
    ...(fromMinor === null ? [] : [sql('amount_base_minor >= ?', fromMinor)])
  ]
  const { where, values } = joined(parts, 'AND')
  return notIf(!has, among({ where: `SELECT client_id FROM deal_state WHERE ${where}`, values }))
}

const paid = '(SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL)'

function ofOverdueInvoice({ today }: Scope, { has, olderThanDays }: ConditionOf<'overdueInvoice'>): Sql {
  const late = addDays(today, -(olderThanDays ?? 0))
  return notIf(
    !has,
    among(sql(`SELECT i.client_id FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.due_on < ? AND i.gross_minor > ${paid}`, late))
  )
}

/** Every purchase of every client: invoices of ours and what another program knew, with its day and net value. */
const purchases = `SELECT client_id, issued_on AS bought_on, net_minor, currency FROM invoice WHERE state = 'issued' AND deleted_at IS NULL
  UNION ALL SELECT client_id, bought_on, net_minor, currency FROM purchase WHERE deleted_at IS NULL`

function ofBought(scope: Scope, { is, period: asked }: ConditionOf<'bought'>): Sql {
  const span = spanOf(scope, asked)
  const { where, values } = betweenDays(span, 'bought_on')
  const during = among({ where: `SELECT client_id FROM (${purchases}) WHERE net_minor > 0 AND ${where}`, values })
  if (is !== 'notSince') return notIf(is === 'notDuring', during)
  if (span.to === null) return during
  return joined([during, not(among(sql(`SELECT client_id FROM (${purchases}) WHERE net_minor > 0 AND bought_on > ?`, span.to)))], 'AND')
}

function ofRevenue(scope: Scope, { period: asked, fromMinor, toMinor }: ConditionOf<'revenue'>): Sql {
  const { where, values } = betweenDays(spanOf(scope, asked), 'bought_on')
  const bought = `SELECT client_id FROM (${purchases}) WHERE currency = (SELECT base_currency FROM firm LIMIT 1) AND ${where} GROUP BY client_id`
  const sum = ofNumber({ is: 'between', from: fromMinor, to: toMinor }, 'sum(net_minor)')
  // Whoever bought nothing has a revenue of nothing.
  const isNothingEnough = (fromMinor === null || fromMinor <= 0) && (toMinor === null || toMinor >= 0)
  if (!isNothingEnough) return among({ where: `${bought} HAVING ${sum.where}`, values: [...values, ...sum.values] })
  return not(among({ where: `${bought} HAVING NOT ${sum.where === '1' ? '1' : sum.where}`, values: [...values, ...sum.values] }))
}

/** What people there do when it comes to buying; all of several may be different people. */
function ofDecisionRole(test: ChoiceTest | PresenceTest): Sql {
  const rows = 'SELECT client_id FROM contact WHERE decision_role IS NOT NULL AND deleted_at IS NULL'
  if (!('values' in test)) return notIf(test.is === 'empty', among(sql(rows)))
  const withOneOf = (roles: readonly string[]) => among(sql(`${rows} AND decision_role IN (${marks(roles)})`, ...roles))
  if (test.is === 'allOf') return joined(test.values.map((role) => withOneOf([role])), 'AND')
  return notIf(test.is === 'noneOf', withOneOf(test.values))
}

/** What is still owed on issued invoices in the base currency, all of it or what is late; whoever owes nothing owes 0. */
function ofOwed({ from, to }: NumberTest, today: Day, isLate: boolean): Sql {
  const owed = `SELECT i.client_id FROM invoice AS i WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.gross_minor > ${paid}
    AND i.currency = (SELECT base_currency FROM firm LIMIT 1)${isLate ? ' AND i.due_on < ?' : ''} GROUP BY i.client_id`
  const late = isLate ? [today] : []
  const sum = ofNumber({ is: 'between', from, to }, `sum(i.gross_minor - ${paid})`)
  const isNothingEnough = (from === null || from <= 0) && (to === null || to >= 0)
  if (!isNothingEnough) return among({ where: `${owed} HAVING ${sum.where}`, values: [...late, ...sum.values] })
  return not(among({ where: `${owed} HAVING NOT ${sum.where}`, values: [...late, ...sum.values] }))
}

/** A second purchase on another day within twelve months of the first (metrics.md 5.3). */
const repeatBuyers = `SELECT b.client_id FROM (${purchases}) AS b
  JOIN (SELECT client_id, min(bought_on) AS first_on FROM (${purchases}) WHERE net_minor > 0 GROUP BY client_id) AS f ON f.client_id = b.client_id
  WHERE b.net_minor > 0 AND b.bought_on > f.first_on AND b.bought_on <= date(f.first_on, '+12 months')`

/**
 * Whoever was not silent for too long twelve months ago, and of those who was since: longer than 90 days, three of the
 * client's own gaps between purchases, and the gap that 95 of 100 do not exceed (metrics.md 5.3).
 */
function ofLoyalty({ db, today }: Scope, { state }: ConditionOf<'loyalty'>): Sql {
  const start = addDays(windowOf(today, 12).from, -1)
  const limit = `max(${leastSilenceDays}, 3 * coalesce(f.gap_days, 0), ?)`
  const long = derivedPosition(db, 'gap_p95_days') ?? 0
  const atStart = sql(
    `SELECT b.client_id FROM (SELECT client_id, max(bought_on) AS last_on FROM (${purchases}) WHERE net_minor > 0 AND bought_on <= ?
       AND currency = (SELECT base_currency FROM firm LIMIT 1) GROUP BY client_id) AS b
     JOIN client_figures AS f ON f.client_id = b.client_id WHERE julianday(?) - julianday(b.last_on) <= ${limit}`,
    start,
    start,
    long
  )
  if (state === 'atStart') return among(atStart)
  const isLost = sql(`SELECT f.client_id FROM client_figures AS f WHERE julianday(?) - julianday(f.last_on) > ${limit}`, today, long)
  return joined([among(atStart), notIf(state === 'kept', among(isLost))], 'AND')
}

/** The day of the first or the last purchase; what was only taken back is none. */
function ofPurchaseDay(scope: Scope, test: DayTest | PresenceTest, end: 'min' | 'max'): Sql {
  const bought = `SELECT client_id FROM (${purchases}) WHERE net_minor > 0`
  if (isPresence(test)) return notIf(test.is === 'empty', among(sql(bought)))
  const { where, values } = betweenDays(daysOf(scope, test), `${end}(bought_on)`)
  return notIf(test.is === 'notDuring', among({ where: `${bought} GROUP BY client_id HAVING ${where}`, values }))
}

type EventKind = ConditionOf<'event'>['kind']
const notes = { talk: 'call', meeting: 'meeting', email: 'email', sms: 'sms', note: 'note' } as const
const contacts = ['call', 'talk', 'meeting', 'email', 'sms'] as const

/** Something happened in the period, as the time line of the card tells it. */
function ofEvent(scope: Scope, { has, kind, dispositionIds, byId, period: asked }: ConditionOf<'event'>): Sql {
  const kinds = kind === 'contact' ? contacts : [kind]
  const parts = kinds.map((one) => eventsOf(scope, one, one === kind ? dispositionIds : [], byId, asked))
  return notIf(!has, among({ where: parts.map((part) => part.where).join(' UNION ALL '), values: parts.flatMap((part) => part.values) }))
}

function eventsOf(scope: Scope, kind: Exclude<EventKind, 'contact'>, dispositionIds: readonly string[], byId: string | null, asked: FilterPeriod): Sql {
  const rows = (from: string, column: string, isThere: string, by = 'by_id'): Sql => {
    const { where, values } = betweenInstants(scope, asked, column)
    const whose = byId === null ? [] : [byId]
    return { where: `SELECT client_id FROM ${from} WHERE ${isThere}${byId === null ? '' : ` AND ${by} = ?`} AND ${where}`, values: [...whose, ...values] }
  }
  switch (kind) {
    case 'call': {
      const { where, values } = rows('call_attempt', 'started_at', 'undone_at IS NULL')
      if (dispositionIds.length === 0) return { where, values }
      return { where: `${where} AND disposition_id IN (${marks(dispositionIds)})`, values: [...values, ...dispositionIds] }
    }
    case 'task':
      return rows('task', 'done_at', 'done_at IS NOT NULL AND deleted_at IS NULL', 'owner_id')
    case 'deal':
      return rows('(SELECT d.client_id, e.at, e.by_id FROM stage_change AS e JOIN deal AS d ON d.id = e.deal_id WHERE e.undone_at IS NULL AND d.deleted_at IS NULL)', 'at', '1')
    case 'file':
      return rows('attachment', 'at', 'deleted_at IS NULL')
    case 'payment': {
      const { where, values } = betweenDays(spanOf(scope, asked), 'paid_on')
      return { where: `SELECT client_id FROM payment WHERE deleted_at IS NULL AND ${where}`, values }
    }
    default:
      return rows('note', 'at', `kind = '${notes[kind]}' AND deleted_at IS NULL`)
  }
}

/** Days of the year are compared as they are written, and a span over New Year is two. */
function ofBirthday({ today }: Scope, { days }: ConditionOf<'birthday'>): Sql {
  const [from, to] = [today.slice(5), addDays(today, days).slice(5)]
  const isWithin = from <= to ? 'substr(birthday, 6) BETWEEN ? AND ?' : '(substr(birthday, 6) >= ? OR substr(birthday, 6) <= ?)'
  return among(sql(`SELECT client_id FROM contact WHERE birthday IS NOT NULL AND deleted_at IS NULL AND ${isWithin}`, from, to))
}

function inCallLists(ids: readonly string[]): Sql {
  return among(sql(`SELECT client_id FROM call_list_entry WHERE call_list_id IN (${marks(ids)}) AND deleted_at IS NULL`, ...ids))
}

function ofCallList(test: ChoiceTest | PresenceTest): Sql {
  if (!('values' in test)) return notIf(test.is === 'empty', among(sql('SELECT client_id FROM call_list_entry WHERE deleted_at IS NULL')))
  if (test.is === 'allOf') return joined(test.values.map((id) => inCallLists([id])), 'AND')
  return notIf(test.is === 'noneOf', inCallLists(test.values))
}

type SegmentRow = { readonly id: string; readonly kind: 'live' | 'fixed'; readonly filter: string | null }

/** Members of a fixed segment, or whom the filter of a live one finds now. */
function ofSegment(scope: Scope, { test }: ChoiceCondition): Sql {
  const all = () => prepared<[], SegmentRow>(scope.db, 'SELECT id, kind, filter FROM segment WHERE deleted_at IS NULL ORDER BY id').all()
  if (!('values' in test)) return notIf(test.is === 'empty', joined(all().map((row) => inSegment(scope, row)), 'OR'))
  const parts = test.values.map((id) => {
    const row = prepared<[string], SegmentRow>(scope.db, 'SELECT id, kind, filter FROM segment WHERE id = ? AND deleted_at IS NULL').get(id)
    return row === undefined ? nobody : inSegment(scope, row)
  })
  return test.is === 'allOf' ? joined(parts, 'AND') : notIf(test.is === 'noneOf', joined(parts, 'OR'))
}

function inSegment(scope: Scope, { id, kind, filter }: SegmentRow): Sql {
  if (kind === 'fixed') return facts(sql("key = 'segment' AND number IS NULL AND word = ?", id))
  const parsed = filter === null ? undefined : clientFilter.safeParse(JSON.parse(filter))
  if (!parsed?.success || scope.inside.includes(id) || scope.inside.length >= 4) return nobody
  const { text, ...rest } = parsed.data
  const words = text === undefined ? [] : [textConditions(searchTerms(text))]
  return joined([...partsOf({ ...scope, inside: [...scope.inside, id] }, rest), ...words], 'AND')
}

/**
 * Ids of the clients whom the question finds, with its text, archived ones too unless it speaks of them: a query with
 * values by name, to stand in statements about what belongs to clients.
 */
export function namedIdsOf(db: Db, question: ListQuestion): { readonly sql: string; readonly values: Readonly<Record<string, Value>> } {
  const filter: ClientFilter = { archived: 'with', ...question.filter }
  const text = filter.text === undefined ? [] : [textConditions(searchTerms(filter.text))]
  const { where, values } = joined([conditionsOf(db, { ...question, filter }), ...text], 'AND')
  let count = 0
  const named = where.replaceAll('?', () => `:client${count++}`)
  return { sql: `SELECT s.client_id FROM client_summary AS s WHERE ${named}`, values: Object.fromEntries(values.map((value, index) => [`client${index}`, value])) }
}

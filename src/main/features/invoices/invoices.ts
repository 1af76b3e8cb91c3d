import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction, inTransactionWith } from '#main/db/transaction.ts'
import type {
  changeDraftInput,
  Invoice,
  InvoiceFilter,
  InvoiceLine,
  InvoiceList,
  InvoiceParty,
  InvoiceSeller,
  InvoiceSort,
  SeriesReport
} from '#shared/contract/invoices.ts'
import { addDays, daysBetween, today, type Day } from '#shared/day.ts'
import { invoiceNumber, usualUnit } from '#shared/documents.ts'
import { currencyExponent, MAX_MINOR, QUANTITY_SCALE } from '#shared/money.ts'
import type { Reason } from '#shared/reasons.ts'
import { invalid, ruleBroken } from '#shared/result.ts'
import { documentTotals, type DocumentTotals, type VatLine, type VatMethod, type VatRate } from '#shared/vat.ts'
import type { z } from 'zod'
import {
  type FirmRecord,
  findDealTitle,
  findLastIssuedOn,
  findSeries,
  findUserName,
  getBuyer,
  getClientName,
  getDealRecord,
  getInvoiceRecord,
  getSeller,
  getSeriesCode,
  insertInvoice,
  insertLine,
  insertSeries,
  insertVatRow,
  type InvoiceRecord,
  type LineRecord,
  listInvoices,
  listLines,
  listNumbers,
  listPaymentsOf,
  listSeries,
  listVatRates,
  listVatRows,
  sumInvoices,
  updateInvoice,
  updateLine,
  updateSeries
} from './invoices.queries.ts'
import { listCredits } from './payments.queries.ts'
import { termsOf } from './terms.ts'

/** Decimal digits of a stored unit price. */
const priceDigits = 8
/** The largest unit price that a line can hold, 10^-8 of the major unit. */
const maxPriceE8 = 9_000_000_000_000_000
const maxMissing = 1000

/** A page of invoices with the sums of all that the filter lets through. */
export function invoicePage(
  ctx: Context,
  { filter, sort, page }: { filter: InvoiceFilter; sort: InvoiceSort | null; page: { offset: number; limit: number } }
): InvoiceList {
  const now = todayOf(ctx)
  return { rows: listInvoices(ctx.db, filter, sort, page, now), ...sumInvoices(ctx.db, filter, now) }
}

/** Everything about one invoice. Throws not_found. */
export function invoiceView({ db, now, workstationId }: Context, { id }: { id: string }): Invoice {
  const record = getInvoiceRecord(db, id)
  const firm = getSeller(db)
  const day = today(now(), firm.timeZone)
  const lines = listLines(db, id)
  const payments = listPaymentsOf(db, id)
  const isIssued = record.state === 'issued'
  const paidMinor = payments.reduce((sum, payment) => sum + payment.amountMinor, 0)
  const dueMinor = isIssued ? record.grossMinor - paidMinor : 0
  const credits = listCredits(db, record.clientId, record.currency)
  return {
    id,
    state: record.state,
    number: record.number,
    clientId: record.clientId,
    clientName: getClientName(db, record.clientId),
    deal: record.dealId === null ? null : (findDealTitle(db, record.dealId) ?? null),
    issuedOn: record.issuedOn,
    soldOn: record.soldOn,
    dueOn: record.dueOn,
    place: record.place,
    currency: record.currency,
    method: record.method,
    paymentMethod: record.paymentMethod,
    netMinor: record.netMinor,
    vatMinor: record.vatMinor,
    grossMinor: record.grossMinor,
    seller: record.seller === null ? sellerOf(firm) : (JSON.parse(record.seller) as InvoiceSeller),
    buyer: buyerOf(db, record),
    note: record.note,
    issuedAt: record.issuedAt,
    issuedByName: record.issuedById === null ? null : findUserName(db, record.issuedById),
    lines: lines.map(toLine),
    vat: isIssued ? listVatRows(db, id) : totalsOf(lines, record.method, record.currency).rows,
    payments,
    paidMinor,
    dueMinor,
    daysOverdue: isIssued && dueMinor > 0 && record.dueOn !== null ? Math.max(0, daysBetween(record.dueOn, day)) : 0,
    creditMinor: credits.reduce((sum, credit) => sum + credit.creditMinor, 0),
    obstacles: isIssued ? [] : obstaclesOf(db, firm, record, lines, record.issuedOn ?? day, day),
    next: isIssued ? null : nextNumber(db, workstationId, (record.issuedOn ?? day).slice(0, 4))
  }
}

/**
 * Starts a draft for a client; with a deal its title and amount become the one line, the amount as net. Throws not_found,
 * `invoice.other_deal` (the deal is another client's), `invoice.too_large`.
 */
export function draftInvoice(ctx: Context, { clientId, dealId }: { clientId: string; dealId: string | null }): { id: string } {
  const { db } = ctx
  const client = getBuyer(db, clientId)
  const firm = getSeller(db)
  const deal = dealId === null ? null : getDealRecord(db, dealId)
  if (deal && deal.clientId !== clientId) throw ruleBroken('invoice.other_deal')
  const currency = deal?.currency ?? firm.baseCurrency
  const day = today(ctx.now(), firm.timeZone)
  const rate = usualRate(db, firm.isVatPayer)
  const unitPriceE8 = deal ? priceOf(deal.amountMinor, currency) : 0
  const line = deal && rate && {
    name: deal.title,
    unit: usualUnit(firm.country),
    quantityMicro: QUANTITY_SCALE,
    unitPriceE8,
    discountBp: 0,
    vatCode: rate.code,
    percentBp: rate.percentBp
  }
  const totals = totalsOf(line ? [line] : [], 'net', currency)
  const id = ctx.newId()
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  return inTransaction(ctx, (tx) => {
    insertInvoice(tx, {
      id,
      kind: 'invoice',
      state: 'draft',
      clientId,
      dealId,
      soldOn: null,
      dueOn: addDays(day, termsOf(tx).paymentDays),
      place: firm.town,
      currency,
      method: 'net',
      paymentMethod: 'transfer',
      ...sumsOf(totals),
      buyer: JSON.stringify(partyOf(client)),
      ...at
    })
    if (line) insertLine(tx, { id: ctx.newId(), invoiceId: id, position: 1, ...line, netMinor: totals.linesMinor[0] ?? 0, ...at })
    return { id }
  })
}

/**
 * Saves a draft, header and all lines at once, and counts its totals anew. Throws not_found, `invoice.issued`,
 * `invoice.vat_unknown`, `invoice.too_large`.
 */
export function changeDraft(ctx: Context, input: z.output<typeof changeDraftInput>): null {
  const { id, lines, buyer, ...header } = input
  const record = getDraft(ctx.db, id)
  const kept = new Map(listLines(ctx.db, id).map((line) => [line.id, line]))
  const rates = ratesOf(ctx.db)
  const rated = lines.map((line) => {
    const rate = rates.get(line.vatCode)
    if (!rate) throw invalid('invoice.vat_unknown', { code: line.vatCode })
    return { ...line, percentBp: rate.percentBp }
  })
  const totals = totalsOf(rated, header.method, header.currency)
  const now = ctx.now()
  inTransaction(ctx, (db) => {
    updateInvoice(db, record.id, { ...header, buyer: JSON.stringify(buyer), ...sumsOf(totals), updatedAt: now })
    rated.forEach(({ id: lineId, ...line }, index) => {
      const values = { ...line, position: index + 1, netMinor: totals.linesMinor[index] ?? 0, updatedAt: now }
      const old = lineId === null ? undefined : kept.get(lineId)
      if (!old) insertLine(db, { id: ctx.newId(), invoiceId: id, ...values, createdAt: now })
      else {
        kept.delete(old.id)
        if (isChanged(old, values)) updateLine(db, old.id, values)
      }
    })
    for (const line of kept.values()) updateLine(db, line.id, { deletedAt: now, updatedAt: now })
  })
  return null
}

/** Throws not_found, `invoice.issued`. */
export function removeDraft(ctx: Context, { id }: { id: string }): null {
  const record = getDraft(ctx.db, id)
  inTransaction(ctx, (db) => updateInvoice(db, record.id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

/**
 * Makes a draft a document: checks it, takes the next number of this desk's series for the year, freezes seller, buyer
 * and VAT rows. All in one transaction, so a refusal takes no number and leaves no gap (accounting.md 6, rules 1 and 2;
 * art. 106e ust. 1 pkt 2). Cannot be taken back. Throws not_found, `invoice.issued` and the obstacles of `obstaclesOf`.
 */
export function issueInvoice(ctx: Context, { id, issuedOn, soldOn }: { id: string; issuedOn: Day; soldOn: Day }): { number: string } {
  return inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) => {
    const record = getDraft(db, id)
    const firm = getSeller(db)
    const lines = listLines(db, id)
    const now = ctx.now()
    const [obstacle] = obstaclesOf(db, firm, record, lines, issuedOn, today(now, firm.timeZone))
    if (obstacle) throw ruleBroken(obstacle)
    const at = { createdAt: now, updatedAt: now }
    const totals = totalsOf(lines, record.method, record.currency)
    for (const row of totals.rows) insertVatRow(db, { id: ctx.newId(), invoiceId: id, ...row, ...at })
    const { seriesId, number } = takeNumber(ctx, db, issuedOn.slice(0, 4))
    updateInvoice(db, id, {
      state: 'issued',
      number,
      seriesId,
      issuedOn,
      soldOn,
      place: record.place ?? firm.town,
      ...sumsOf(totals),
      seller: JSON.stringify(sellerOf(firm)),
      sellerTaxNumber: firm.taxNumber,
      buyer: JSON.stringify(buyerOf(db, record)),
      issuedAt: now,
      issuedById: ctx.userId,
      updatedAt: now
    })
    return { number }
  })
}

/** Holes in the numbers of every series: there should be none (accounting.md 6, rule 2). At most 1,000 are named. */
export function numberGaps({ db }: Context): SeriesReport[] {
  return listSeries(db).map(({ seriesId, seriesCode, year, lastNumber }) => {
    const given = new Set(listNumbers(db, seriesId))
    const missing: string[] = []
    for (let place = 1; place <= lastNumber && missing.length < maxMissing; place += 1) {
      const number = invoiceNumber(year, seriesCode, place)
      if (!given.has(number)) missing.push(number)
    }
    return { seriesId, seriesCode, year, lastNumber, issuedCount: given.size, missing }
  })
}

/** Today in the firm's zone. */
export function todayOf({ db, now }: Context): Day {
  return today(now(), getSeller(db).timeZone)
}

/** Why a draft cannot be issued, the first thing to put right first. */
function obstaclesOf(
  db: Db,
  firm: FirmRecord,
  record: InvoiceRecord,
  lines: readonly LineRecord[],
  issuedOn: Day,
  day: Day
): Reason[] {
  const found: Reason[] = []
  if (!firm.taxNumber || !firm.name.trim() || !firm.street || !firm.town) found.push('invoice.seller_incomplete')
  if (buyerOf(db, record).name.trim() === '') found.push('invoice.buyer_name')
  if (lines.length === 0) found.push('invoice.no_lines')
  if (lines.some((line) => line.name === '' || line.quantityMicro === 0)) found.push('invoice.line_incomplete')
  const totals = totalsOf(lines, record.method, record.currency)
  if (totals.grossMinor < 0 || totals.rows.some((row) => row.netMinor < 0)) found.push('invoice.negative')
  if (issuedOn > day) found.push('invoice.day_ahead')
  if (record.dueOn === null) found.push('invoice.no_due_day')
  else if (record.dueOn < issuedOn) found.push('invoice.due_before_issue')
  return found
}

function getDraft(db: Db, id: string): InvoiceRecord {
  const record = getInvoiceRecord(db, id)
  if (record.state !== 'draft') throw ruleBroken('invoice.issued')
  return record
}

function takeNumber(ctx: Context, db: Db, year: string): { seriesId: string; number: string } {
  const series = findSeries(db, ctx.workstationId, year)
  const place = (series?.lastNumber ?? 0) + 1
  const seriesId = series?.id ?? ctx.newId()
  const now = ctx.now()
  if (series) updateSeries(db, series.id, { lastNumber: place, updatedAt: now })
  else {
    const { workstationId } = ctx
    insertSeries(db, { id: seriesId, workstationId, kind: 'invoice', period: year, lastNumber: place, createdAt: now, updatedAt: now })
  }
  return { seriesId, number: invoiceNumber(year, getSeriesCode(db, ctx.workstationId), place) }
}

function nextNumber(db: Db, workstationId: string, year: string): Invoice['next'] {
  const series = findSeries(db, workstationId, year)
  return {
    number: invoiceNumber(year, getSeriesCode(db, workstationId), (series?.lastNumber ?? 0) + 1),
    lastIssuedOn: series ? findLastIssuedOn(db, series.id) : null
  }
}

/** The totals of lines; refuses sums that no column can hold. */
function totalsOf(lines: readonly VatLine[], method: VatMethod, currency: string): DocumentTotals {
  try {
    const totals = documentTotals(lines, method, currency)
    const sizes = [...totals.linesMinor, ...totals.rows.flatMap((row) => [row.netMinor, row.grossMinor]), totals.netMinor, totals.grossMinor]
    if (sizes.every((minor) => Math.abs(minor) <= MAX_MINOR)) return totals
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw invalid('invoice.too_large')
}

function sumsOf({ netMinor, vatMinor, grossMinor }: DocumentTotals) {
  return { netMinor, vatMinor, grossMinor }
}

function priceOf(amountMinor: number, currency: string): number {
  const price = amountMinor * 10 ** (priceDigits - currencyExponent(currency))
  if (Math.abs(price) > maxPriceE8) throw invalid('invoice.too_large')
  return price
}

/** What a new line is taxed at: the first rate of the list, or the first without tax for a seller who pays no VAT. */
function usualRate(db: Db, isVatPayer: boolean): VatRate | undefined {
  const rates = listVatRates(db).filter((rate) => !rate.isRemoved)
  return (isVatPayer ? rates[0] : rates.find((rate) => rate.percentBp === null)) ?? rates[0]
}

function ratesOf(db: Db): Map<string, VatRate> {
  // A rate in use wins over a removed one of the same code.
  return new Map(listVatRates(db).sort((a, b) => Number(b.isRemoved) - Number(a.isRemoved)).map((rate) => [rate.code, rate]))
}

function isChanged(old: LineRecord, next: Partial<LineRecord>): boolean {
  return (Object.keys(next) as (keyof LineRecord)[]).some((column) => column !== 'updatedAt' && old[column] !== next[column])
}

function toLine(line: LineRecord): InvoiceLine {
  const { id, name, unit, quantityMicro, unitPriceE8, discountBp, vatCode, percentBp, netMinor } = line
  return { id, name, unit, quantityMicro, unitPriceE8, discountBp, vatCode, percentBp, valueMinor: netMinor }
}

function partyOf(row: InvoiceParty): InvoiceParty {
  const { name, taxNumber, country, street, postalCode, town } = row
  return { name, taxNumber, country, street, postalCode, town }
}

function sellerOf(firm: FirmRecord): InvoiceSeller {
  const { isVatPayer, bankAccount, bankName, email, phone } = firm
  return { ...partyOf(firm), isVatPayer, bankAccount, bankName, email, phone }
}

function buyerOf(db: Db, record: InvoiceRecord): InvoiceParty {
  return record.buyer === null ? partyOf(getBuyer(db, record.clientId)) : (JSON.parse(record.buyer) as InvoiceParty)
}

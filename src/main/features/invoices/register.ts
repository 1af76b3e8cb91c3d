import { basename } from 'node:path'
import { writeFileAtomically } from '#main/app/atomicFile.ts'
import type { JobContext } from '#main/app/context.ts'
import { loadWords } from '#main/app/words.ts'
import { type ExportColumn, type ExportValue, writeXlsxSheets } from '#main/workers/writeXlsx.ts'
import type { Language } from '#shared/contract/app.ts'
import { type ExportedRegister, type InvoiceParty, type RegisterTable, registerTables } from '#shared/contract/invoices.ts'
import { csvCell, type CsvOptions } from '#shared/csv.ts'
import type { Period } from '#shared/day.ts'
import { currencyExponent, QUANTITY_SCALE, UNIT_PRICE_SCALE } from '#shared/money.ts'
import { ioFailed } from '#shared/result.ts'
import {
  listDocumentLines,
  listDocuments,
  listDocumentVat,
  listIssuedIds,
  listRegisterPayments,
  type RegisterDocument,
  type RegisterLine,
  type RegisterPayment,
  type RegisterVat
} from './register.queries.ts'

type ExportInput = {
  readonly path: string
  readonly format: 'csv' | 'xlsx'
  readonly table: RegisterTable
  readonly period: Period | null
  readonly hasDecimalComma: boolean
  readonly language: Language
}
type Translate = (key: string) => string
type Tables = Readonly<Record<RegisterTable, ExportValue[][]>>

const batchSize = 200
const csvOptions: CsvOptions = { separator: ';', isSafeForExcel: true }

/**
 * Writes the register for the accountant (S-176): issued invoices, their lines, VAT per rate and payments. The same data
 * give the same rows in the same order. Whole file or nothing. Throws `file.not_written`.
 */
export async function exportRegister(ctx: JobContext, input: ExportInput): Promise<ExportedRegister> {
  const words = loadWords(ctx.places.resourcesDir, input.language)
  const t: Translate = (key) => words.t(`invoices:${key}`)
  const tables = await collect(ctx, input.period, t)
  if (input.format === 'xlsx') {
    const sheets = registerTables.map((table) => ({ name: t(`register.${table}`), columns: columnsOf(table, t), rows: tables[table] }))
    await writeXlsxSheets(input.path, sheets)
  } else await writeCsvTable(input.path, columnsOf(input.table, t), tables[input.table], input.hasDecimalComma)
  return {
    path: input.path,
    rowCounts: {
      documents: tables.documents.length,
      lines: tables.lines.length,
      vat: tables.vat.length,
      payments: tables.payments.length
    }
  }
}

async function collect(ctx: JobContext, period: Period | null, t: Translate): Promise<Tables> {
  const ids = listIssuedIds(ctx.db, period)
  const tables: Tables = { documents: [], lines: [], vat: [], payments: listRegisterPayments(ctx.db, period).map((row) => paymentRow(row, t)) }
  for (let done = 0; done < ids.length; done += batchSize) {
    const batch = ids.slice(done, done + batchSize)
    tables.documents.push(...listDocuments(ctx.db, batch).map((row) => documentRow(row, t)))
    tables.lines.push(...listDocumentLines(ctx.db, batch).map((row) => lineRow(row, t)))
    tables.vat.push(...listDocumentVat(ctx.db, batch).map((row) => vatRow(row, t)))
    ctx.progress({ done: done + batch.length, total: ids.length })
    await ctx.breathe()
  }
  return tables
}

const columnKinds: Readonly<Record<RegisterTable, readonly (readonly [key: string, kind: ExportColumn['kind'], width: number])[]>> = {
  documents: [
    ['number', 'text', 18], ['issuedOn', 'date', 12], ['soldOn', 'date', 12], ['dueOn', 'date', 12], ['buyer', 'text', 36],
    ['taxNumber', 'text', 16], ['country', 'text', 8], ['address', 'text', 36], ['currency', 'text', 8], ['net', 'money', 14],
    ['vat', 'money', 14], ['gross', 'money', 14], ['paid', 'money', 14], ['due', 'money', 14], ['paymentMethod', 'text', 12],
    ['method', 'text', 10]
  ],
  lines: [
    ['number', 'text', 18], ['issuedOn', 'date', 12], ['position', 'number', 6], ['name', 'text', 40], ['quantity', 'number', 10],
    ['unit', 'text', 8], ['unitPrice', 'number', 14], ['discount', 'number', 10], ['vatRate', 'text', 10], ['value', 'money', 14],
    ['method', 'text', 10], ['currency', 'text', 8]
  ],
  vat: [
    ['number', 'text', 18], ['issuedOn', 'date', 12], ['buyer', 'text', 36], ['taxNumber', 'text', 16], ['vatRate', 'text', 10],
    ['net', 'money', 14], ['vat', 'money', 14], ['gross', 'money', 14], ['currency', 'text', 8]
  ],
  payments: [
    ['paidOn', 'date', 12], ['client', 'text', 36], ['taxNumber', 'text', 16], ['amount', 'money', 14], ['number', 'text', 18],
    ['covered', 'money', 14], ['currency', 'text', 8], ['paymentMethod', 'text', 12], ['reference', 'text', 30]
  ]
}

function columnsOf(table: RegisterTable, t: Translate): ExportColumn[] {
  return columnKinds[table].map(([key, kind, width]) => ({ title: t(`column.${key}`), kind, width }))
}

function documentRow(row: RegisterDocument, t: Translate): ExportValue[] {
  const { currency } = row
  const buyer = JSON.parse(row.buyer) as InvoiceParty
  const money = (amountMinor: number) => ({ amountMinor, currency })
  const place = [buyer.postalCode, buyer.town].filter(Boolean).join(' ')
  return [
    row.number, row.issuedOn, row.soldOn, row.dueOn, buyer.name, buyer.taxNumber, buyer.country,
    [buyer.street, place].filter(Boolean).join(', '), currency, money(row.netMinor), money(row.vatMinor), money(row.grossMinor),
    money(row.paidMinor), money(row.grossMinor - row.paidMinor), t(`paymentMethod.${row.paymentMethod}`), t(`method.${row.method}`)
  ]
}

function lineRow(row: RegisterLine, t: Translate): ExportValue[] {
  return [
    row.number, row.issuedOn, row.position, row.name, row.quantityMicro / QUANTITY_SCALE, row.unit, row.unitPriceE8 / UNIT_PRICE_SCALE,
    row.discountBp / 100, row.vatCode, { amountMinor: row.valueMinor, currency: row.currency }, t(`method.${row.method}`), row.currency
  ]
}

function vatRow(row: RegisterVat, _t: Translate): ExportValue[] {
  const { currency } = row
  const buyer = JSON.parse(row.buyer) as InvoiceParty
  const money = (amountMinor: number) => ({ amountMinor, currency })
  return [
    row.number, row.issuedOn, buyer.name, buyer.taxNumber, row.vatCode, money(row.netMinor), money(row.vatMinor), money(row.grossMinor),
    currency
  ]
}

function paymentRow(row: RegisterPayment, t: Translate): ExportValue[] {
  const { currency } = row
  return [
    row.paidOn, row.clientName, row.taxNumber, { amountMinor: row.amountMinor, currency }, row.number,
    { amountMinor: row.coveredMinor, currency }, currency, t(`paymentMethod.${row.method}`), row.reference
  ]
}

/** One table as CSV for a spreadsheet: byte order mark, semicolons, CRLF, texts guarded against formulas. */
async function writeCsvTable(
  path: string,
  columns: readonly ExportColumn[],
  rows: readonly (readonly ExportValue[])[],
  hasDecimalComma: boolean
): Promise<void> {
  const lines = [columns.map((column) => csvCell(column.title, csvOptions)), ...rows.map((row) => row.map((value) => cellOf(value, hasDecimalComma)))]
  const text = lines.map((cells) => `${cells.join(csvOptions.separator)}\r\n`).join('')
  try {
    await writeFileAtomically(path, `\ufeff${text}`)
  } catch (error) {
    throw ioFailed('file.not_written', { name: basename(path) }, error)
  }
}

function cellOf(value: ExportValue, hasDecimalComma: boolean): string {
  if (value === null || typeof value === 'string') return csvCell(value, csvOptions)
  const number = typeof value === 'number' ? decimalText(value) : minorText(value.amountMinor, value.currency)
  return hasDecimalComma ? number.replace('.', ',') : number
}

/** Minor units as a plain decimal, without a float in between. */
function minorText(amountMinor: number, currency: string): string {
  const digits = currencyExponent(currency)
  const size = String(Math.abs(amountMinor)).padStart(digits + 1, '0')
  const whole = size.slice(0, size.length - digits)
  const sign = amountMinor < 0 ? '-' : ''
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${size.slice(-digits)}`
}

/** A number with the digits it has, never in powers of ten. */
function decimalText(value: number): string {
  return value.toFixed(8).replace(/\.?0+$/, '')
}

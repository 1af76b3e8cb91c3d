import type { Context } from '#main/app/context.ts'
import type { Db } from '#main/db/open.ts'
import { inTransaction, inTransactionWith } from '#main/db/transaction.ts'
import { type changeFirmInput, type Dictionaries, type changeStageInput, type Firm, type Language, languages, type setUpInput, type StageRow, type UserRow } from '#shared/contract/app.ts'
import { homeOf } from '#shared/countries.ts'
import { checkTaxNumber, isIban } from '#shared/identifiers.ts'
import { invalid, notFound, ruleBroken } from '#shared/result.ts'
import { vatRatesOf } from '#shared/vat.ts'
import type { z } from 'zod'
import { builtInDispositions, builtInLostReasons, builtInPipeline, builtInSources, builtInStages } from './builtIns.ts'
import {
  countWorkstations,
  findFirm,
  findPreference,
  findStage,
  findWorkstation,
  firmId,
  getFirm,
  hasPipeline,
  insertBuiltIns,
  insertFirm,
  insertUser,
  insertVatRates,
  insertWorkstation,
  listDictionaries as listAllDictionaries,
  listUsers as listAllUsers,
  putPreference,
  updateFirm,
  updateStage,
  updateUser
} from './settings.queries.ts'

/** Puts in the stages, reasons, sources and outcomes that ship with the program, once. */
export function ensureBuiltIns(ctx: Context): void {
  if (hasPipeline(ctx.db, builtInPipeline.id)) return
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) => {
    insertBuiltIns(db, {
      pipeline: { ...builtInPipeline, ...at },
      stages: builtInStages.map((row, index) => ({ ...row, pipelineId: builtInPipeline.id, position: index + 1, ...at })),
      lostReasons: builtInLostReasons.map((row) => ({ ...row, ...at })),
      sources: builtInSources.map((row) => ({ ...row, ...at })),
      dispositions: builtInDispositions.map((row, index) => ({ ...row, position: index + 1, ...at }))
    })
  })
}

/** Registers this desk in the store with a series of its own: A, B … Z, then AA (decisions.md 8). */
export function ensureWorkstation(ctx: Context, name: string): void {
  if (findWorkstation(ctx.db, ctx.workstationId)) return
  inTransactionWith(ctx, { isUndoable: false, undoesId: null }, (db) => {
    insertWorkstation(db, {
      id: ctx.workstationId,
      name,
      seriesCode: seriesCodeOf(countWorkstations(db)),
      createdAt: ctx.now(),
      updatedAt: ctx.now()
    })
  })
}

/** 0 is A, 25 is Z, 26 is AA. */
export function seriesCodeOf(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest === 0 ? '' : seriesCodeOf(rest - 1)) + String.fromCharCode(65 + (index % 26))
}

/** First start: our firm, the first user, VAT rates of the country, language. Throws `app.already_set_up`. */
export function setUp(ctx: Context, input: z.output<typeof setUpInput>): null {
  if (findFirm(ctx.db)) throw ruleBroken('app.already_set_up')
  const home = homeOf(input.country)
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() }
  const userId = ctx.newId()
  inTransactionWith({ ...ctx, userId }, { isUndoable: false, undoesId: null }, (db) => {
    insertUser(db, { id: userId, name: input.userName, role: 'admin', ...at })
    insertFirm(db, {
      id: firmId,
      name: input.firmName,
      country: input.country,
      baseCurrency: home.currency,
      timeZone: home.timeZone,
      isVatPayer: true,
      ...at
    })
    insertVatRates(
      db,
      vatRatesOf(input.country).map((rate, index) => ({
        id: `vat-${rate.code.toLowerCase().replaceAll(' ', '-')}`,
        code: rate.code,
        percentBp: rate.percentBp,
        position: index + 1,
        ...at
      }))
    )
    putPreference(db, 'userId', userId)
    putPreference(db, 'language', input.language)
  })
  return null
}

/**
 * Changes what stands on our invoices. Throws validation `firm.tax_number` or `firm.bank_account` when a number cannot be
 * right; an account is kept as an IBAN without spaces.
 */
export function changeFirm(ctx: Context, input: z.output<typeof changeFirmInput>): Firm {
  const taxNumber = input.taxNumber && checkTaxNumber(input.taxNumber, getFirm(ctx.db).country)
  if (taxNumber && !taxNumber.ok) throw invalid('firm.tax_number', { value: input.taxNumber ?? '' }, { taxNumber: 'firm.tax_number' })
  const bankAccount = input.bankAccount && toIban(input.bankAccount, getFirm(ctx.db).country)
  if (bankAccount === undefined) throw invalid('firm.bank_account', {}, { bankAccount: 'firm.bank_account' })
  return inTransaction(ctx, (db) =>
    updateFirm(db, { ...input, bankAccount, taxNumber: taxNumber ? taxNumber.value : null, updatedAt: ctx.now() })
  )
}

/** An account as an IBAN without spaces; at home people leave the country's letters out. Undefined when it cannot be right. */
function toIban(text: string, country: string): string | undefined {
  const compact = text.replace(/[\s\u00a0-]/g, '').toUpperCase()
  return [compact, country + compact].find(isIban)
}

/** Names a stage, sets how likely a win is from it and how long a deal may stay. Throws not_found. */
export function changeStage(ctx: Context, { id, name, probabilityBp, ageLimitDays }: z.output<typeof changeStageInput>): StageRow {
  const stage = findStage(ctx.db, id)
  if (!stage) throw notFound('stage', id)
  const isOpen = stage.outcome === 'open'
  const change = {
    name,
    probabilityBp: isOpen ? probabilityBp : stage.probabilityBp,
    ageLimitDays: isOpen ? ageLimitDays : null
  }
  inTransaction(ctx, (db) => updateStage(db, id, { ...change, updatedAt: ctx.now() }))
  return { ...stage, ...change }
}

export function renameUser(ctx: Context, { name }: { name: string }): null {
  const { userId } = ctx
  if (!userId) throw ruleBroken('app.not_set_up')
  inTransaction(ctx, (db) => updateUser(db, userId, { name, updatedAt: ctx.now() }))
  return null
}

/** Everybody who works here, the first user first. */
export function listUsers(db: Db): UserRow[] {
  return listAllUsers(db)
}

/** Users, stages, sources and the other small lists. */
export function listDictionaries(db: Db): Dictionaries {
  return listAllDictionaries(db)
}

/** Our own firm. Throws not_found before the first start was finished. */
export function ourFirm(db: Db): Firm {
  return getFirm(db)
}

/** Who works at this desk; null before the first start was finished. */
export function userOfDesk(db: Db): string | null {
  const remembered = findPreference(db, 'userId')
  const users = listAllUsers(db)
  return users.find((user) => user.id === remembered)?.id ?? users[0]?.id ?? null
}

/** The language of this desk, for words that become data. */
export function languageOfDesk(db: Db): Language {
  const chosen = findPreference(db, 'language')
  return languages.find((language) => language === chosen) ?? 'en'
}

/** Adds a colleague who can own clients and deals. */
export function addUser(ctx: Context, { name, role }: Pick<UserRow, 'name' | 'role'>): UserRow {
  const id = ctx.newId()
  inTransaction(ctx, (db) => insertUser(db, { id, name, role, createdAt: ctx.now(), updatedAt: ctx.now() }))
  return { id, name, role }
}

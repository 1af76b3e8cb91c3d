import type { JobContext } from '#main/app/context.ts'
import { loadWords } from '#main/app/words.ts'
import { type ExportColumn, type ExportSheet, type ExportValue, writeXlsxSheets } from '#main/workers/writeXlsx.ts'
import type { AnalysisTable, CellFigures, FiguresRow } from '#shared/contract/analysis.ts'
import { recordPrivacyEvent } from '../privacy/privacyEvents.ts'
import { listUsers } from '../settings/settings.ts'
import { statusOf } from '../settings/status.ts'
import { baseAnalysis, places } from './analysis.ts'
import { listBuyers } from './analysis.queries.ts'

const text = (title: string, width: number): ExportColumn => ({ title, kind: 'text', width })
const number = (title: string): ExportColumn => ({ title, kind: 'number', width: 13 })
const money = (title: string): ExportColumn => ({ title, kind: 'money', width: 17 })
const page = 1000

/** Writes a table of the analysis and, on a second sheet, every buyer with its classes. Throws `file.not_written`. */
export async function exportAnalysis(ctx: JobContext, { table, path }: { table: AnalysisTable; path: string }): Promise<{ path: string }> {
  const { db } = ctx
  const words = loadWords(ctx.places.resourcesDir, statusOf(ctx, {}).language)
  const t = (key: string) => words.t(`analysis:${key}`)
  const analysis = baseAnalysis(ctx, {})
  const users = new Map(listUsers(db).map((user) => [user.id, user.name]))
  const amount = (amountMinor: number | null): ExportValue => (amountMinor === null ? null : { amountMinor, currency: analysis.baseCurrency })
  const cells = (row: CellFigures): ExportValue[] => [row.clientCount, amount(row.revenueMinor), row.purchaseCount]
  const cellColumns = [number(t('column.clients')), money(`${t('column.revenue')}, ${analysis.baseCurrency}`), number(t('column.purchases'))]
  const buyers: FiguresRow[] = []
  for (;;) {
    const rows = listBuyers(db, { offset: buyers.length, limit: page })
    buyers.push(...rows)
    ctx.progress({ done: buyers.length, total: analysis.buyers.clientCount })
    await ctx.breathe()
    if (rows.length < page) break
  }
  const sheets: ExportSheet[] = [tableSheet(), buyerSheet()]
  await writeXlsxSheets(path, sheets)
  recordPrivacyEvent(ctx, { kind: 'listExport', clientId: null, contactId: null, count: buyers.length, reason: 'analysis' })
  return { path }

  function tableSheet(): ExportSheet {
    const name = t(`table.${table}`)
    if (table === 'abc') {
      return { name, columns: [text(t('column.abc'), 10), ...cellColumns, money(`${t(`basis.${analysis.settings.basis}`)}, ${analysis.baseCurrency}`)], rows: analysis.abc.map((row) => [row.class, ...cells(row), amount(row.basisMinor)]) }
    }
    if (table === 'matrix') {
      return { name, columns: [text(t('column.abc'), 10), text(t('column.xyz'), 10), ...cellColumns], rows: analysis.matrix.map((row) => [row.abc, row.xyz ?? t('noXyz'), ...cells(row)]) }
    }
    if (table === 'rfm') {
      return { name, columns: [text(t('column.rfm'), 28), ...cellColumns, text(t('column.advice'), 60)], rows: analysis.rfm.map((row) => [t(`rfm.${row.segment}`), ...cells(row), t(`advice.${row.segment}`)]) }
    }
    if (table === 'groups') {
      return { name, columns: [text(t('column.group'), 28), ...cellColumns], rows: analysis.groups.map((row) => [t(`group.${row.group}`), ...cells(row)]) }
    }
    return {
      name,
      columns: [text(t(`place.${table}`), 28), number(t('column.allClients')), number(t('column.buyers')), ...cellColumns.slice(1)],
      rows: places(ctx, { by: table }).map((row) => [row.place ?? t(`noPlace.${table}`), row.clientCount, row.buyerCount, ...cells(row).slice(1)])
    }
  }

  function buyerSheet(): ExportSheet {
    return {
      name: t('table.clients'),
      columns: [
        text(t('column.client'), 40), text(t('place.town'), 18), text(t('column.owner'), 20), text(t('column.abc'), 8), text(t('column.xyz'), 8), text(t('column.rfm'), 22),
        money(`${t('column.revenue')}, ${analysis.baseCurrency}`), money(`${t('column.margin')}, ${analysis.baseCurrency}`), number(t('column.purchases')),
        { title: t('column.lastOn'), kind: 'date', width: 14 }, number(t('column.score'))
      ],
      rows: buyers.map((row) => [
        row.name, row.town, row.ownerId && (users.get(row.ownerId) ?? null), row.abc, row.xyz, row.rfm && t(`rfm.${row.rfm}`), amount(row.revenueMinor),
        amount(row.marginMinor), row.purchaseCount, row.lastOn, row.score
      ])
    }
  }
}


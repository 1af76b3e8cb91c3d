import { firmOf } from '#main/features/deals/facts.ts'
import { listDictionaries } from '#main/features/settings/settings.ts'
import { statusOf } from '#main/features/settings/status.ts'
import type { JobContext } from '#main/app/context.ts'
import { loadWords, type Words } from '#main/app/words.ts'
import { type ExportColumn, type ExportValue, writeXlsx } from '#main/workers/writeXlsx.ts'
import type { Dictionaries, Named } from '#shared/contract/app.ts'
import type { FunnelColumn } from '#shared/contract/deals.ts'
import type { ClosedFunnel, FunnelQuestion, OpenFunnel } from '#shared/contract/reports.ts'
import { countConditions } from '#shared/contract/filters.ts'
import { dayOf, type Period } from '#shared/day.ts'
import { closedFunnel, openFunnel } from './reports.ts'

type Sheet = { readonly name: string; readonly columns: readonly ExportColumn[]; readonly rows: readonly (readonly ExportValue[])[] }

/** Writes the funnel as it is on the screen to a workbook, with a line that says what it counts. Throws `file.not_written`. */
export async function exportFunnel(ctx: JobContext, { path, question }: { readonly path: string; readonly question: FunnelQuestion }): Promise<{ readonly path: string }> {
  const words = loadWords(ctx.places.resourcesDir, statusOf(ctx, {}).language)
  const dictionaries = listDictionaries(ctx.db)
  const sheet =
    question.kind === 'open'
      ? openSheet(openFunnel(ctx, question), words, dictionaries, dayOf(question.at ?? ctx.now(), firmOf(ctx.db).timeZone))
      : closedSheet(closedFunnel(ctx, question), words, dictionaries)
  const { rules } = question.filter.clients ?? {}
  const note: ExportValue[][] = rules ? [[words.t('funnel:print.narrowed', { count: countConditions(rules) })]] : []
  await ctx.breathe()
  await writeXlsx(path, sheet.name, sheet.columns, [...sheet.rows, ...note])
  return { path }
}

const text = (title: string, width: number): ExportColumn => ({ title, kind: 'text', width })
const number = (title: string): ExportColumn => ({ title, kind: 'number', width: 13 })
const money = (title: string): ExportColumn => ({ title, kind: 'money', width: 17 })

function openSheet(funnel: OpenFunnel, words: Words, dictionaries: Dictionaries, day: string): Sheet {
  const t = (key: string) => words.t(`funnel:${key}`)
  const amount = (amountMinor: number) => ({ amountMinor, currency: funnel.baseCurrency })
  const valuesOf = (value: OpenFunnel['total']): ExportValue[] => [
    value.count,
    amount(value.sumMinor),
    amount(value.weightedMinor),
    value.overLimitCount,
    rounded(value.medianAgeDays),
    ...value.cells.map((cell) => cell.count)
  ]
  return {
    name: t('tab.open'),
    columns: [
      text(t('column.stage'), 28),
      number(t('column.count')),
      money(`${t('column.sum')}, ${funnel.baseCurrency}`),
      money(`${t('column.weighted')}, ${funnel.baseCurrency}`),
      number(t('column.overLimit')),
      number(t('column.medianAge')),
      ...funnel.columns.map((column) => number(nameOfColumn(column, words, dictionaries)))
    ],
    rows: [
      ...funnel.rows.map((row): ExportValue[] => [nameOfStage(row.stageId, words, dictionaries), ...valuesOf(row)]),
      [t('total'), ...valuesOf(funnel.total)],
      [],
      [words.t('funnel:print.open', { day: dayText(day) })]
    ]
  }
}

function closedSheet(funnel: ClosedFunnel, words: Words, dictionaries: Dictionaries): Sheet {
  const t = (key: string) => words.t(`funnel:${key}`)
  const amount = (amountMinor: number) => ({ amountMinor, currency: funnel.baseCurrency })
  const { totals } = funnel
  return {
    name: t('tab.closed'),
    columns: [
      text(t('column.stage'), 28),
      number(t('column.reached')),
      number(t('column.passed')),
      number(t('column.lost')),
      money(`${t('column.reachedValue')}, ${funnel.baseCurrency}`),
      money(`${t('column.passedValue')}, ${funnel.baseCurrency}`),
      money(`${t('column.lostValue')}, ${funnel.baseCurrency}`),
      number(`${t('column.conversion')}, %`),
      number(`${t('column.cumulative')}, %`),
      number(t('column.medianDays')),
      ...(funnel.before ? [number(`${t('column.before')}, %`)] : []),
      ...funnel.columns.flatMap((column) => {
        const name = nameOfColumn(column, words, dictionaries)
        return [number(`${name}, %`), number(`${name}, n`)]
      })
    ],
    rows: [
      ...funnel.rows.map((row): ExportValue[] => [
        nameOfStage(row.stageId, words, dictionaries),
        row.reached,
        row.passed,
        row.lostAt,
        amount(row.reachedMinor),
        amount(row.passedMinor),
        amount(row.lostMinor),
        percent(row.conversion),
        percent(row.cumulative),
        rounded(row.medianDays),
        ...(funnel.before ? [percent(row.before?.conversion ?? null)] : []),
        ...row.cells.flatMap((cell) => [percent(cell.conversion), cell.reached])
      ]),
      [t('total'), totals.closed, totals.won, totals.lost, amount(totals.wonMinor + totals.lostMinor), amount(totals.wonMinor), amount(totals.lostMinor), percent(totals.winRate)],
      [],
      [words.t(`funnel:print.${funnel.basis}`, periodText(funnel.period))],
      [t(`print.${funnel.reading}`)],
      ...(funnel.before ? [[words.t('funnel:print.before', periodText(funnel.before.period))]] : [])
    ]
  }
}

const percent = (rate: number | null) => (rate === null ? null : Math.round(rate * 1000) / 10)
const rounded = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
const periodText = (period: Period) => ({ from: dayText(period.from), to: dayText(period.to) })

function dayText(day: string): string {
  return day.split('-').reverse().join('.')
}

function nameOf(row: Named | undefined, kind: 'stage' | 'source', words: Words): string {
  return row?.name ?? (row?.nameKey ? words.t(`builtins:${kind}.${row.nameKey}`) : '')
}

function nameOfStage(id: string, words: Words, { stages }: Dictionaries): string {
  return nameOf(stages.find((stage) => stage.id === id), 'stage', words)
}

function nameOfColumn({ by, id }: FunnelColumn, words: Words, { users, sources }: Dictionaries): string {
  if (id === null) return words.t(by === 'owner' ? 'funnel:noOwner' : 'funnel:noSource')
  if (by === 'owner') return users.find((user) => user.id === id)?.name ?? words.t('funnel:formerOwner')
  return nameOf(sources.find((source) => source.id === id), 'source', words)
}

import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClosedFunnel, OpenFunnel } from '#shared/contract/reports.ts'
import { dayOf } from '#shared/day.ts'
import { useActions } from '../../app/actions.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { useFirm, useFormat } from '../../app/format.ts'
import { useUrlState } from '../../app/navigation.ts'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { notifyDone } from '../../app/notify.ts'
import { usePreference } from '../../app/preferences.ts'
import type { ChartHandle } from '../../ui/Chart.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Card, Page } from '../../ui/Page.tsx'
import { useClientNarrowing } from '../clients/filters/useClientNarrowing.tsx'
import { useFilterWords } from '../clients/filters/useFilterWords.ts'
import { DrillPanel, type Drill } from './DrillPanel.tsx'
import { Findings } from './Findings.tsx'
import { FunnelCharts, type BarsOf } from './FunnelCharts.tsx'
import { FunnelControls } from './FunnelControls.tsx'
import { ClosedTable, OpenTable } from './FunnelTables.tsx'
import { closedQuestion, firstChoices, openQuestion, periodsOf, type Choices } from './question.ts'
import { savePicture } from './savePicture.ts'
import css from './funnel.module.css'

/** The two funnels of the sales head on Monday: what is open, and what became of what was closed (screens.md 4.7, S-87). */
export function FunnelScreen() {
  const { t } = useTranslation('funnel')
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const [habit, setHabit] = usePreference<Choices>('funnel.choices')
  const [placed, setPlaced] = useUrlState<Choices | null>('choices', null)
  const [drill, setDrill] = useState<Drill | null>(null)
  const periodField = useRef<HTMLInputElement>(null)
  const compareField = useRef<HTMLInputElement>(null)
  const countsChart = useRef<ChartHandle>(null)
  const valuesChart = useRef<ChartHandle>(null)
  const workbook = useJob('reports.exportFunnel')

  const choices: Choices = { ...firstChoices, ...habit, ...placed }
  const pipelineId = words.pipelines.find((one) => one.id === choices.pipelineId)?.id ?? words.pipelines[0]?.id ?? ''
  const isReady = pipelineId !== '' && habit !== undefined
  const { today } = format
  const closedInput = closedQuestion(choices, pipelineId, today)
  const openInput = openQuestion(choices, pipelineId, today, timeZone)
  const closed = useRead('reports.closedFunnel', closedInput, { enabled: isReady && choices.tab === 'closed' })
  const open = useRead('reports.openFunnel', openInput, { enabled: isReady && choices.tab === 'open' })

  function change(next: Partial<Choices>) {
    const all = { ...choices, ...next }
    setPlaced(all)
    setHabit(all)
  }

  const narrowing = useClientNarrowing(choices.clients, (clients) => change({ clients }))
  const filterWords = useFilterWords()

  useActions([
    { id: 'funnel.clients', label: t('clients'), keys: 'KeyF', run: narrowing.open },
    { id: 'funnel.open', label: t('tab.open'), keys: 'Digit1', run: () => change({ tab: 'open' }) },
    { id: 'funnel.closed', label: t('tab.closed'), keys: 'Digit2', run: () => change({ tab: 'closed' }) },
    { id: 'funnel.period', label: t('period.label'), keys: 'KeyP', run: () => focusOn(periodField.current) },
    { id: 'funnel.compare', label: t('compare.label'), keys: 'KeyC', run: () => focusOn(compareField.current) }
  ])

  if (closed.error) throw closed.error
  if (open.error) throw open.error
  if (!isReady) return null

  const statement = choices.tab === 'closed' ? closedStatement(closed.data) : openStatement()

  function openStatement(): string {
    return [t('print.open', { day: format.day(openInput.at === null ? today : dayOf(openInput.at, timeZone)) }), ...clientsStatement()].join(' · ')
  }

  function clientsStatement(): string[] {
    const rules = choices.clients?.rules
    return rules ? [t('print.clients', { conditions: filterWords.sayAll(rules) })] : []
  }

  /** What is counted is printed with it, always (metrics.md 5.0). */
  function closedStatement(funnel: ClosedFunnel | undefined): string {
    if (!funnel) return ''
    const { totals, before } = funnel
    const days = (period: { readonly from: string; readonly to: string }) => ({ from: format.day(period.from), to: format.day(period.to) })
    return [
      t(`print.${funnel.basis}`, days(funnel.period)),
      t(`print.${funnel.reading}`),
      ...clientsStatement(),
      ...(before ? [t('print.before', days(before.period))] : []),
      ...(totals.stillOpen > 0 ? [t('print.stillOpen', { count: totals.stillOpen })] : []),
      ...(totals.bounds ? [t('print.bounds', { low: format.percent(totals.bounds.low), high: format.percent(totals.bounds.high) })] : []),
      ...(totals.withoutRate > 0 ? [t('print.withoutRate', { count: totals.withoutRate })] : [])
    ].join(' · ')
  }

  async function exportAs(kind: 'png' | 'xlsx') {
    if (kind === 'png') {
      const pictures = [countsChart.current?.toPng() ?? '', valuesChart.current?.toPng() ?? ''].filter((url) => url !== '')
      await savePicture(`${t('title')}: ${t(`tab.${choices.tab}`)}`, statement, pictures)
      return
    }
    try {
      const path = await chooseSavePath({ title: t('export.save'), name: t('export.fileName'), extension: 'xlsx', kind: 'Excel' })
      if (path === null) return
      const done = await workbook.start({ path, question: choices.tab === 'open' ? { kind: 'open', ...openInput } : { kind: 'closed', ...closedInput } })
      if (done) notifyDone(t('export.done', { name: fileName(done.value.path) }))
    } catch (error) {
      showError(error)
    }
  }

  const currency = (choices.tab === 'open' ? open.data : closed.data)?.baseCurrency ?? 'PLN'
  return (
    <Page isScrolling>
      <FunnelControls
        choices={choices}
        onChange={change}
        pipelineId={pipelineId}
        periodField={periodField}
        compareField={compareField}
        clientsButton={narrowing.button}
        onExport={(kind) => void exportAs(kind)}
      />
      {narrowing.chips}
      {narrowing.panel}
      <Card>
        <Findings
          question={{ pipelineId, ...periodsOf(choices, today), filter: closedInput.filter }}
          isOpenTab={choices.tab === 'open'}
          onOpen={setDrill}
        />
        <div className={css.statement}>{statement}</div>
      </Card>
      {choices.tab === 'closed' && closed.data && closedContent(closed.data)}
      {choices.tab === 'open' && open.data && openContent(open.data)}
      {drill && <DrillPanel drill={drill} currency={currency} onClose={() => setDrill(null)} />}
    </Page>
  )

  function closedContent(funnel: ClosedFunnel) {
    if (funnel.totals.closed === 0) {
      return (
        <EmptyState
          text={t('empty.closed')}
          action={{ label: t('empty.showYear'), onClick: () => change({ period: 'last12Months' }) }}
          secondary={{ label: t('empty.showOpen'), onClick: () => change({ tab: 'open' }) }}
        />
      )
    }
    const share = (part: number, whole: number) => (whole === 0 || part === 0 ? '' : ` · \u2212${format.percent(part / whole)}`)
    const bars = (isMoney: boolean): BarsOf => ({
      title: t(isMoney ? 'chart.value' : 'chart.count'),
      firstName: t('chart.passed'),
      secondName: t('chart.lost'),
      isMoney,
      isLoss: true,
      bars: funnel.rows.map((row) => ({
        label: words.stageName(row.stageId),
        first: isMoney ? row.passedMinor : row.passed,
        second: isMoney ? row.lostMinor : row.lostAt,
        note: isMoney
          ? format.money(row.reachedMinor, currency, 'short')
          : format.count(row.reached) + share(row.lostAt, row.reached)
      }))
    })
    const openPart = (index: number, part: 0 | 1) => {
      const row = funnel.rows[index]
      if (!row) return
      const stage = words.stageName(row.stageId)
      setDrill(part === 0 ? { title: t('drill.passed', { stage }), filter: row.drill.passed } : { title: t('drill.lost', { stage }), filter: row.drill.lost })
    }
    return (
      <>
        <FunnelCharts counts={bars(false)} values={bars(true)} currency={currency} countsRef={countsChart} valuesRef={valuesChart} onOpen={openPart} />
        <Card padding={false}>
          <ClosedTable key={funnel.columns.map((column) => column.id).join()} funnel={funnel} onOpen={setDrill} />
        </Card>
      </>
    )
  }

  function openContent(funnel: OpenFunnel) {
    if (funnel.total.count === 0) return <EmptyState text={t('empty.open')} />
    const bars = (isMoney: boolean): BarsOf => ({
      title: t(isMoney ? 'chart.value' : 'chart.count'),
      firstName: t(isMoney ? 'chart.weighted' : 'chart.inTime'),
      secondName: t(isMoney ? 'chart.rest' : 'chart.late'),
      isMoney,
      isLoss: !isMoney,
      bars: funnel.rows.map((row) => ({
        label: words.stageName(row.stageId),
        first: isMoney ? row.weightedMinor : row.count - row.overLimitCount,
        second: isMoney ? row.sumMinor - row.weightedMinor : row.overLimitCount,
        note: isMoney ? format.money(row.sumMinor, currency, 'short') : format.count(row.count)
      }))
    })
    const openPart = (index: number, part: 0 | 1, isMoney: boolean) => {
      const row = funnel.rows[index]
      if (!row) return
      const stage = words.stageName(row.stageId)
      // Weighted and the rest are parts of the same deals; in time and late are not.
      if (isMoney) setDrill({ title: t('drill.open', { stage }), filter: row.drill })
      else setDrill(part === 0 ? { title: t('drill.inTime', { stage }), filter: row.withinLimitDrill } : { title: t('drill.late', { stage }), filter: row.overLimitDrill })
    }
    return (
      <>
        <FunnelCharts counts={bars(false)} values={bars(true)} currency={currency} countsRef={countsChart} valuesRef={valuesChart} onOpen={openPart} />
        <Card padding={false}>
          <OpenTable key={funnel.columns.map((column) => column.id).join()} funnel={funnel} onOpen={setDrill} />
        </Card>
      </>
    )
  }
}

/** Opens a field by its key: focus and the list under it. */
function focusOn(field: HTMLInputElement | null): void {
  field?.focus()
  field?.click()
}

import type { ChartConfiguration, Plugin } from 'chart.js'
import { useCallback, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../app/format.ts'
import { Chart, type ChartHandle, type ChartLook } from '../../ui/Chart.tsx'
import { Card } from '../../ui/Page.tsx'
import css from './funnel.module.css'

/** A stage as two parts of one bar, and the words at its end. */
export type Bar = { readonly label: string; readonly first: number; readonly second: number; readonly note: string }
export type BarsOf = { readonly title: string; readonly firstName: string; readonly secondName: string; readonly bars: readonly Bar[]; readonly isMoney: boolean; readonly isLoss: boolean }

type FunnelChartsProps = {
  readonly counts: BarsOf
  readonly values: BarsOf
  readonly currency: string
  readonly countsRef: Ref<ChartHandle>
  readonly valuesRef: Ref<ChartHandle>
  /** `part` 0 is the petrol part of the bar, 1 the other. */
  readonly onOpen: (stageIndex: number, part: 0 | 1, isMoney: boolean) => void
}

/** The two funnels of S-94: stages from top to bottom, deals and money to the right. */
export function FunnelCharts({ counts, values, currency, countsRef, valuesRef, onOpen }: FunnelChartsProps) {
  const { t } = useTranslation('funnel')
  const height = 38 + Math.round(counts.bars.length * 15.2)
  return (
    <section className={css.charts} aria-label={t('title')}>
      {[{ of: counts, ref: countsRef }, { of: values, ref: valuesRef }].map(({ of, ref }) => (
        <Card key={of.title} title={of.title}>
          <Bars of={of} currency={currency} height={height} chartRef={ref} onOpen={onOpen} />
        </Card>
      ))}
    </section>
  )
}

type BarsProps = { readonly of: BarsOf; readonly currency: string; readonly height: number; readonly chartRef: Ref<ChartHandle>; readonly onOpen: FunnelChartsProps['onOpen'] }

function Bars({ of, currency, height, chartRef, onOpen }: BarsProps) {
  const format = useFormat()
  const key = JSON.stringify(of)
  const config = useCallback(
    (look: ChartLook): ChartConfiguration => {
      const { bars, firstName, secondName, isMoney, isLoss } = JSON.parse(key) as BarsOf
      const write = (value: number) => (isMoney ? format.money(value, currency, 'short') : format.count(value))
      return {
        type: 'bar',
        data: {
          labels: bars.map((bar) => bar.label),
          datasets: [
            { label: firstName, data: bars.map((bar) => bar.first), backgroundColor: look.main, borderSkipped: false, barPercentage: 0.82, categoryPercentage: 0.95, minBarLength: 0 },
            { label: secondName, data: bars.map((bar) => bar.second), backgroundColor: isLoss ? look.lostStripes : look.grey, borderRadius: { topRight: 3, bottomRight: 3 }, barPercentage: 0.82, categoryPercentage: 0.95 }
          ]
        },
        options: {
          indexAxis: 'y',
          layout: { padding: { right: 84 } },
          scales: {
            x: { stacked: true, beginAtZero: true, border: { display: false }, grid: { color: look.line }, ticks: { maxTicksLimit: 5, precision: 0, callback: (value) => write(Number(value)) } },
            y: { stacked: true, grid: { display: false }, border: { display: false }, ticks: { color: look.ink, autoSkip: false, crossAlign: 'near' } }
          },
          plugins: {
            legend: { position: 'top', align: 'end', labels: { boxWidth: 10, boxHeight: 10, padding: 8 } },
            tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${write(Number(raw))}` } }
          }
        },
        plugins: [endNotes(bars.map((bar) => bar.note), look)]
      }
    },
    [key, currency, format]
  )
  return (
    <Chart
      ref={chartRef}
      label={`${of.title}: ${of.bars.map((bar) => `${bar.label} ${bar.note}`).join('; ')}`}
      height={height}
      config={config}
      onClick={(part, stageIndex) => onOpen(stageIndex, part === 0 ? 0 : 1, of.isMoney)}
    />
  )
}

/** Writes the words at the end of each bar, where Chart.js has nothing of its own. */
function endNotes(notes: readonly string[], look: ChartLook): Plugin {
  return {
    id: 'endNotes',
    afterDatasetsDraw: (chart) => draw(chart.ctx, (index) => chart.getDatasetMeta(index))
  }

  function draw(pen: CanvasRenderingContext2D, metaOf: (index: number) => { readonly data: readonly { readonly x: number; readonly y: number }[] }): void {
    const first = metaOf(0).data
    const second = metaOf(1).data
    pen.save()
    pen.font = "500 11px 'Inter Variable', sans-serif"
    pen.fillStyle = look.muted
    pen.textBaseline = 'middle'
    notes.forEach((note, index) => {
      const end = Math.max(first[index]?.x ?? 0, second[index]?.x ?? 0)
      pen.fillText(note, end + 6, (first[index]?.y ?? 0) + 0.5)
    })
    pen.restore()
  }
}

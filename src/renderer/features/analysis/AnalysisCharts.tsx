import type { ChartConfiguration } from 'chart.js'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BaseAnalysis } from '#shared/contract/analysis.ts'
import type { RfmSegment } from '#shared/analysis.ts'
import { useFormat } from '../../app/format.ts'
import { Chart, type ChartLook } from '../../ui/Chart.tsx'

/** How much of the whole the best clients make: the 20/80 rule as it really is (S-146). */
export function ParetoChart({ analysis }: { readonly analysis: BaseAnalysis }) {
  const { t } = useTranslation('analysis')
  const { percent } = useFormat()
  const key = JSON.stringify([analysis.pareto, analysis.settings.abcBp])
  const config = useCallback(
    (look: ChartLook): ChartConfiguration => {
      const [pareto, [a, b]] = JSON.parse(key) as [BaseAnalysis['pareto'], readonly [number, number]]
      const write = (value: number | string) => percent(Number(value), 0)
      const limit = (share: number) => ({
        data: [{ x: 0, y: share }, { x: 1, y: share }],
        borderColor: look.muted,
        borderDash: [4, 4],
        borderWidth: 1,
        pointRadius: 0,
        label: percent(share, 0)
      })
      return {
        type: 'line',
        data: {
          datasets: [
            {
              label: t('pareto.whole'),
              data: pareto.map(({ clientShare, sumShare }) => ({ x: clientShare, y: sumShare })),
              borderColor: look.main,
              backgroundColor: `${look.main}22`,
              borderWidth: 2,
              fill: true,
              pointRadius: 0,
              pointHitRadius: 8
            },
            limit(a / 10_000),
            limit(b / 10_000)
          ]
        },
        options: {
          parsing: false,
          interaction: { mode: 'nearest', axis: 'x', intersect: false },
          scales: {
            x: { type: 'linear', min: 0, max: 1, title: { display: true, text: t('pareto.clients') }, grid: { color: look.line }, ticks: { callback: write, maxTicksLimit: 6 } },
            y: { min: 0, max: 1, grid: { color: look.line }, border: { display: false }, ticks: { callback: write, maxTicksLimit: 6 } }
          },
          plugins: {
            legend: { display: false },
            tooltip: {
              filter: ({ datasetIndex }) => datasetIndex === 0,
              callbacks: {
                title: () => '',
                label: ({ parsed }) => `${t('pareto.clients')}: ${percent(parsed.x ?? 0, 0)} · ${t('pareto.whole')}: ${percent(parsed.y ?? 0, 0)}`
              }
            }
          }
        }
      }
    },
    [key, t, percent]
  )
  const share = analysis.shareMaking80
  return <Chart label={share === null ? t('pareto.title') : t('pareto.label', { clients: percent(share, 0) })} height={236} config={config} />
}

type RfmChartProps = { readonly analysis: BaseAnalysis; readonly onOpen: (segment: RfmSegment) => void }

/** Clients and revenue of the six segments beside each other, as shares of all. */
export function RfmChart({ analysis, onOpen }: RfmChartProps) {
  const { t } = useTranslation('analysis')
  const { percent } = useFormat()
  const key = JSON.stringify(analysis.rfm)
  const config = useCallback(
    (look: ChartLook): ChartConfiguration => {
      const rows = JSON.parse(key) as BaseAnalysis['rfm']
      const clients = Math.max(1, rows.reduce((sum, row) => sum + row.clientCount, 0))
      const revenue = Math.max(1, rows.reduce((sum, row) => sum + Math.max(0, row.revenueMinor), 0))
      return {
        type: 'bar',
        data: {
          labels: rows.map((row) => t(`rfm.${row.segment}`)),
          datasets: [
            { label: t('column.clients'), data: rows.map((row) => row.clientCount / clients), backgroundColor: look.grey, borderRadius: 2 },
            { label: t('column.revenue'), data: rows.map((row) => Math.max(0, row.revenueMinor) / revenue), backgroundColor: look.main, borderRadius: 2 }
          ]
        },
        options: {
          indexAxis: 'y',
          scales: {
            x: { beginAtZero: true, border: { display: false }, grid: { color: look.line }, ticks: { callback: (value) => percent(Number(value), 0), maxTicksLimit: 5 } },
            y: { grid: { display: false }, border: { display: false }, ticks: { color: look.ink, autoSkip: false, crossAlign: 'near' } }
          },
          plugins: {
            legend: { position: 'top', align: 'end', labels: { boxWidth: 10, boxHeight: 10, padding: 8 } },
            tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${percent(Number(raw), 1)}` } }
          }
        }
      }
    },
    [key, t, percent]
  )
  const label = analysis.rfm.map((row) => `${t(`rfm.${row.segment}`)} ${row.clientCount}`).join('; ')
  return (
    <Chart
      label={`${t('bars')}: ${label}`}
      height={300}
      config={config}
      onClick={(_dataset, index) => {
        const row = analysis.rfm[index]
        if (row) onOpen(row.segment)
      }}
    />
  )
}

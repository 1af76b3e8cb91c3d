import { Button } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportRowReport, ImportRun } from '#shared/contract/imports.ts'
import { useJob, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import css from './imports.module.css'

/** Rows that are mended at once; more are better mended in the file. */
const most = 100

type Failed = { readonly rowNumber: number; readonly cells: readonly string[]; readonly reasons: readonly ImportRowReport[] }

/** Rows that failed, with their cells to be put right here; those changed are taken once more. */
export function MendRows({ run, onDone }: { readonly run: ImportRun; readonly onDone: () => void }) {
  const { t } = useTranslation('imports')
  const read = useRead('imports.rows', { importRunId: run.id, outcome: 'failed', page: { offset: 0, limit: most } })
  const mend = useJob('imports.mend')
  const [cells, setCells] = useState<Readonly<Record<number, readonly string[]>>>({})
  const form = useRef<HTMLFormElement>(null)
  const rows = useMemo(() => byRow(read.data?.rows ?? []), [read.data])
  const headers = read.data?.headers ?? []
  const changed = Object.entries(cells)

  async function send() {
    if (changed.length === 0) return
    const done = await mend.start({ importRunId: run.id, rows: changed.map(([rowNumber, texts]) => ({ rowNumber: Number(rowNumber), cells: [...texts] })) })
    if (!done) return
    const { mendedCount, failedCount } = done.value
    notifyDone(failedCount === 0 ? t('mend.done', { count: mendedCount }) : t('mend.doneSome', { count: mendedCount, left: failedCount }))
    setCells({})
    if (done.value.run.failedCount === 0) onDone()
  }
  function change({ rowNumber, cells: before }: Failed, column: number, text: string) {
    setCells((known) => ({ ...known, [rowNumber]: (known[rowNumber] ?? before).map((cell, index) => (index === column ? text : cell)) }))
  }

  return (
    <Card
      fill
      padding={false}
      title={t('mend.title')}
      actions={
        <div className={css.buttons}>
          <Button size="compact-sm" variant="default" onClick={onDone}>{t('mend.close')}</Button>
          <Button size="compact-sm" disabled={changed.length === 0} loading={mend.state === 'running'} rightSection={<Kbd keys="$mod+Enter" isOnMain />} onClick={() => void send()}>
            {changed.length === 0 ? t('mend.sendNone') : t('mend.send', { count: changed.length })}
          </Button>
        </div>
      }
    >
      <form
        ref={form}
        className={css.mend}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
        onKeyDownCapture={(event) => {
          if (!(event.ctrlKey || event.metaKey) || event.code !== 'Enter') return
          event.preventDefault()
          event.stopPropagation()
          void send()
        }}
      >
        <table>
          <thead>
            <tr>
              <th>{t('result.row')}</th>
              <th>{t('result.reason')}</th>
              {headers.map((header, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- two columns may be called the same
                <th key={index} className="k-cut">{header}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={row.rowNumber} data-changed={cells[row.rowNumber] !== undefined || undefined}>
                <th scope="row">{row.rowNumber}</th>
                <td className={css.mendReason}>
                  {row.reasons.map((report) => (
                    <span key={report.id} title={report.detail ?? ''}>{t(`problem.${report.problem}`)}{report.detail && <b> {report.detail}</b>}</span>
                  ))}
                </td>
                {headers.map((header, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- two columns may be called the same
                  <td key={index}>
                    <input
                      aria-label={t('mend.cell', { row: row.rowNumber, header })}
                      autoFocus={at === 0 && index === 0}
                      value={(cells[row.rowNumber] ?? row.cells)[index] ?? ''}
                      onChange={(event) => change(row, index, event.currentTarget.value)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </form>
    </Card>
  )
}

function byRow(reports: readonly ImportRowReport[]): Failed[] {
  const rows = new Map<number, Failed>()
  for (const report of reports) {
    const known = rows.get(report.rowNumber)
    rows.set(report.rowNumber, { rowNumber: report.rowNumber, cells: report.cells, reasons: [...(known?.reasons ?? []), report] })
  }
  return [...rows.values()]
}

import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportRowReport, ImportRun } from '#shared/contract/imports.ts'
import { useJob, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { type Mended, mendPage, MendPages, type MendRow, MendTable } from './MendTable.tsx'
import css from './imports.module.css'

/** Rows that failed, with their cells to be put right here; those changed are taken once more. */
export function MendRows({ run, onDone }: { readonly run: ImportRun; readonly onDone: () => void }) {
  const { t } = useTranslation('imports')
  const [page, setPage] = useState(0)
  const read = useRead('imports.rows', { importRunId: run.id, outcome: 'failed', page: { offset: page * mendPage, limit: mendPage } })
  const mend = useJob('imports.mend')
  const [mended, setMended] = useState<Mended>({})
  const rows = useMemo(() => byRow(read.data?.rows ?? []), [read.data])
  const changed = Object.entries(mended)

  async function send() {
    if (changed.length === 0) return
    const done = await mend.start({ importRunId: run.id, rows: changed.map(([rowNumber, cells]) => ({ rowNumber: Number(rowNumber), cells: [...cells] })) })
    if (!done) return
    const { mendedCount, failedCount } = done.value
    notifyDone(failedCount === 0 ? t('mend.done', { count: mendedCount }) : t('mend.doneSome', { count: mendedCount, left: failedCount }))
    setMended({})
    setPage(0)
    if (done.value.run.failedCount === 0) onDone()
  }

  return (
    <Card
      fill
      padding={false}
      title={t('mend.title')}
      actions={
        <div className={css.buttons}>
          <MendPages page={page} total={read.data?.total ?? 0} onPage={setPage} />
          <Button size="compact-sm" variant="default" onClick={onDone}>{t('mend.close')}</Button>
          <Button size="compact-sm" disabled={changed.length === 0} loading={mend.state === 'running'} rightSection={<Kbd keys="$mod+Enter" isOnMain />} onClick={() => void send()}>
            {changed.length === 0 ? t('mend.sendNone') : t('mend.send', { count: changed.length })}
          </Button>
        </div>
      }
    >
      <MendTable headers={read.data?.headers ?? []} rows={rows} mended={mended} onChange={(rowNumber, cells) => setMended({ ...mended, [rowNumber]: cells })} onSubmit={() => void send()} />
    </Card>
  )
}

function byRow(reports: readonly ImportRowReport[]): MendRow[] {
  const rows = new Map<number, MendRow>()
  for (const report of reports) {
    const known = rows.get(report.rowNumber)
    rows.set(report.rowNumber, { rowNumber: report.rowNumber, cells: report.cells, reasons: [...(known?.reasons ?? []), report] })
  }
  return [...rows.values()]
}

import { IconCircleCheck } from '@tabler/icons-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { importOutcomes, type ImportOutcome, type ImportRowReport, type ImportRun } from '#shared/contract/imports.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { OutcomeBadge } from './OutcomeBadge.tsx'
import css from './imports.module.css'

/** Columns of the file that stand beside the reason at first. */
const shownColumns = 3

type ProblemRowsProps = { readonly run: ImportRun; readonly save: (outcomes: readonly ImportOutcome[]) => ReactNode }

/** Rows that did not come in, are there already or came in with a remark, each with the reason and the value. */
export function ProblemRows({ run, save }: ProblemRowsProps) {
  const { t } = useTranslation('imports')
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null)
  const rows = useRows('imports.rows', { importRunId: run.id, outcome }, { idOf: (row) => String(row.id) })
  const headers = rows.first?.headers
  const headerKey = JSON.stringify(headers)
  const columns = useMemo(
    (): Column<ImportRowReport>[] => [
      { id: 'row', header: t('result.row'), width: 64, align: 'right', render: (row) => row.rowNumber },
      { id: 'outcome', header: t('check.outcome'), width: 118, render: (row) => <OutcomeBadge outcome={row.outcome} /> },
      { id: 'reason', header: t('result.reason'), width: 360, grow: 1, render: (row) => <span title={t(`problem.${row.problem}`)}>{t(`problem.${row.problem}`)}</span> },
      { id: 'value', header: t('result.value'), width: 150, render: (row) => <span title={row.detail ?? ''}>{row.detail}</span> },
      ...((JSON.parse(headerKey ?? '[]') as string[] | null) ?? []).map(
        (header, index): Column<ImportRowReport> => ({
          id: `cell${index}`,
          header,
          width: 140,
          isHiddenAtFirst: index >= shownColumns,
          render: (row) => <span className="k-muted">{row.cells[index]}</span>
        })
      )
    ],
    [t, headerKey]
  )
  const counts = { failed: run.failedCount, duplicate: run.duplicateCount, warning: run.warningCount }
  const all = run.failedCount + run.duplicateCount + run.warningCount
  if (all === 0) {
    return run.state === 'done' && run.createdCount > 0 ? <EmptyState icon={IconCircleCheck} text={t('result.noneYet')} /> : null
  }
  return (
    <>
      <div className={css.tableHead}>
        <Tabs
          label={t('result.tabs')}
          value={outcome ?? 'all'}
          onChange={(value) => setOutcome(importOutcomes.find((one) => one === value) ?? null)}
          items={[
            { value: 'all', label: t('result.all'), count: all },
            ...importOutcomes.filter((one) => counts[one] > 0).map((one) => ({ value: one, label: t(`result.${one}`), count: counts[one] }))
          ]}
        />
        {save(outcome === null ? importOutcomes : [outcome])}
      </div>
      {/* The columns come with the rows: a table begun without them would keep the wrong ones hidden. */}
      {headers && <DataTable label={t('result.rows')} columns={columns} source={rows} />}
    </>
  )
}

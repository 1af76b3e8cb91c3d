import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportRun, ImportState } from '#shared/contract/imports.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { undoChange } from '../../app/notify.ts'
import { Badge, type BadgeKind } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import css from './imports.module.css'

const kinds: Readonly<Record<ImportState, BadgeKind>> = { running: 'info', done: 'ok', cancelled: 'warn', interrupted: 'warn', undone: 'future' }

/** Imports made at this desk, the newest first; each can be looked at again and taken back. */
export function PastImports() {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const { data } = useRead('imports.list', {})
  const columns = useMemo(
    (): Column<ImportRun>[] => [
      { id: 'file', header: t('past.file'), width: 220, grow: 2, isLink: true, render: (run) => run.fileName },
      { id: 'target', header: t('past.target'), width: 96, render: (run) => t(`target.${run.target}`) },
      { id: 'when', header: t('past.when'), width: 140, render: (run) => format.dayTime(run.startedAt) },
      { id: 'state', header: t('past.state'), width: 116, render: (run) => <Badge kind={kinds[run.state]}>{t(`past.states.${run.state}`)}</Badge> },
      { id: 'read', header: t('past.read'), width: 90, align: 'right', render: (run) => format.count(run.rowsRead) },
      { id: 'created', header: t('past.created'), width: 100, align: 'right', render: (run) => format.count(run.createdCount) },
      { id: 'updated', header: t('past.updated'), width: 90, align: 'right', render: (run) => format.count(run.updatedCount) },
      { id: 'duplicate', header: t('past.duplicate'), width: 100, align: 'right', render: (run) => format.count(run.duplicateCount) },
      { id: 'failed', header: t('past.failed'), width: 110, align: 'right', render: (run) => format.count(run.failedCount) },
      {
        id: 'undo',
        header: '',
        width: 96,
        align: 'right',
        render: (run) =>
          run.isUndoable && (
            <Button size="compact-xs" variant="subtle" onClick={() => void undoChange(run.changeId)}>
              {t('past.undo')}
            </Button>
          )
      }
    ],
    [t, format]
  )
  if (!data || data.length === 0) return null
  return (
    <section className={css.past}>
      <h2>{t('past.title')}</h2>
      <DataTable label={t('past.title')} columns={columns} source={arraySource(data)} onOpen={(run) => go(`/import?run=${run.id}`)} />
    </section>
  )
}

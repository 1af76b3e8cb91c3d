import { Button, Group } from '@mantine/core'
import { IconArrowBackUp, IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeRow } from '#shared/contract/journal.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { undoChange } from '../../app/notify.ts'
import type { Column } from '../../ui/columns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { useChangeWords } from './changeWords.ts'
import css from './settings.module.css'

const pageSize = 200

/** Who changed what and when; each change that can be taken back has its button (Enter on the row). */
export function History() {
  const { t } = useTranslation('settings')
  const { dayTime, count } = useFormat()
  const { userName } = useDictionaries()
  const wordsOf = useChangeWords()
  const [page, setPage] = useState(0)
  const changes = useRead('journal.changes', { page: { offset: page * pageSize, limit: pageSize } })
  if (changes.error) throw changes.error
  const rows = changes.data ?? []
  const canUndo = (change: ChangeRow) => change.isUndoable && !change.isUndone
  const takeBack = (change: ChangeRow) => (canUndo(change) ? undoChange(change.id) : undefined)

  const columns: Column<ChangeRow>[] = [
    { id: 'what', header: t('history.what'), width: 280, grow: 1, render: (change) => wordsOf(change.name) },
    { id: 'who', header: t('history.who'), width: 180, render: (change) => userName(change.userId) },
    { id: 'when', header: t('history.when'), width: 170, render: (change) => <span className="k-number">{dayTime(change.at)}</span> },
    { id: 'extent', header: t('history.extent'), width: 80, align: 'right', render: (change) => count(change.opCount) },
    {
      id: 'state',
      header: t('history.state'),
      width: 190,
      render: (change) => {
        if (change.isUndone) return <Badge kind="plain">{t('history.undone')}</Badge>
        if (!change.isUndoable) return <span className="k-muted">{t('history.final')}</span>
        return (
          <Button
            size="compact-sm"
            variant="subtle"
            tabIndex={-1}
            leftSection={<IconArrowBackUp size={14} stroke={1.8} />}
            aria-label={`${t('history.undo')}: ${wordsOf(change.name)}`}
            onClick={() => void takeBack(change)}
          >
            {t('history.undo')}
          </Button>
        )
      }
    }
  ]

  return (
    <>
      <div className={css.line}>
        <p className={css.intro}>{t('history.intro')}</p>
        {(page > 0 || rows.length === pageSize) && (
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>{t('history.newer')}</Button>
            <Button variant="default" disabled={rows.length < pageSize} onClick={() => setPage(page + 1)}>{t('history.older')}</Button>
          </Group>
        )}
      </div>
      <div className={css.table}>
        <DataTable
          label={t('sections.history')}
          columns={columns}
          source={{ ...arraySource(rows), key: String(page), isReady: changes.data !== undefined }}
          onOpen={(change) => void takeBack(change)}
          rowTone={(change) => (change.isUndone ? 'muted' : undefined)}
          empty={<EmptyState icon={IconHistory} text={t('history.empty')} />}
          autoFocus
        />
      </div>
    </>
  )
}

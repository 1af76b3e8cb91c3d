import { Button, Progress } from '@mantine/core'
import { IconArrowsJoin2, IconCopyCheck, IconUsersMinus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DuplicatePair, type DuplicateReason, duplicateReasons, type DuplicateSide, mostAside } from '#shared/contract/duplicates.ts'
import { formatNip, isNip } from '#shared/identifiers.ts'
import { formatPhone } from '#shared/phone.ts'
import { useActions } from '../../app/actions.ts'
import { call } from '../../app/api.ts'
import { useCommand, useJob } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { useRows } from '../../app/useRows.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/columns.ts'
import { confirm } from '../../ui/ConfirmDialog.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { noSelection, type Selection, selectionCount } from '../../ui/selection.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import css from './duplicates.module.css'
import { openMerge } from './mergePlace.ts'

type Shown = 'all' | DuplicateReason | 'dismissed'

/** Pairs of clients that may be one, likeliest first: opened side by side or put aside as two. */
export function PairList() {
  const { t } = useTranslation('duplicates')
  const format = useFormat()
  const [shown, setShown] = useUrlState<Shown>('show', 'all')
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [cursor, setCursor] = useState<DuplicatePair | undefined>(undefined)
  const layout = useTableLayout('duplicates')
  const isDismissed = shown === 'dismissed'
  const asked = { reason: shown === 'all' || isDismissed ? null : shown, isDismissed }
  const rows = useRows('duplicates.list', asked)
  const dismissing = useCommand('duplicates.dismiss')
  const takingBack = useCommand('duplicates.takeBack')
  const merging = useJob('duplicates.mergeSame')
  const columns = usePairColumns()

  const putAside = (pairs: readonly DuplicatePair[]) => {
    if (pairs.length === 0) return
    const input = { pairs: pairs.map(({ first, second }) => ({ firstId: first.id, secondId: second.id })) }
    const words = isDismissed ? 'takenBack' : 'dismissed'
    const command = isDismissed ? takingBack : dismissing
    command.mutate(input, { onSuccess: ({ changeId }) => notifyDone(t(words, { count: pairs.length }), changeId) })
    setSelection(noSelection)
  }
  /** Pages that were not shown yet are read first, as far as something chosen may still come. */
  const chosen = async () => {
    const count = selectionCount(selection, rows.total)
    const isIn = (row: DuplicatePair) => (selection.kind === 'some' ? selection.ids.has(row.id) : !selection.except.has(row.id))
    const pairs: DuplicatePair[] = []
    for (let offset = 0; offset < rows.total && offset < mostAside && pairs.length < count; offset += 200) {
      const page = await call('duplicates.list', { ...asked, page: { offset, limit: 200 } })
      pairs.push(...page.rows.filter(isIn))
    }
    return pairs
  }
  const putChosenAside = () => void chosen().then(putAside).catch(showError)
  useActions([
    { id: 'duplicates.dismiss', label: t(isDismissed ? 'takeBack' : 'dismiss'), keys: 'KeyN', run: () => (selectionCount(selection, rows.total) === 0 ? putAside(cursor ? [cursor] : []) : putChosenAside()) }
  ])

  if (rows.error && !rows.isReady) throw rows.error
  const list = rows.first
  const sameCount = list?.sameCount ?? 0

  async function mergeSame() {
    const isSure = await confirm({ title: t('mergeSame.title'), body: t('mergeSame.body', { count: sameCount }), confirmLabel: t('mergeSame.confirm') })
    if (!isSure) return
    const done = await merging.start({})
    if (done) notifyDone(t('mergeSame.done', { count: done.value.mergedCount }), done.changeId)
  }

  const tabs = [
    { value: 'all', label: t('reason.all') },
    ...duplicateReasons.map((reason) => ({ value: reason, label: t(`reason.${reason}`), count: list?.counts[reason] ?? 0 })),
    { value: 'dismissed', label: t('reason.dismissed'), count: list?.dismissedCount ?? 0 }
  ]
  return (
    <Page>
      <PageHeader
        back={{ to: '#/clients', label: t('back') }}
        title={t('title')}
        beside={rows.total > 0 && <span className="k-muted k-number">{t('found', { count: rows.total, shown: format.count(rows.total) })}</span>}
        main={
          sameCount > 0 && (
            <Button leftSection={<IconArrowsJoin2 size={16} stroke={1.6} />} loading={merging.state === 'running'} onClick={() => void mergeSame()}>
              {t('mergeSame.action', { count: sameCount })}
            </Button>
          )
        }
      />
      <Tabs
        label={t('reason.label')}
        value={shown}
        onChange={(next) => {
          setShown(next as Shown)
          setSelection(noSelection)
        }}
        items={tabs}
      />
      {list && list.builtPercent !== null && (
        <div className={css.building} role="status">
          <span>{t('building', { percent: list.builtPercent })}</span>
          <Progress value={list.builtPercent} aria-label={t('building', { percent: list.builtPercent })} size="sm" />
        </div>
      )}
      {merging.state === 'running' && merging.progress?.total && (
        <div className={css.building} role="status">
          <span>{t('mergeSame.running', { done: merging.progress.done, total: merging.progress.total })}</span>
          <Progress value={(100 * merging.progress.done) / merging.progress.total} aria-label={t('mergeSame.title')} size="sm" />
        </div>
      )}
      <DataTable
        label={t('title')}
        columns={columns}
        source={rows}
        {...layout}
        selection={selection}
        onSelectionChange={setSelection}
        selectionBar={() => (
          <Button size="compact-sm" variant="default" leftSection={<IconUsersMinus size={15} stroke={1.6} />} rightSection={<Kbd keys="KeyN" />} onClick={putChosenAside}>
            {t(isDismissed ? 'takeBack' : 'dismiss')}
          </Button>
        )}
        onOpen={({ first, second }) => openMerge([first.id, second.id], 'pairs')}
        onCursor={setCursor}
        empty={<EmptyState icon={IconCopyCheck} text={t(emptyText(shown, list?.builtPercent ?? null))} />}
        autoFocus
      />
    </Page>
  )
}

function emptyText(shown: Shown, builtPercent: number | null) {
  if (shown === 'dismissed') return 'empty.dismissed' as const
  if (builtPercent !== null) return 'empty.building' as const
  return shown === 'all' ? ('empty.none' as const) : ('empty.reason' as const)
}

function usePairColumns(): Column<DuplicatePair>[] {
  const { t } = useTranslation('duplicates')
  const format = useFormat()
  return useMemo(
    (): Column<DuplicatePair>[] => [
      { id: 'first', header: t('column.first'), width: 300, grow: 1, isLink: true, render: ({ first }) => <Side side={first} /> },
      { id: 'second', header: t('column.second'), width: 300, grow: 1, render: ({ second }) => <Side side={second} /> },
      {
        id: 'shared',
        header: t('column.shared'),
        width: 230,
        render: ({ reasons }) => (
          <span className={css.reasons}>
            {reasons.map((reason) => (
              <Badge key={reason} kind={reason === 'name' ? 'plain' : 'info'}>{t(`share.${reason}`)}</Badge>
            ))}
          </span>
        )
      },
      { id: 'score', header: t('column.score'), width: 84, align: 'right', render: ({ score }) => (score > 0 ? format.percent(score / 100) : '') }
    ],
    [t, format]
  )
}

function Side({ side }: { readonly side: DuplicateSide }) {
  const number = side.taxNumber && (isNip(side.taxNumber) ? formatNip(side.taxNumber) : side.taxNumber)
  const facts = [side.town, number, side.phone && formatPhone(side.phone), number || side.phone ? null : side.email].filter(Boolean).join(' · ')
  return (
    <span className={css.side} title={`${side.name}${facts === '' ? '' : ` · ${facts}`}`}>
      <span className="k-cut">{side.name}</span>
      <span className="k-cut k-muted">{facts}</span>
    </span>
  )
}

import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconLayoutKanban, IconPlus, IconSearch } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { BoardCard as Card, BoardInput } from '#shared/contract/deals.ts'
import { useAction, useActions } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { go, useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { usePreference } from '../../app/preferences.ts'
import { Board } from '../../ui/Board.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { useClientNarrowing } from '../clients/filters/useClientNarrowing.tsx'
import { TaskPanel } from '../clients/TaskPanel.tsx'
import { BoardCard } from './BoardCard.tsx'
import { BoardHead } from './BoardHead.tsx'
import { LosePanel, WinPanel } from './ClosePanels.tsx'
import { NewDealPanel } from './NewDealPanel.tsx'
import css from './deals.module.css'

type Filter = {
  readonly scope: 'mine' | 'team'
  readonly ownerId: string | null
  readonly only: BoardInput['filter']['only']
  readonly search: string
}
type Opened = { readonly panel: 'new' } | { readonly panel: 'win' | 'lose' | 'task'; readonly card: Card }

const noFilter: Filter = { scope: 'team', ownerId: null, only: 'all', search: '' }
const onlys = ['all', 'overdueStep', 'noNextStep', 'stuck', 'closingSoon'] as const

/** Open deals by stage: dragged or moved by keys, won, lost, planned (screens.md 4.5). */
export function BoardScreen() {
  const { t, i18n } = useTranslation('deals')
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const [filter, setFilter] = useUrlState<Filter>('filter', noFilter)
  const [lastPipeline, setLastPipeline] = usePreference<string>('deals.pipeline')
  const [order, setOrder] = usePreference<BoardInput['order']>('deals.order')
  const [clients, setClients] = usePreference<ClientFilter>('deals.clients')
  const narrowing = useClientNarrowing(clients ?? null, setClients)
  const [opened, setOpened] = useState<Opened | null>(null)
  const search = useRef<HTMLInputElement>(null)
  const [asked] = useDebouncedValue(filter.search, 150)
  const pipeline = words.pipelines.find((one) => one.id === lastPipeline) ?? words.pipelines[0]
  const pipelineId = pipeline?.id ?? ''
  const board = useRead(
    'deals.board',
    {
      pipelineId,
      ownerId: filter.scope === 'mine' ? (status.data?.userId ?? null) : filter.ownerId,
      filter: { search: asked.slice(0, 200), sourceId: null, only: filter.only, ...(clients && { clients }) },
      order: order ?? 'attention'
    },
    { enabled: pipelineId !== '' && status.data !== undefined && clients !== undefined }
  )
  const move = useCommand('deals.move')

  useAction('create', () => setOpened({ panel: 'new' }), { label: t('newDeal') })
  useAction('search', () => search.current?.select())
  useActions([{ id: 'deals.clients', label: t('filters.clients'), keys: 'KeyF', run: narrowing.open }])

  const { data } = board
  const { stageName, stages } = words
  const columns = useMemo(
    () =>
      (data?.columns ?? []).map((column) => ({
        id: column.stageId,
        title: stageName(column.stageId),
        header: <BoardHead column={column} name={stageName(column.stageId)} currency={data?.baseCurrency ?? 'PLN'} />,
        cards: column.cards,
        more: column.count - column.cards.length
      })),
    [data, stageName]
  )

  if (board.error) throw board.error
  if (!data || !words.isReady) return null

  const isFiltered = clients != null || JSON.stringify({ ...filter, scope: 'team' }) !== JSON.stringify(noFilter) || filter.scope === 'mine'
  const cardOf = (id: string) => data.columns.flatMap((column) => column.cards).find((card) => card.id === id)
  const open = (panel: 'win' | 'lose' | 'task') => (card: Card | undefined) => card && setOpened({ panel, card })

  function clearAll() {
    setFilter(noFilter)
    setClients(null)
  }

  async function onMove(dealId: string, stageId: string, fromStageId: string, before: string | null) {
    const { changeId } = await move.mutateAsync({ dealId, stageId, before })
    if (stageId !== fromStageId) notifyDone(t('board.moved', { stage: stageName(stageId) }), changeId)
  }

  return (
    <Page>
      <PageHeader
        main={
          <Button leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setOpened({ panel: 'new' })}>
            {t('deal')}
          </Button>
        }
      >
        <div className={css.controls}>
          {words.pipelines.length > 1 && (
            <Select
              w={170}
              aria-label={t('filters.pipeline')}
              data={words.pipelines.map((one) => ({ value: one.id, label: words.pipelineName(one.id) }))}
              value={pipelineId}
              onChange={(value) => setLastPipeline(value)}
            />
          )}
          <SegmentedControl
            aria-label={t('filters.scope')}
            data={[{ value: 'mine', label: t('filters.mine') }, { value: 'team', label: t('filters.team') }]}
            value={filter.scope}
            onChange={(scope) => setFilter({ ...filter, scope: scope as Filter['scope'] })}
          />
          {filter.scope === 'team' && words.users.length > 1 && (
            <Select
              w={160}
              aria-label={t('filters.owner')}
              data={[{ value: '', label: t('filters.everyone') }, ...words.users.map((user) => ({ value: user.id, label: user.name }))]}
              value={filter.ownerId ?? ''}
              onChange={(value) => setFilter({ ...filter, ownerId: value === '' ? null : value })}
            />
          )}
          <Select
            w={190}
            aria-label={t('filters.only')}
            data={onlys.map((value) => ({ value, label: t(`filters.${value}`) }))}
            value={filter.only}
            onChange={(value) => setFilter({ ...filter, only: (value ?? 'all') as Filter['only'] })}
          />
          <Select
            w={180}
            aria-label={t('filters.order')}
            data={(['attention', 'hand'] as const).map((value) => ({ value, label: t(`filters.${value}`) }))}
            value={order ?? 'attention'}
            onChange={(value) => setOrder(value as BoardInput['order'])}
          />
          {narrowing.button}
          <TextInput
            ref={search}
            className={css.search}
            aria-label={t('filters.search')}
            placeholder={t('filters.search')}
            leftSection={<IconSearch size={15} stroke={1.7} />}
            maxLength={200}
            value={filter.search}
            onChange={(event) => setFilter({ ...filter, search: event.currentTarget.value })}
          />
        </div>
      </PageHeader>
      {narrowing.chips}
      {narrowing.panel}
      {data.total === 0 && (
        <EmptyState
          icon={IconLayoutKanban}
          text={isFiltered ? t('board.noneFound') : t('board.none')}
          action={isFiltered ? { label: t('filters.clear'), onClick: clearAll } : { label: t('newDeal'), onClick: () => setOpened({ panel: 'new' }), keys: '$mod+KeyN' }}
          {...(!isFiltered && { secondary: { label: t('board.toCalling'), onClick: () => go('/calling') } })}
        />
      )}
      <Board
        label={t('board.label')}
        columns={columns}
        idOf={(card) => card.id}
        labelOf={(card) => `${card.clientName}, ${card.title}`}
        cardHeight={108}
        autoFocus
        renderCard={(card) => <BoardCard card={card} ownerName={words.userName(card.ownerId)} />}
        onMove={({ cardId, fromColumnId, toColumnId, beforeId }) => onMove(cardId, toColumnId, fromColumnId, beforeId)}
        onOpen={(card) => go(`/deals/${card.id}`)}
        cardKeys={{ KeyW: open('win'), KeyL: open('lose'), KeyT: open('task') }}
        dropZones={[
          { id: 'won', label: t('board.dropWon'), tone: 'ok', onDrop: (id) => open('win')(cardOf(id)) },
          { id: 'lost', label: t('board.dropLost'), tone: 'lost', onDrop: (id) => open('lose')(cardOf(id)) }
        ]}
        emptyColumn={(column) => {
          const key = stages.find((stage) => stage.id === column.id)?.nameKey
          return key && i18n.exists(`deals:stageHint.${key}`) ? <p className={css.columnEmpty}>{t(`stageHint.${key}` as 'stageHint.proposal')}</p> : null
        }}
      />
      {opened?.panel === 'new' && <NewDealPanel pipelineId={pipelineId} onClose={() => setOpened(null)} />}
      {opened?.panel === 'win' && <WinPanel deal={opened.card} onClose={() => setOpened(null)} />}
      {opened?.panel === 'lose' && <LosePanel deal={opened.card} onClose={() => setOpened(null)} />}
      {opened?.panel === 'task' && (
        <TaskPanel clientId={opened.card.clientId} clientName={opened.card.clientName} dealId={opened.card.id} onClose={() => setOpened(null)} />
      )}
    </Page>
  )
}

import { Button, Group, NumberInput, Switch } from '@mantine/core'
import { IconClock, IconEraser, IconHistory } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrivacyEventRow, RetentionRow } from '#shared/contract/privacy.ts'
import { dayOf } from '#shared/day.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useRows } from '../../app/useRows.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Card } from '../../ui/Page.tsx'
import { noSelection, type Selection } from '../../ui/selection.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { EraseDialog, type ToErase } from './EraseDialog.tsx'
import { FindPerson } from './FindPerson.tsx'
import css from './privacy.module.css'

const tabs = ['find', 'retention', 'events'] as const
type Tab = (typeof tabs)[number]

/** What we know of people: found, handed out, erased, kept no longer than needed, and what was done with it. */
export function PrivacySettings() {
  const { t } = useTranslation('privacy')
  const [tab, setTab] = useState<Tab>('find')
  return (
    <>
      <Tabs label={t('title')} value={tab} onChange={(value) => setTab(value as Tab)} items={tabs.map((value) => ({ value, label: t(`${value}.title`) }))} />
      {tab === 'find' && (
        <>
          <FindPerson />
          <Card title={t('disk.title')}>
            <p className={css.intro}>{t('disk.text')}</p>
          </Card>
        </>
      )}
      {tab === 'retention' && <Retention />}
      {tab === 'events' && <Events />}
    </>
  )
}

const usualMonths = 24

/** Whom nobody talked to for long: erase or keep, one by one or all of them. */
function Retention() {
  const { t } = useTranslation('privacy')
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const rows = useRows('privacy.retention', {})
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [toErase, setToErase] = useState<ToErase | null>(null)
  const change = useCommand('privacy.changeRetention')
  const keep = useCommand('privacy.keep')
  const months = rows.first?.months ?? null

  const columns = useMemo(
    (): readonly Column<RetentionRow>[] => [
      { id: 'name', header: t('retention.client'), width: 220, grow: 1, isLink: true, render: (row) => row.name },
      { id: 'since', header: t('retention.since'), width: 130, align: 'right', render: (row) => format.day(dayOf(row.createdAt, timeZone)) },
      { id: 'contact', header: t('retention.contact'), width: 140, align: 'right', render: (row) => (row.lastContactAt === null ? t('retention.never') : format.day(dayOf(row.lastContactAt, timeZone))) },
      { id: 'owner', header: t('retention.owner'), width: 140, render: (row) => words.userName(row.ownerId) || '–' }
    ],
    [t, format, timeZone, words]
  )
  if (rows.error && !rows.isReady) throw rows.error

  function save(next: number | null) {
    change.mutate({ months: next }, { onSuccess: ({ changeId }) => notifyDone(t('retention.saved'), changeId) })
  }

  async function chosenIds(): Promise<string[]> {
    if (selection.kind === 'some') return [...selection.ids]
    const ids: string[] = []
    while (ids.length < Math.min(rows.total, mostAtOnce)) {
      const part = await rows.loadRange(ids.length, 200)
      if (part.length === 0) break
      ids.push(...part.map(({ id }) => id))
    }
    return ids.filter((id) => !selection.except.has(id))
  }

  return (
    <div className={css.fill}>
      <Group gap="md" wrap="nowrap" align="center">
        <Switch
          label={months === null ? t('retention.off') : t('retention.after', { count: months })}
          checked={months !== null}
          onChange={(event) => save(event.currentTarget.checked ? usualMonths : null)}
        />
        {months !== null && (
          <NumberInput
            key={months}
            aria-label={t('retention.months')}
            w={90}
            min={1}
            max={120}
            clampBehavior="strict"
            allowDecimal={false}
            defaultValue={months}
            onBlur={(event) => {
              const next = Number(event.currentTarget.value)
              if (Number.isInteger(next) && next > 0 && next !== months) save(next)
            }}
          />
        )}
        <p className={css.intro}>{t('retention.intro')}</p>
      </Group>
      {months !== null && (
        <DataTable
          label={t('retention.title')}
          columns={columns}
          source={rows}
          selection={selection}
          onSelectionChange={setSelection}
          selectionBar={({ clear }) => (
            <>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconClock size={15} stroke={1.6} />}
                onClick={() =>
                  void chosenIds().then((clientIds) =>
                    keep.mutate({ clientIds }, { onSuccess: () => { notifyDone(t('retention.kept', { count: clientIds.length })); clear() } })
                  )
                }
              >
                {t('retention.keep')}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                color="red"
                leftSection={<IconEraser size={15} stroke={1.6} />}
                onClick={() => void chosenIds().then((ids) => setToErase({ name: null, subjects: ids.map((id) => ({ kind: 'client', id })), report: null, reason: 'retention' }))}
              >
                {t('retention.erase')}
              </Button>
            </>
          )}
          onOpen={(row) => go(`/clients/${row.id}`)}
          empty={<EmptyState icon={IconClock} text={t('retention.empty')} />}
        />
      )}
      {toErase && (
        <EraseDialog
          toErase={toErase}
          onClose={(isDone) => {
            setToErase(null)
            if (isDone) setSelection(noSelection)
          }}
        />
      )}
    </div>
  )
}

/** As many as one erasure takes. */
const mostAtOnce = 5000

function Events() {
  const { t } = useTranslation('privacy')
  const format = useFormat()
  const words = useDictionaries()
  const rows = useRows('privacy.events', {})
  const columns = useMemo(
    (): readonly Column<PrivacyEventRow>[] => [
      { id: 'what', header: t('events.what'), width: 180, render: (row) => t(`event.${row.kind}`) },
      { id: 'why', header: t('events.why'), width: 220, grow: 1, render: (row) => (row.reason !== null && isReason(row.reason) ? t(`reason.${row.reason}`) : '') },
      { id: 'count', header: t('events.count'), width: 90, align: 'right', render: (row) => format.count(row.count) },
      { id: 'who', header: t('events.who'), width: 160, render: (row) => words.userName(row.byId) || '–' },
      { id: 'when', header: t('events.when'), width: 170, render: (row) => <span className="k-number">{format.dayTime(row.at)}</span> }
    ],
    [t, format, words]
  )
  if (rows.error && !rows.isReady) throw rows.error
  return (
    <div className={css.fill}>
      <DataTable label={t('events.title')} columns={columns} source={rows} empty={<EmptyState icon={IconHistory} text={t('events.empty')} />} />
    </div>
  )
}

const reasonWords = ['request', 'retention', 'mistake', 'other', 'kept', 'person', 'analysis', 'xlsx', 'csv'] as const

function isReason(reason: string): reason is (typeof reasonWords)[number] {
  return (reasonWords as readonly string[]).includes(reason)
}

import { Button, Group } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconEdit, IconPhone, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CallListRow, CallStats } from '#shared/contract/calls.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Nothing } from '../../ui/Page.tsx'
import css from './calls.module.css'

type ListPaneProps = {
  readonly list: CallListRow
  readonly onEdit: () => void
  readonly onClose: () => void
  readonly onReopen: () => void
  readonly onRemove: () => void
}

/** One list: start calling, how it goes (metrics.md 5.12), and what can be done with it. */
export function ListPane({ list, onEdit, onClose, onReopen, onRemove }: ListPaneProps) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const stats = useRead('calls.stats', { listId: list.id })
  const isOpen = list.closedAt === null
  return (
    <section className={css.pane} aria-label={list.name}>
      <div className={css.paneTop}>
        <h2>{list.name}</h2>
        {isOpen && (
          <Button leftSection={<IconPhone size={15} stroke={1.8} />} rightSection={<Kbd keys="Enter" isOnMain />} onClick={() => go(`/calling/${list.id}`)}>
            {t('start')}
          </Button>
        )}
      </div>
      <Group gap={4}>
        <Button size="compact-sm" variant="subtle" leftSection={<IconEdit size={14} stroke={1.6} />} onClick={onEdit}>{t('edit')}</Button>
        {isOpen ? (
          <Button size="compact-sm" variant="subtle" leftSection={<IconArchive size={14} stroke={1.6} />} onClick={onClose}>{t('close')}</Button>
        ) : (
          <Button size="compact-sm" variant="subtle" leftSection={<IconArchiveOff size={14} stroke={1.6} />} onClick={onReopen}>{t('reopen')}</Button>
        )}
        <Button size="compact-sm" variant="subtle" leftSection={<IconTrash size={14} stroke={1.6} />} onClick={onRemove}>{t('remove')}</Button>
      </Group>
      <div className={css.paneBody}>
        <KeyValueList
          items={[
            { label: t('stat.purpose'), value: t(`purpose.${list.purpose}`) },
            { label: t('column.owner'), value: words.userName(list.ownerId) || '–' },
            { label: t('stat.days'), value: `${format.day(list.startsOn)} – ${list.endsOn === null ? '…' : format.day(list.endsOn)}` }
          ]}
        />
        {stats.data && <Stats stats={stats.data} />}
      </div>
    </section>
  )
}

function Figures({ items }: { readonly items: readonly { readonly label: string; readonly value: string }[] }) {
  return (
    <dl className={css.figures}>
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="k-number">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Stats({ stats }: { readonly stats: CallStats }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const share = (value: number | null) => (value === null ? '–' : format.percent(value))
  const number = (value: number | null) => (value === null ? '–' : format.number(value, 1))
  const most = Math.max(1, ...stats.outcomes.map(({ count }) => count))
  return (
    <>
      <h3>{t('stat.title')}</h3>
      <Figures
        items={[
          { label: t('stat.penetration'), value: share(stats.penetration) },
          { label: t('stat.contactRate'), value: share(stats.contactRate) },
          { label: t('stat.conversion'), value: share(stats.conversion) },
          { label: t('stat.listConversion'), value: share(stats.listConversion) },
          { label: t('stat.attemptsPerClient'), value: number(stats.attemptsPerClient) },
          { label: t('stat.attemptsToReach'), value: number(stats.attemptsToReach) },
          { label: t('stat.callsPerHour'), value: number(stats.callsPerHour) },
          { label: t('stat.promises'), value: stats.promisesDue === 0 ? '–' : t('stat.promisesOf', { kept: stats.promisesKept, due: stats.promisesDue }) },
          { label: t('stat.deals'), value: stats.dealCount === 0 ? '–' : format.count(stats.dealCount) }
        ]}
      />
      <h3>{t('stat.outcomes')}</h3>
      {stats.outcomes.length === 0 && <Nothing padding={false}>{t('stat.noOutcomes')}</Nothing>}
      <ul className={css.bars}>
        {stats.outcomes.map(({ dispositionId, count }) => (
          <li key={dispositionId}>
            <span className="k-cut">{words.dispositionName(dispositionId)}</span>
            <span className={css.barTrack} aria-hidden>
              <span className={css.barValue} style={{ width: `${(100 * count) / most}%` }} />
            </span>
            <span className="k-number">{format.count(count)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

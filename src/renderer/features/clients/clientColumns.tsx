import { IconMail, IconMessage, IconPhone } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { channels } from '#shared/consent.ts'
import type { ClientRow } from '#shared/contract/clients.ts'
import { dayOf } from '#shared/day.ts'
import { formatNip } from '#shared/identifiers.ts'
import { formatPhone } from '#shared/phone.ts'
import type { DictionaryWords } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import type { Column } from '../../ui/columns.ts'
import { CategoryBadge } from '../properties/CategoryBadge.tsx'
import type { PropertyWords } from '../properties/propertyWords.ts'
import { useCellEdits } from './cellEdits.ts'
import { NextStepBadge } from './NextStepBadge.tsx'
import { reachOut } from './reachOut.ts'
import css from './clients.module.css'

/** The columns of the client list; those seldom needed are hidden at first. */
export function useClientColumns(words: DictionaryWords, own: PropertyWords, currency: string): Column<ClientRow>[] {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const { timeZone } = useFirm()
  const edits = useCellEdits(words, own)
  return useMemo(
    (): Column<ClientRow>[] => [
      { id: 'name', header: t('columns.name'), width: 150, grow: 2, isSortable: true, isLink: true, edit: edits.name, render: (row) => row.name },
      {
        id: 'taxNumber',
        givesWay: 4,
        header: t('columns.taxNumber'),
        width: 112,
        edit: edits.taxNumber,
        render: (row) => <span className="k-number">{row.taxNumber === null ? '' : row.country === 'PL' ? formatNip(row.taxNumber) : row.taxNumber}</span>
      },
      { id: 'town', header: t('columns.town'), width: 102, isSortable: true, edit: edits.town, render: (row) => row.town },
      { id: 'phone', header: t('columns.phone'), width: 137, edit: edits.phone, render: (row) => row.phone !== null && <PhoneLink clientId={row.id} e164={row.phone} /> },
      { id: 'email', header: t('columns.email'), width: 170, isHiddenAtFirst: true, edit: edits.email, render: (row) => row.email },
      { id: 'shortName', header: t('field.shortName'), width: 120, isHiddenAtFirst: true, edit: edits.shortName, render: (row) => row.shortName },
      { id: 'region', header: t('field.region'), width: 110, isHiddenAtFirst: true, edit: edits.region, render: (row) => row.region },
      { id: 'status', header: t('columns.status'), width: 100, isHiddenAtFirst: true, edit: edits.status, render: (row) => t(`status.${row.status}`) },
      { id: 'kind', header: t('columns.kind'), width: 90, isHiddenAtFirst: true, edit: edits.kind, render: (row) => t(`kind.${row.kind}`) },
      {
        id: 'categories',
        givesWay: 6,
        header: t('columns.categories'),
        width: 112,
        grow: 1,
        isHiddenAtFirst: own.categories.length === 0,
        ...(own.categories.length > 0 && { edit: edits.categories }),
        render: (row) =>
          row.categoryIds.length > 0 && (
            <span className={css.labels}>
              {row.categoryIds.map((id) => {
                const category = own.categoryById.get(id)
                return category && <CategoryBadge key={id} category={category} />
              })}
            </span>
          )
      },
      { id: 'source', header: t('columns.source'), width: 120, isHiddenAtFirst: true, edit: edits.source, render: (row) => words.sourceName(row.sourceId) },
      { id: 'owner', givesWay: 3, header: t('columns.owner'), width: 114, isSortable: true, edit: edits.owner, render: (row) => words.userName(row.ownerId) },
      {
        id: 'lastContact',
        givesWay: 2,
        header: t('columns.lastContact'),
        width: 100,
        isSortable: true,
        render: (row) => (row.lastContactAt === null ? <span className="k-muted">{t('numbers.never')}</span> : format.relativeDay(dayOf(row.lastContactAt, timeZone)))
      },
      {
        id: 'next',
        header: t('columns.next'),
        width: 144,
        grow: 1,
        isSortable: true,
        render: (row) => (row.next ? <NextStepBadge next={row.next} hasText /> : <span className="k-muted">{t('next.none')}</span>)
      },
      {
        id: 'openDeals',
        givesWay: 5,
        header: t('columns.openDeals', { currency }),
        width: 102,
        align: 'right',
        isSortable: true,
        render: (row) => row.openDealCount > 0 && <Money minor={row.openDealMinor} currency={currency} style="plain" />
      },
      {
        id: 'overdue',
        givesWay: 7,
        header: t('columns.overdue', { currency }),
        width: 96,
        align: 'right',
        render: (row) => row.overdueMinor > 0 && <span className={css.overdue}><Money minor={row.overdueMinor} currency={currency} style="plain" /></span>
      },
      { id: 'consents', givesWay: 8, header: t('columns.consents'), width: 74, align: 'center', render: (row) => <ConsentIcons consents={row.consents} /> },
      { id: 'score', header: t('columns.score'), width: 74, align: 'right', isSortable: true, isHiddenAtFirst: true, render: (row) => row.score ?? '' },
      { id: 'classes', givesWay: 9, header: t('columns.classes'), width: 52, align: 'center', render: (row) => `${row.abc ?? ''}${row.xyz ?? ''}` },
      {
        id: 'created',
        header: t('columns.created'),
        width: 100,
        isSortable: true,
        isHiddenAtFirst: true,
        render: (row) => format.relativeDay(dayOf(row.createdAt, timeZone))
      },
      ...own.all.map((property): Column<ClientRow> => ({
        id: `property:${property.id}`,
        header: property.name,
        width: 120,
        align: property.kind === 'number' ? 'right' : 'left',
        isSortable: true,
        isHiddenAtFirst: true,
        edit: edits.ofProperty(property),
        render: (row) => own.say(property, row.properties[property.id] ?? null)
      }))
    ],
    [t, format, words, own, edits, timeZone, currency]
  )
}

const channelIcons = { call: IconPhone, email: IconMail, sms: IconMessage } as const

/** Who may be offered something and how: what the firm said of calls, e-mail and SMS (S-4). */
function ConsentIcons({ consents }: { readonly consents: ClientRow['consents'] }) {
  const { t } = useTranslation('clients')
  const said = channels.flatMap((channel) => (consents[channel] === undefined ? [] : [{ channel, state: consents[channel] }]))
  return (
    <span className={css.consentIcons}>
      {said.map(({ channel, state }) => {
        const Icon = channelIcons[channel]
        const label = `${t(`channel.${channel}`)}: ${t(`consentState.${state}`)}`
        return <Icon key={channel} size={14} stroke={1.8} role="img" aria-label={label} data-state={state}><title>{label}</title></Icon>
      })}
    </span>
  )
}

function PhoneLink({ clientId, e164 }: { readonly clientId: string; readonly e164: string }) {
  return (
    <a
      href={`tel:${e164}`}
      className={`${css.link} k-number`}
      tabIndex={-1}
      onClick={(event) => {
        event.preventDefault()
        void reachOut({ clientId, channel: 'call', address: e164 })
      }}
    >
      {formatPhone(e164)}
    </a>
  )
}

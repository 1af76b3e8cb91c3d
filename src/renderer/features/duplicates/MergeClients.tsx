import { Alert, Button, Radio } from '@mantine/core'
import { IconAlertTriangle, IconArrowsJoin2, IconInfoCircle } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type MergeField, mergeFields, type MergePlan, type MergeSide, belongings } from '#shared/contract/duplicates.ts'
import { dayOf } from '#shared/day.ts'
import { formatNip, isNip } from '#shared/identifiers.ts'
import { formatPhone } from '#shared/phone.ts'
import { useActions } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card, Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import css from './duplicates.module.css'

type MergeClientsProps = { readonly ids: readonly string[]; readonly isFromPairs: boolean }

/** Clients side by side: which one stays, which value of each field, and what goes along (screens.md 4.2). */
export function MergeClients({ ids, isFromPairs }: MergeClientsProps) {
  const plan = useRead('duplicates.compare', { ids: [...ids] })
  if (plan.error && !plan.data) throw plan.error
  return plan.data ? <Merging plan={plan.data} isFromPairs={isFromPairs} /> : null
}

function Merging({ plan, isFromPairs }: { readonly plan: MergePlan; readonly isFromPairs: boolean }) {
  const { t } = useTranslation('duplicates')
  const [chosenId, setChosenId] = useState(plan.survivorId)
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({})
  const merge = useCommand('duplicates.merge')
  const dismiss = useCommand('duplicates.dismiss')
  const { sides } = plan
  const survivor = sides.find((side) => side.id === chosenId) ?? sides[0]!
  const choices = { ...plan.choices, ...said }
  const choose = (key: string, id: string) => setSaid((before) => ({ ...before, [key]: id }))
  const name = sides.find((side) => side.id === choices['name'])?.values.name ?? survivor.values.name ?? ''

  const leave = (toClient: string) => go(isFromPairs ? '/duplicates' : `/clients/${toClient}`, { replace: true })
  const isBusy = merge.isPending || dismiss.isPending
  const mergeNow = () => {
    if (isBusy) return
    merge.mutate(
      { survivorId: survivor.id, mergedIds: sides.filter((side) => side !== survivor).map((side) => side.id), choices },
      {
        onSuccess: ({ value, changeId }) => {
          notifyDone(t('merge.done', { name }), changeId)
          leave(value.id)
        }
      }
    )
  }
  const areTwo = () => {
    if (isBusy) return
    const pairs = sides.flatMap((one, index) => sides.slice(index + 1).map((other) => ({ firstId: one.id, secondId: other.id })))
    dismiss.mutate(
      { pairs },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('dismissed', { count: pairs.length }), changeId)
          if (isFromPairs) go('/duplicates', { replace: true })
          else history.back()
        }
      }
    )
  }
  useActions([
    { id: 'duplicates.merge', label: t('merge.action'), keys: '$mod+Enter', run: mergeNow },
    { id: 'duplicates.dismiss', label: t('dismiss'), keys: 'KeyN', run: areTwo }
  ])

  const differing = mergeFields.filter((field) => field in plan.choices)
  const same = mergeFields.filter((field) => !(field in plan.choices) && survivor.values[field] !== null)
  return (
    <Page>
      <PageHeader
        back={isFromPairs ? { to: '#/duplicates', label: t('backToList') } : { to: '#/clients', label: t('back') }}
        title={t('merge.title')}
        main={
          <>
            <Button variant="default" rightSection={<Kbd keys="KeyN" />} title={t('dismissHint')} loading={dismiss.isPending} onClick={areTwo}>{t('dismiss')}</Button>
            <Button leftSection={<IconArrowsJoin2 size={16} stroke={1.6} />} rightSection={<Kbd keys="$mod+Enter" isOnMain />} loading={merge.isPending} onClick={mergeNow}>
              {t('merge.action')}
            </Button>
          </>
        }
      />
      {plan.hasOtherTaxNumbers && <Alert color="yellow" icon={<IconAlertTriangle size={16} stroke={1.6} />} p="xs">{t('merge.otherTaxNumbers')}</Alert>}
      {plan.withdrawn.length > 0 && (
        <Alert icon={<IconInfoCircle size={16} stroke={1.6} />} p="xs">
          {t('merge.withdrawn', { channels: plan.withdrawn.map((channel) => t(`merge.channel.${channel}`)).join(', ') })}
        </Alert>
      )}
      <Card fill padding={false}>
        <table className={css.sides}>
          <thead data-first-focus>
            <tr>
              <th scope="col">
                <span className="k-spoken">{t('merge.field')}</span>
              </th>
              {sides.map((side) => (
                <th key={side.id} scope="col" data-stays={side === survivor || undefined}>
                  <SideHead side={side} isSurvivor={side === survivor} onStay={() => setChosenId(side.id)} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <td colSpan={sides.length + 1} className={css.group}>
                {differing.length + plan.properties.length > 0 ? `${t('merge.choose')}. ${t('merge.keys')}` : t('merge.nothingDiffers')}
              </td>
            </tr>
            {differing.map((field) => (
              <ChoiceRow
                key={field}
                label={t(`field.${field}`)}
                field={field}
                sides={sides}
                chosen={choices[field] ?? survivor.id}
                onChoose={(id) => choose(field, id)}
                shown={(side) => <FieldValue field={field} side={side} names={plan.names} />}
                canTakeAll={field === 'description'}
              />
            ))}
            {plan.properties.map(({ id, name: propertyName }) => (
              <ChoiceRow
                key={id}
                label={propertyName}
                field={`property:${id}`}
                sides={sides}
                chosen={choices[`property:${id}`] ?? survivor.id}
                onChoose={(sideId) => choose(`property:${id}`, sideId)}
                shown={(side) => side.properties[id] ?? null}
                canTakeAll={false}
              />
            ))}
            {same.length > 0 && (
              <tr>
                <td colSpan={sides.length + 1} className={css.note}>{t('merge.same', { fields: same.map((field) => t(`field.${field}`)).join(', ') })}</td>
              </tr>
            )}
            <tr>
              <td colSpan={sides.length + 1} className={css.group}>{t('merge.goes')}</td>
            </tr>
            <ListRow label={t('merge.phones')} sides={sides} of={(side) => side.phones.map(formatPhone)} />
            <ListRow label={t('merge.emails')} sides={sides} of={(side) => side.emails} />
            <ListRow label={t('merge.contacts')} sides={sides} of={(side) => side.contacts} />
            {belongings
              .filter((thing) => sides.some((side) => side.counts[thing] > 0))
              .map((thing) => (
                <tr key={thing}>
                  <th scope="row">{t(`belonging.${thing}`)}</th>
                  {sides.map((side) => (
                    <td key={side.id} className="k-number" data-stays={side === survivor || undefined}>{side.counts[thing] === 0 ? <span className="k-muted">–</span> : side.counts[thing]}</td>
                  ))}
                </tr>
              ))}
            <tr>
              <td colSpan={sides.length + 1} className={css.note}>{t('merge.keptNames')}</td>
            </tr>
          </tbody>
        </table>
      </Card>
    </Page>
  )
}

function SideHead({ side, isSurvivor, onStay }: { readonly side: MergeSide; readonly isSurvivor: boolean; readonly onStay: () => void }) {
  const { t } = useTranslation('duplicates')
  const format = useFormat()
  const { timeZone } = useFirm()
  return (
    <div className={css.head}>
      <a href={`#/clients/${side.id}`} className="k-cut">{side.values.name}</a>
      <span className="k-muted">
        {[t('merge.added', { day: format.day(dayOf(side.createdAt, timeZone)) }), side.lastContactAt === null ? t('merge.neverContacted') : t('merge.contacted', { ago: format.ago(side.lastContactAt) })].join(' · ')}
      </span>
      <Radio name="survivor" size="xs" label={t('merge.stays')} checked={isSurvivor} onChange={onStay} />
    </div>
  )
}

type ChoiceRowProps = {
  readonly label: string
  readonly field: string
  readonly sides: readonly MergeSide[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  readonly shown: (side: MergeSide) => ReactNode
  /** Whether the values may stand below each other. */
  readonly canTakeAll: boolean
}

/** One field: the arrows choose whose value stays, Tab goes to the next field. */
function ChoiceRow({ label, field, sides, chosen, onChoose, shown, canTakeAll }: ChoiceRowProps) {
  const { t } = useTranslation('duplicates')
  return (
    <>
      <tr role="radiogroup" aria-label={label}>
        <th scope="row">{label}</th>
        {sides.map((side) => (
          <td key={side.id} data-chosen={chosen === side.id || chosen === 'all' || undefined}>
            <label className={css.choice}>
              <input type="radio" name={field} checked={chosen === side.id} onChange={() => onChoose(side.id)} />
              <span>{shown(side) ?? <span className="k-muted">{t('merge.empty')}</span>}</span>
            </label>
          </td>
        ))}
      </tr>
      {canTakeAll && (
        <tr>
          <th scope="row">
            <span className="k-spoken">{label}</span>
          </th>
          <td colSpan={sides.length} data-chosen={chosen === 'all' || undefined}>
            <label className={css.choice}>
              <input type="radio" name={field} checked={chosen === 'all'} onChange={() => onChoose('all')} />
              <span>{t('merge.all')}</span>
            </label>
          </td>
        </tr>
      )}
    </>
  )
}

function ListRow({ label, sides, of }: { readonly label: string; readonly sides: readonly MergeSide[]; readonly of: (side: MergeSide) => readonly string[] }) {
  if (sides.every((side) => of(side).length === 0)) return null
  return (
    <tr>
      <th scope="row">{label}</th>
      {sides.map((side) => (
        <td key={side.id}>
          {of(side).length === 0 ? <span className="k-muted">–</span> : of(side).map((text, index) => <div key={`${text} ${index}`} className="k-cut">{text}</div>)}
        </td>
      ))}
    </tr>
  )
}

type FieldValueProps = { readonly field: MergeField; readonly side: MergeSide; readonly names: Readonly<Record<string, string>> }

/** A value in the words of the user. */
function FieldValue({ field, side, names }: FieldValueProps) {
  const { t, i18n } = useTranslation(['duplicates', 'clients'])
  const words = useDictionaries()
  const value = side.values[field]
  if (value === null) return <span className="k-muted">{t('merge.empty')}</span>
  switch (field) {
    case 'kind':
      return t(`clients:kind.${value as 'company'}`)
    case 'status':
      return t(`clients:status.${value as 'active'}`)
    case 'ownerId':
      return words.userName(value)
    case 'sourceId':
      return words.sourceName(value)
    case 'parentId':
    case 'recommendedById':
      return names[value] ?? ''
    case 'isVatPayer':
    case 'isKey':
      return t(`merge.${value as 'yes'}`)
    case 'language':
      return new Intl.DisplayNames(i18n.language, { type: 'language', fallback: 'code' }).of(value) ?? value
    case 'taxNumber':
      return (
        <>
          {isNip(value) ? formatNip(value) : value} {side.isTaxNumberVerified && <Badge kind="ok">{t('merge.verified')}</Badge>}
        </>
      )
    default:
      return <span className={css.text}>{value}</span>
  }
}

import { Button, Select } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ChangeDeal, DealCard } from '#shared/contract/deals.ts'
import { scale } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { notifyDone } from '../../app/notify.ts'
import { InlineEdit } from '../../ui/InlineEdit.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { amountText, readAmount } from './amounts.ts'
import css from './deals.module.css'

/** A field that looks like the text around it until it is used. */
const inPlace = { variant: 'unstyled', size: 'xs', styles: { input: { height: 20, minHeight: 20, lineHeight: '20px', fontSize: 12.5 } } } as const

/** The facts of a deal, each changed where it stands. */
export function DealDetails({ card }: { readonly card: DealCard }) {
  const { t } = useTranslation('deals')
  const format = useFormat()
  const words = useDictionaries()
  const change = useCommand('deals.change')
  const giveTo = useCommand('deals.changeOwner')
  const [wrong, setWrong] = useState<{ readonly field: 'amount' | 'probability'; readonly text: string } | null>(null)
  const { deal, client, probability } = card

  async function save(values: Omit<ChangeDeal, 'dealId'>) {
    setWrong(null)
    const { changeId } = await change.mutateAsync({ dealId: deal.id, ...values })
    notifyDone(t('done.changed'), changeId)
  }

  /** Says under the field why it cannot be; the refusal keeps the field open with what was typed. */
  function refuse(field: 'amount' | 'probability', text: string): Promise<void> {
    setWrong({ field, text })
    return Promise.reject(new Error(text))
  }

  async function saveAmount(text: string) {
    const amountMinor = readAmount(text, deal.currency)
    if (amountMinor === undefined) return refuse('amount', t('form.amountBad', { example: amountText(1_250_000, deal.currency, language()) }))
    await save({ amountMinor })
  }

  async function saveProbability(text: string) {
    const percent = Number(text.replace('%', '').replace(',', '.').trim())
    if (text.trim() === '' || !(percent >= 0 && percent <= 100)) return refuse('probability', t('card.probabilityBad'))
    await save({ probabilityBp: Math.round(percent * 100) })
  }

  function setOwner(ownerId: string | null) {
    giveTo.mutate(
      { dealId: deal.id, ownerId },
      {
        onSuccess: ({ changeId }) => {
          const name = words.userName(ownerId)
          notifyDone(name === '' ? t('done.ownerNobody') : t('done.owner', { name }), changeId)
        }
      }
    )
  }

  const own = probability.ownBp === null ? '–' : format.percent(probability.ownBp / 10_000)
  const template = format.percent(probability.templateBp / 10_000)
  const isOpen = card.outcome === 'open'
  return (
    <KeyValueList
      items={[
        { label: t('form.client'), value: <Link className={css.link} href={`/clients/${client.id}`}>{client.name}</Link>, ...(client.town !== null && { hint: client.town }) },
        ...(client.phone === null ? [] : [{ label: t('card.phone'), value: formatPhone(client.phone) }]),
        ...(client.email === null ? [] : [{ label: t('card.email'), value: client.email }]),
        {
          label: `${t('form.amount')}, ${deal.currency}`,
          value: (
            <InlineEdit
              label={t('form.amount')}
              value={amountText(deal.amountMinor, deal.currency, language())}
              error={wrong?.field === 'amount' ? wrong.text : null}
              onSave={saveAmount}
            />
          )
        },
        ...(isOpen
          ? [
              {
                label: t('card.probability'),
                value: (
                  <span className={css.probability} title={t('card.probabilityHint', { template, own, n: probability.ownCount })}>
                    <InlineEdit
                      label={t('card.probability')}
                      value={String(Math.round(probability.usedBp / 100))}
                      error={wrong?.field === 'probability' ? wrong.text : null}
                      format={(value) => format.percent(Number(value) / 100)}
                      onSave={saveProbability}
                    />
                    {probability.isManual && (
                      <Button size="compact-xs" variant="subtle" onClick={() => void save({ probabilityBp: null }).catch(() => undefined)}>
                        {t('card.automatic', { percent: format.percent(probability.automaticBp / 10_000) })}
                      </Button>
                    )}
                  </span>
                ),
                hint: probability.isManual ? t('card.byHand') : t('card.probabilityHint', { template, own, n: probability.ownCount })
              },
              { label: t('card.weighted'), value: <span className="k-number">{format.money(scale(deal.amountMinor, probability.usedBp, 10_000), deal.currency)}</span> }
            ]
          : []),
        {
          label: t('form.expected'),
          value: (
            <DateInput
              aria-label={t('form.expected')}
              {...inPlace}
              clearable
              valueFormat="DD.MM.YYYY"
              placeholder={t('form.noDay')}
              value={deal.expectedOn}
              onChange={(expectedOn) => void save({ expectedOn }).catch(() => undefined)}
            />
          )
        },
        {
          label: t('form.owner'),
          value: (
            <Select
              aria-label={t('form.owner')}
              {...inPlace}
              data={[...words.users.map((user) => ({ value: user.id, label: user.name })), { value: '', label: t('form.nobodyOwns') }]}
              value={deal.ownerId ?? ''}
              onChange={(value) => setOwner(value === '' ? null : value)}
            />
          )
        },
        {
          label: t('form.source'),
          value: (
            <Select
              aria-label={t('form.source')}
              {...inPlace}
              data={[{ value: '', label: t('form.sourceOfClient') }, ...words.sourceOptions(deal.sourceId)]}
              value={deal.sourceId ?? ''}
              onChange={(value) => void save({ sourceId: value === '' ? null : value }).catch(() => undefined)}
            />
          )
        },
        { label: t('card.created'), value: format.dayTime(card.createdAt) },
        ...(deal.closedAt === null ? [] : [{ label: t('card.closed'), value: format.dayTime(deal.closedAt) }]),
        ...(deal.lostReasonId === null ? [] : [{ label: t('card.lostReason'), value: words.lostReasonName(deal.lostReasonId) }]),
        ...(deal.lostNote === null ? [] : [{ label: t('card.lostNote'), value: deal.lostNote }])
      ]}
    />
  )
}

import { Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { language } from '../../app/i18n.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { ClientPicker, type PickedClient } from '../invoices/ClientPicker.tsx'
import { currencies } from '../invoices/currencies.ts'
import { amountText, readAmount } from './amounts.ts'
import css from './deals.module.css'

type Typed = {
  readonly title: string
  readonly amount: string
  readonly currency: string | null
  readonly stageId: string | null
  readonly ownerId: string | null
  readonly expectedOn: string | null
  readonly sourceId: string | null
}

type Kept = Typed & { readonly client: PickedClient | null }

const empty: Kept = { client: null, title: '', amount: '', currency: null, stageId: null, ownerId: null, expectedOn: null, sourceId: null }
/** What was typed stays while the program runs, so that a panel closed by mistake loses nothing. */
let draft: Kept = empty

type NewDealPanelProps = {
  readonly pipelineId: string
  /** Given where the deal starts from a client's card. */
  readonly client?: PickedClient
  readonly onClose: () => void
  readonly onCreated?: (dealId: string) => void
}

/** Starts a sale: who, what, how much; the rest may wait. */
export function NewDealPanel({ pipelineId, client: givenClient, onClose, onCreated }: NewDealPanelProps) {
  const { t } = useTranslation('deals')
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const create = useCommand('deals.create')
  const [typed, setTyped] = useState<Kept>(() => ({ ...draft, client: givenClient ?? draft.client }))
  const [isTried, setIsTried] = useState(false)
  const stages = words.stages.filter((stage) => stage.pipelineId === pipelineId && stage.outcome === 'open')
  const currency = typed.currency ?? status.data?.baseCurrency ?? 'PLN'
  const amountMinor = typed.amount.trim() === '' ? 0 : readAmount(typed.amount, currency)
  const ownerId = typed.ownerId ?? status.data?.userId ?? null

  function set(change: Partial<Kept>) {
    setTyped((now) => (draft = { ...now, ...change }))
  }

  function submit() {
    setIsTried(true)
    if (create.isPending || !typed.client || typed.title.trim() === '' || amountMinor === undefined) return
    create.mutate(
      {
        clientId: typed.client.id,
        title: typed.title,
        amountMinor,
        currency,
        pipelineId,
        stageId: typed.stageId,
        ownerId: ownerId === '' ? null : ownerId,
        expectedOn: typed.expectedOn,
        sourceId: typed.sourceId === '' ? null : typed.sourceId
      },
      {
        onSuccess: ({ value, changeId }) => {
          draft = empty
          notifyDone(t('done.created'), changeId)
          onClose()
          onCreated?.(value.id)
        }
      }
    )
  }

  return (
    <Panel
      opened
      title={t('newDeal')}
      onClose={onClose}
      onSubmit={submit}
      footer={<FormActions onCancel={onClose} submitLabel={t('form.create')} isBusy={create.isPending} />}
    >
      <div className={css.fields}>
        <ClientPicker
          label={t('form.client')}
          value={typed.client}
          onChange={(client) => set({ client })}
          error={isTried && !typed.client ? t('form.clientMissing') : null}
        />
        <TextInput
          label={t('form.dealTitle')}
          placeholder={t('form.titlePlaceholder')}
          maxLength={200}
          value={typed.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={isTried && typed.title.trim() === '' ? t('form.titleMissing') : null}
        />
        <div className={css.pair}>
          <TextInput
            label={t('form.amount')}
            inputMode="decimal"
            maxLength={40}
            value={typed.amount}
            onChange={(event) => set({ amount: event.currentTarget.value })}
            error={isTried && amountMinor === undefined ? t('form.amountBad', { example: amountText(1_250_000, currency, language()) }) : null}
          />
          <Select label={t('form.currency')} data={currencies(currency)} value={currency} onChange={(value) => set({ currency: value })} />
        </div>
        <Select
          label={t('form.stage')}
          data={stages.map((stage) => ({ value: stage.id, label: words.stageName(stage.id) }))}
          value={typed.stageId ?? stages[0]?.id ?? null}
          onChange={(value) => set({ stageId: value })}
        />
        <Select
          label={t('form.owner')}
          data={[...words.users.map((user) => ({ value: user.id, label: user.name })), { value: '', label: t('form.nobodyOwns') }]}
          value={ownerId ?? ''}
          onChange={(value) => set({ ownerId: value })}
        />
        <DateInput
          label={t('form.expected')}
          clearable
          valueFormat="DD.MM.YYYY"
          value={typed.expectedOn}
          onChange={(value) => set({ expectedOn: value })}
        />
        <Select
          label={t('form.source')}
          data={[{ value: '', label: t('form.sourceOfClient') }, ...words.sourceOptions()]}
          value={typed.sourceId ?? ''}
          onChange={(value) => set({ sourceId: value })}
        />
      </div>
    </Panel>
  )
}

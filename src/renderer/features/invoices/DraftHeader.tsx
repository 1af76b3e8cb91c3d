import { Input, SegmentedControl, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { paymentMethods, type PaymentMethod } from '#shared/contract/invoices.ts'
import { addDays, isDay } from '#shared/day.ts'
import type { VatMethod } from '#shared/vat.ts'
import { Card } from '../../ui/Page.tsx'
import { currencies } from './currencies.ts'
import type { DraftValues, SetDraft } from './draft.ts'
import css from './invoices.module.css'

type DraftHeaderProps = Pick<DraftValues, 'soldOn' | 'dueOn' | 'place' | 'currency' | 'method' | 'paymentMethod'> & {
  /** The day of issue as chosen, today when none is. */
  readonly issuedOn: string
  readonly today: string
  /** Where the firm is: what an empty place of issue becomes. */
  readonly usualPlace: string | null
  /** The number that the invoice would get. */
  readonly nextNumber: string | undefined
  readonly set: SetDraft
}

const daysToPay = [7, 14, 30]

/** Days, place, currency and prices of a draft; drawn again only when one of them changes. */
export const DraftHeader = memo(function DraftHeader(props: DraftHeaderProps) {
  const { t } = useTranslation('invoices')
  const { issuedOn, set } = props
  return (
    <Card>
      <div className={css.fields}>
        <DateInput
          label={t('edit.issuedOn')}
          valueFormat="DD.MM.YYYY"
          value={issuedOn}
          maxDate={props.today}
          onChange={(day) => set('issuedOn', day)}
        />
        <DateInput label={t('edit.soldOn')} valueFormat="DD.MM.YYYY" value={props.soldOn ?? issuedOn} onChange={(day) => set('soldOn', day)} />
        <DateInput
          label={t('edit.dueOn')}
          valueFormat="DD.MM.YYYY"
          minDate={issuedOn}
          value={props.dueOn}
          onChange={(day) => set('dueOn', day)}
          presets={daysToPay.map((days) => ({ value: isDay(issuedOn) ? addDays(issuedOn, days) : '', label: t('edit.inDays', { days }) }))}
        />
        <TextInput
          label={t('edit.place')}
          placeholder={props.usualPlace ?? ''}
          maxLength={100}
          value={props.place}
          onChange={(event) => set('place', event.currentTarget.value)}
        />
        <Select
          label={t('edit.paymentMethod')}
          data={paymentMethods.map((value) => ({ value, label: t(`paymentMethod.${value}`) }))}
          value={props.paymentMethod}
          onChange={(next) => next && set('paymentMethod', next as PaymentMethod)}
        />
        <Select
          label={t('edit.currency')}
          data={currencies(props.currency)}
          value={props.currency}
          searchable
          onChange={(next) => next && set('currency', next)}
        />
        <Input.Wrapper label={t('edit.method')}>
          <SegmentedControl
            fullWidth
            aria-label={t('edit.method')}
            value={props.method}
            onChange={(next) => set('method', next as VatMethod)}
            data={[
              { value: 'net', label: t('edit.netPrices') },
              { value: 'gross', label: t('edit.grossPrices') }
            ]}
          />
        </Input.Wrapper>
        {props.nextNumber !== undefined && (
          <Input.Wrapper label={t('edit.number')}>
            <div className={css.fact}>{props.nextNumber}</div>
          </Input.Wrapper>
        )}
      </div>
    </Card>
  )
})

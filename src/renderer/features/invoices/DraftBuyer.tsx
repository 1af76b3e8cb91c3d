import { Button, Select, TextInput } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/Page.tsx'
import { countryChoices } from './countries.ts'
import type { DraftValues, SetDraft } from './draft.ts'
import css from './invoices.module.css'

type DraftBuyerProps = { readonly buyer: DraftValues['buyer']; readonly clientId: string; readonly set: SetDraft }

/** Who buys, as it will stand on the invoice: taken from the client card, and changed here only for this invoice. */
export const DraftBuyer = memo(function DraftBuyer({ buyer, clientId, set }: DraftBuyerProps) {
  const { t, i18n } = useTranslation('invoices')
  const field = (name: keyof DraftValues['buyer'], label: string, maxLength: number) => (
    <TextInput
      label={label}
      maxLength={maxLength}
      value={buyer[name]}
      onChange={(event) => set('buyer', { ...buyer, [name]: event.currentTarget.value })}
    />
  )
  return (
    <Card
      title={t('edit.buyer')}
      actions={<Button size="compact-sm" variant="subtle" component="a" href={`#/clients/${clientId}`}>{t('edit.client')}</Button>}
    >
      <div className={css.stack}>
        {field('name', t('edit.buyerName'), 300)}
        {field('taxNumber', t('edit.taxNumber'), 40)}
        {field('street', t('edit.street'), 200)}
        <div className={css.pair}>
          {field('postalCode', t('edit.postalCode'), 20)}
          {field('town', t('edit.town'), 100)}
        </div>
        <Select
          label={t('edit.country')}
          searchable
          data={countryChoices(i18n.language, buyer.country)}
          value={buyer.country}
          onChange={(country) => country && set('buyer', { ...buyer, country })}
        />
      </div>
    </Card>
  )
})

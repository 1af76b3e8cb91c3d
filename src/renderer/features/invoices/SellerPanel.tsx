import { Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Firm } from '#shared/contract/app.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import css from './invoices.module.css'

/** Our own data as they stand on invoices, right where they turned out to be missing. */
export function SellerPanel({ onClose }: { readonly onClose: () => void }) {
  const firm = useRead('settings.firm', {})
  if (firm.error) throw firm.error
  return firm.data ? <SellerForm firm={firm.data} onClose={onClose} /> : null
}

function SellerForm({ firm, onClose }: { readonly firm: Firm; readonly onClose: () => void }) {
  const { t } = useTranslation('invoices')
  const required = (text: string) => (text.trim() === '' ? t('seller.required') : null)
  const form = useForm({
    initialValues: {
      name: firm.name,
      taxNumber: firm.taxNumber ?? '',
      isVatPayer: firm.isVatPayer,
      street: firm.street ?? '',
      postalCode: firm.postalCode ?? '',
      town: firm.town ?? '',
      bankAccount: firm.bankAccount ?? '',
      bankName: firm.bankName ?? '',
      email: firm.email ?? '',
      phone: firm.phone ?? ''
    },
    validate: { name: required, taxNumber: required, street: required, town: required }
  })
  const change = useCommand('settings.changeFirm', { form })

  const submit = form.onSubmit((values) =>
    change.mutate(values, {
      onSuccess: ({ changeId }) => {
        onClose()
        notifyDone(t('seller.saved'), changeId)
      }
    })
  )

  return (
    <Panel
      opened
      title={t('seller.title')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('save')} isBusy={change.isPending} />}
    >
      <TextInput label={t('seller.name')} data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('edit.taxNumber')} {...form.getInputProps('taxNumber')} />
      <Checkbox label={t('seller.isVatPayer')} {...form.getInputProps('isVatPayer', { type: 'checkbox' })} />
      <TextInput label={t('edit.street')} {...form.getInputProps('street')} />
      <div className={css.pair}>
        <TextInput label={t('edit.postalCode')} {...form.getInputProps('postalCode')} />
        <TextInput label={t('edit.town')} {...form.getInputProps('town')} />
      </div>
      <TextInput label={t('seller.bankAccount')} {...form.getInputProps('bankAccount')} />
      <TextInput label={t('seller.bankName')} {...form.getInputProps('bankName')} />
      <TextInput label={t('seller.email')} {...form.getInputProps('email')} />
      <TextInput label={t('seller.phone')} {...form.getInputProps('phone')} />
    </Panel>
  )
}

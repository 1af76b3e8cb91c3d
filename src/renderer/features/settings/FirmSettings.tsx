import { Button, Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Firm } from '#shared/contract/app.ts'
import { isEmailShape } from '#shared/email.ts'
import { checkTaxNumber, formatIban, isIban } from '#shared/identifiers.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDraft } from '../../app/drafts.ts'
import { notifyDone } from '../../app/notify.tsx'
import { Card } from '../../ui/Page.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import css from './settings.module.css'

/** What stands on our invoices, checked as it is typed in. */
export function FirmSettings() {
  const firm = useRead('settings.firm', {})
  if (firm.error) throw firm.error
  return firm.data ? <FirmForm key={JSON.stringify(firm.data)} firm={firm.data} /> : null
}

function FirmForm({ firm }: { readonly firm: Firm }) {
  const { t, i18n } = useTranslation('settings')
  const form = useForm({
    initialValues: {
      name: firm.name,
      taxNumber: firm.taxNumber ?? '',
      isVatPayer: firm.isVatPayer,
      street: firm.street ?? '',
      postalCode: firm.postalCode ?? '',
      town: firm.town ?? '',
      bankAccount: firm.bankAccount === null ? '' : formatIban(firm.bankAccount),
      bankName: firm.bankName ?? '',
      email: firm.email ?? '',
      phone: firm.phone ?? ''
    },
    validateInputOnBlur: true,
    validate: {
      name: (text) => (text.trim() === '' ? t('firm.nameMissing') : null),
      taxNumber: (text) => (text.trim() === '' || checkTaxNumber(text, firm.country).ok ? null : t('firm.taxNumberWrong')),
      bankAccount: (text) => (text.trim() === '' || isAccount(text, firm.country) ? null : t('firm.bankAccountWrong')),
      email: (text) => (text.trim() === '' || isEmailShape(text.trim()) ? null : t('firm.emailWrong'))
    }
  })
  const draft = useDraft('settings.firm', form)
  const change = useCommand('settings.changeFirm', { form })
  const names = { region: new Intl.DisplayNames(i18n.language, { type: 'region' }), currency: new Intl.DisplayNames(i18n.language, { type: 'currency' }) }
  const field = (name: keyof Firm) => ({ ...form.getInputProps(name), autoComplete: 'off' })

  const submit = form.onSubmit(
    (values) =>
      change.mutate(values, {
        onSuccess: ({ changeId }) => {
          draft.discard()
          form.resetDirty(values)
          notifyDone(t('firm.saved'), changeId)
        }
      }),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  )

  return (
    <div className={css.narrow}>
      <Card>
        <form noValidate onSubmit={submit}>
          <p className={css.intro} style={{ marginBottom: 10 }}>{t('firm.intro')}</p>
          <div className={css.fields}>
            <TextInput className={css.six} label={t('firm.name')} maxLength={200} {...field('name')} />
            <TextInput className={css.three} label={t('firm.taxNumber')} placeholder={t('firm.taxNumberHint')} maxLength={20} {...field('taxNumber')} />
            <Checkbox
              className={css.three}
              style={{ alignSelf: 'start', marginTop: 25 }}
              label={t('firm.isVatPayer')}
              {...form.getInputProps('isVatPayer', { type: 'checkbox' })}
            />
            <TextInput className={css.six} label={t('firm.street')} maxLength={200} {...field('street')} />
            <TextInput className={css.two} label={t('firm.postalCode')} maxLength={20} {...field('postalCode')} />
            <TextInput className={css.four} label={t('firm.town')} maxLength={100} {...field('town')} />
            <TextInput className={css.four} label={t('firm.bankAccount')} placeholder={t('firm.bankAccountHint')} maxLength={40} {...field('bankAccount')} />
            <TextInput className={css.two} label={t('firm.bankName')} maxLength={100} {...field('bankName')} />
            <TextInput className={css.three} label={t('firm.email')} maxLength={200} {...field('email')} />
            <TextInput className={css.three} label={t('firm.phone')} maxLength={40} {...field('phone')} />
          </div>
          <div className={css.foot}>
            <Button type="submit" disabled={change.isPending || !form.isDirty()}>{t('save')}</Button>
          </div>
        </form>
      </Card>
      <div style={{ height: 10 }} />
      <Card title={t('firm.fixed')}>
        <KeyValueList
          items={[
            { label: t('firm.country'), value: names.region.of(firm.country) },
            { label: t('firm.currency'), value: `${names.currency.of(firm.baseCurrency)} (${firm.baseCurrency})` },
            { label: t('firm.timeZone'), value: firm.timeZone }
          ]}
        />
      </Card>
    </div>
  )
}

/** At home people leave the country's letters out. */
function isAccount(text: string, country: string): boolean {
  const bare = text.replaceAll('-', '')
  return isIban(bare) || isIban(country + bare)
}

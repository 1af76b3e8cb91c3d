import { Checkbox, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Firm } from '#shared/contract/app.ts'
import { isEmailShape } from '#shared/email.ts'
import { checkTaxNumber, formatIban, isIban } from '#shared/identifiers.ts'
import css from './settings.module.css'

type FirmValues = ReturnType<typeof valuesOf>

/** Our own data, checked as they are typed in; `required` are the words under what an invoice cannot do without. */
export function useFirmForm(firm: Firm, required?: string): UseFormReturnType<FirmValues> {
  const { t } = useTranslation('settings')
  const missing = (text: string) => (required !== undefined && text.trim() === '' ? required : null)
  return useForm({
    initialValues: valuesOf(firm),
    validateInputOnBlur: true,
    validate: {
      name: (text) => (text.trim() === '' ? t('firm.nameMissing') : null),
      taxNumber: (text) => missing(text) ?? (text.trim() === '' || checkTaxNumber(text, firm.country).ok ? null : t('firm.taxNumberWrong')),
      street: missing,
      town: missing,
      bankAccount: (text) => (text.trim() === '' || isAccount(text, firm.country) ? null : t('firm.bankAccountWrong')),
      email: (text) => (text.trim() === '' || isEmailShape(text.trim()) ? null : t('firm.emailWrong'))
    }
  })
}

function valuesOf(firm: Firm) {
  return {
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
  }
}

/** At home people leave the country's letters out. */
function isAccount(text: string, country: string): boolean {
  const bare = text.replaceAll('-', '')
  return isIban(bare) || isIban(country + bare)
}

/** The fields of our own data, as they stand on invoices. */
export function FirmFields({ form }: { readonly form: UseFormReturnType<FirmValues> }) {
  const { t } = useTranslation('settings')
  const field = (name: keyof FirmValues) => ({ ...form.getInputProps(name), autoComplete: 'off' })
  return (
    <div className={css.fields}>
      <TextInput className={css.six} label={t('firm.name')} maxLength={200} data-autofocus {...field('name')} />
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
  )
}

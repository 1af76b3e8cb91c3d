import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Firm } from '#shared/contract/app.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDraft } from '../../app/drafts.ts'
import { notifyDone } from '../../app/notify.ts'
import { Card } from '../../ui/Page.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { FirmFields, useFirmForm } from './firmForm.tsx'
import css from './settings.module.css'

/** What stands on our invoices, checked as it is typed in. */
export function FirmSettings() {
  const firm = useRead('settings.firm', {})
  if (firm.error) throw firm.error
  return firm.data ? <FirmForm key={JSON.stringify(firm.data)} firm={firm.data} /> : null
}

function FirmForm({ firm }: { readonly firm: Firm }) {
  const { t, i18n } = useTranslation('settings')
  const form = useFirmForm(firm)
  const draft = useDraft('settings.firm', form)
  const change = useCommand('settings.changeFirm', { form })
  const names = { region: new Intl.DisplayNames(i18n.language, { type: 'region' }), currency: new Intl.DisplayNames(i18n.language, { type: 'currency' }) }

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
          <FirmFields form={form} />
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

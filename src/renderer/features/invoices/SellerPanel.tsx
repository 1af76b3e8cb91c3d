import { useTranslation } from 'react-i18next'
import type { Firm } from '#shared/contract/app.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { FirmFields, useFirmForm } from '../settings/firmForm.tsx'

/** Our own data as they stand on invoices, right where they turned out to be missing. */
export function SellerPanel({ onClose }: { readonly onClose: () => void }) {
  const firm = useRead('settings.firm', {})
  if (firm.error) throw firm.error
  return firm.data ? <SellerForm firm={firm.data} onClose={onClose} /> : null
}

function SellerForm({ firm, onClose }: { readonly firm: Firm; readonly onClose: () => void }) {
  const { t } = useTranslation('invoices')
  const form = useFirmForm(firm, t('seller.required'))
  const change = useCommand('settings.changeFirm', { form })

  const submit = form.onSubmit(
    (values) =>
      change.mutate(values, {
        onSuccess: ({ changeId }) => {
          onClose()
          notifyDone(t('seller.saved'), changeId)
        }
      }),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  )

  return (
    <Panel
      opened
      title={t('seller.title')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('save')} isBusy={change.isPending} />}
    >
      <FirmFields form={form} />
    </Panel>
  )
}

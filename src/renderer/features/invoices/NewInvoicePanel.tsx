import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { ClientPicker, type PickedClient } from './ClientPicker.tsx'

/** Starts a draft for any client. */
export function NewInvoicePanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('invoices')
  const [client, setClient] = useState<PickedClient | null>(null)
  const [isMissing, setMissing] = useState(false)
  const draft = useCommand('invoices.draft')

  function submit() {
    if (!client) return setMissing(true)
    draft.mutate(
      { clientId: client.id, dealId: null },
      {
        onSuccess: ({ value }) => {
          onClose()
          go(`/invoices/${value.id}`)
        }
      }
    )
  }

  return (
    <Panel
      opened
      title={t('create.title')}
      onClose={onClose}
      onSubmit={submit}
      footer={<FormActions onCancel={onClose} submitLabel={t('create.submit')} isBusy={draft.isPending} />}
    >
      <ClientPicker
        label={t('create.client')}
        value={client}
        onChange={(next) => {
          setClient(next)
          setMissing(false)
        }}
        error={isMissing ? t('payment.clientError') : null}
      />
    </Panel>
  )
}

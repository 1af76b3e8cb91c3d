import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { ClientPicker, type PickedClient } from '../invoices/ClientPicker.tsx'
import { openMerge } from './mergePlace.ts'

type MergeWithPanelProps = { readonly clientId: string; readonly name: string; readonly onClose: () => void }

/** Finds the client that is the same as the one on the card. */
export function MergeWithPanel({ clientId, name, onClose }: MergeWithPanelProps) {
  const { t } = useTranslation('duplicates')
  const [other, setOther] = useState<PickedClient | null>(null)
  const isSame = other?.id === clientId
  const submit = () => {
    if (!other || isSame) return
    onClose()
    openMerge([clientId, other.id], 'clients')
  }
  return (
    <Panel title={t('mergeWith.title')} opened onClose={onClose} onSubmit={submit} footer={<FormActions onCancel={onClose} submitLabel={t('compare')} />}>
      <p className="k-muted">{t('mergeWith.hint', { name })}</p>
      <ClientPicker label={t('mergeWith.other')} value={other} onChange={setOther} error={isSame ? t('mergeWith.itself') : null} />
    </Panel>
  )
}

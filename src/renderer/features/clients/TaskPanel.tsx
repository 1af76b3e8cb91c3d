import { useTranslation } from 'react-i18next'
import { notifyDone } from '../../app/notify.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TaskForm } from './TaskForm.tsx'

type TaskPanelProps = { readonly clientId: string; readonly clientName: string; readonly dealId?: string; readonly onClose: () => void }

/** Plans the next step with a client without opening its card. */
export function TaskPanel({ clientId, clientName, dealId, onClose }: TaskPanelProps) {
  const { t } = useTranslation('clients')
  return (
    <Panel title={clientName} opened onClose={onClose} width={560}>
      <TaskForm
        clientId={clientId}
        dealId={dealId ?? null}
        isFocused
        onDone={() => {
          notifyDone(t('composer.planned'))
          onClose()
        }}
      />
    </Panel>
  )
}

import { Panel } from '../../ui/Panel.tsx'
import { TaskForm } from './TaskForm.tsx'

type TaskPanelProps = { readonly clientId: string; readonly clientName: string; readonly dealId?: string; readonly onClose: () => void }

/** Plans the next step with a client without opening its card. */
export function TaskPanel({ clientId, clientName, dealId, onClose }: TaskPanelProps) {
  return (
    <Panel title={clientName} opened onClose={onClose} width={560}>
      <TaskForm
        clientId={clientId}
        dealId={dealId ?? null}
        isFocused
        onDone={onClose}
      />
    </Panel>
  )
}

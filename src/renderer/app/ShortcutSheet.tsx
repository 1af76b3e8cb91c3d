import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/Kbd.tsx'
import { useAvailableActions } from './actions.ts'
import css from './Frame.module.css'

type Line = { readonly keys: string; readonly label: string }

/** F1 or ?: every key that does something now. */
export function ShortcutSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation(['app', 'actions'])
  const lines = useAvailableActions().flatMap((action) =>
    action.keys === null
      ? []
      : [{ keys: action.keys, label: action.label ?? t((action.labelKey ?? '') as 'actions:create'), isHere: action.group === 'here' }]
  )
  const tables: readonly Line[] = [
    { keys: 'ArrowUp / ArrowDown / K / J', label: t('shortcuts.move') },
    { keys: 'Home / End', label: t('shortcuts.edges') },
    { keys: 'Enter', label: t('shortcuts.open') },
    { keys: 'X', label: t('shortcuts.select') },
    { keys: 'Shift+ArrowDown', label: t('shortcuts.range') },
    { keys: '$mod+KeyA', label: t('shortcuts.all') }
  ]
  const board: readonly Line[] = [
    { keys: 'ArrowLeft / ArrowRight / ArrowUp / ArrowDown', label: t('shortcuts.focus') },
    { keys: 'Shift+ArrowRight', label: t('shortcuts.moveCard') }
  ]
  const forms: readonly Line[] = [
    { keys: 'F2', label: t('shortcuts.editInPlace') },
    { keys: '$mod+Enter', label: t('shortcuts.save') },
    { keys: 'Escape', label: t('shortcuts.close') }
  ]
  return (
    <Modal opened={opened} onClose={onClose} title={t('shortcuts.title')} size={760} closeButtonProps={{ 'aria-label': t('close') }}>
      <div className={css.sheet}>
        <div>
          <Lines title={t('shortcuts.everywhere')} lines={lines.filter((line) => !line.isHere)} />
        </div>
        <div>
          <Lines title={t('shortcuts.here')} lines={lines.filter((line) => line.isHere)} />
          <Lines title={t('shortcuts.tables')} lines={tables} />
          <Lines title={t('shortcuts.board')} lines={board} />
          <Lines title={t('shortcuts.forms')} lines={forms} />
        </div>
      </div>
    </Modal>
  )
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map(({ keys, label }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd>
              {keys.split(' / ').map((one) => (
                <Kbd key={one} keys={one} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

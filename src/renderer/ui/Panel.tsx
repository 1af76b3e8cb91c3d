import { Button, Drawer, Group } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from './Kbd.tsx'
import { useFocusReturn } from './useFocusReturn.ts'
import css from './small.module.css'

type PanelProps = {
  readonly title: ReactNode
  readonly opened: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Makes the content a form; Ctrl+Enter and Ctrl+S send it too. */
  readonly onSubmit?: () => void
  /** Buttons that stay in sight; usually `FormActions`. */
  readonly footer?: ReactNode
  readonly width?: number
}

/** A form or detail at the right side; keeps the focus inside and gives it back when it closes. */
export function Panel({ title, opened, onClose, children, onSubmit, footer, width }: PanelProps) {
  const { t } = useTranslation('ui')
  useFocusReturn()
  function onKeyDown(event: KeyboardEvent) {
    if (!(event.ctrlKey || event.metaKey) || (event.code !== 'Enter' && event.code !== 'KeyS')) return
    event.preventDefault()
    event.stopPropagation()
    onSubmit?.()
  }
  const content = (
    <>
      <div ref={startInFirstField} className={css.panelBody}>{children}</div>
      {footer && <div className={css.panelFooter}>{footer}</div>}
    </>
  )
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="right"
      size={width ?? 440}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ body: css.panel, content: css.panelContent, header: css.panelHead, title: css.panelTitle }}
    >
      {onSubmit ? (
        <form
          noValidate
          className={css.panelForm}
          onKeyDown={onKeyDown}
          onSubmit={(event) => {
            event.preventDefault()
            onSubmit()
          }}
        >
          {content}
        </form>
      ) : (
        <div className={css.panelForm}>{content}</div>
      )}
    </Drawer>
  )
}

/** The trap would start at the close button; a form starts where one types. */
function startInFirstField(body: HTMLDivElement | null): void {
  if (!body || body.querySelector('[data-autofocus]')) return
  body.querySelector('input:not([type=hidden]):enabled, textarea:enabled, select:enabled')?.setAttribute('data-autofocus', 'true')
}

type FormActionsProps = {
  readonly submitLabel: string
  readonly onCancel: () => void
  readonly isBusy?: boolean
  readonly cancelLabel?: string
}

/** The two buttons at the foot of a panel's form. */
export function FormActions({ submitLabel, onCancel, isBusy, cancelLabel }: FormActionsProps) {
  const { t } = useTranslation('ui')
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>{cancelLabel ?? t('cancel')}</Button>
      <Button type="submit" disabled={isBusy === true} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{submitLabel}</Button>
    </Group>
  )
}

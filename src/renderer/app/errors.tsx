import { Button, Group, Modal, Text } from '@mantine/core'
import { exists, t as say } from 'i18next'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { AppError } from '#shared/result.ts'
import { copyText } from '../ui/copyText.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { toast } from '../ui/toast.tsx'

/** Whatever was thrown, as the one kind of error that screens know. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new AppError({ code: 'internal', reason: 'unexpected', message })
}

/** What happened and what to do, in the user's words. */
export function errorText(error: AppError): string {
  const key = `errors:${error.data.reason}`
  return say(exists(key) ? (key as 'errors:unexpected') : 'errors:unexpected', { ...error.data.details })
}

/** Words for each field that a validation error names, for a form's `setErrors`. */
export function fieldErrors(error: AppError): Record<string, string> {
  const fields = Object.entries(error.data.fields ?? {})
  return Object.fromEntries(fields.map(([path, code]) => [path, fieldText(code, error)]))
}

function fieldText(code: string, error: AppError): string {
  const key = [`errors:${code}`, `errors:field.${code}`].find(
    (one) => exists(one) && typeof say(one as never, { returnObjects: true }) === 'string'
  )
  return say((key ?? 'errors:field.other') as 'errors:unexpected', { ...error.data.details })
}

/** Everything that helps to find a fault, for an e-mail to whoever looks after the program. */
function detailsOf(error: AppError): string {
  return JSON.stringify({ ...error.data, stack: error.stack, at: new Date().toISOString(), place: location.hash }, null, 2)
}

/** Saves where the reason for a refusal is shown beside the field: gives its words, or null once it is saved. */
export async function whyNot(save: () => Promise<unknown>): Promise<string | null> {
  try {
    await save()
    return null
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.data.code === 'io' || error.data.code === 'internal') showError(error)
    return Object.values(fieldErrors(error))[0] ?? errorText(error)
  }
}

const useFault = create<{ readonly error: AppError | null }>(() => ({ error: null }))

/**
 * The one way in which an error reaches the user: a toast for what can be put right here, silence for what the user
 * stopped, a dialog with details to copy for what the computer refused.
 */
export function showError(thrown: unknown): void {
  const error = toAppError(thrown)
  const { code } = error.data
  if (code === 'cancelled') return
  if (code === 'io' || code === 'internal') useFault.setState({ error })
  else toast({ kind: 'problem', message: errorText(error) })
}

/** Shows the faults given to `showError`; stands once in every window. */
export function FaultDialog() {
  const { t } = useTranslation('app')
  const error = useFault((state) => state.error)
  const close = () => useFault.setState({ error: null })
  if (!error) return null
  return (
    <Modal opened onClose={close} title={t(error.data.code === 'io' ? 'fault.io' : 'fault.internal')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Text mb="xs">{errorText(error)}</Text>
      <Text c="dimmed" mb="md">{t('fault.safe')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => void copyText(detailsOf(error))}>{t('fault.copy')}</Button>
        <Button onClick={close} data-autofocus>{t('close')}</Button>
      </Group>
    </Modal>
  )
}

type BoundaryProps = { readonly children: ReactNode; readonly onRetry?: () => void }

/** Keeps a fault of one screen on that screen: says what happened and offers to try again. */
export class ErrorBoundary extends Component<BoundaryProps, { readonly error: AppError | null }> {
  override state: { readonly error: AppError | null } = { error: null }

  static getDerivedStateFromError(thrown: unknown) {
    return { error: toAppError(thrown) }
  }

  retry = () => {
    this.props.onRetry?.()
    this.setState({ error: null })
  }

  override render() {
    const { error } = this.state
    return error ? <Broken error={error} onRetry={this.retry} /> : this.props.children
  }
}

function Broken({ error, onRetry }: { readonly error: AppError; readonly onRetry: () => void }) {
  const { t } = useTranslation('app')
  return (
    <div role="alert">
      <EmptyState
        text={errorText(error)}
        action={{ label: t('fault.retry'), onClick: onRetry }}
        secondary={{ label: t('fault.copy'), onClick: () => void copyText(detailsOf(error)) }}
      />
    </div>
  )
}

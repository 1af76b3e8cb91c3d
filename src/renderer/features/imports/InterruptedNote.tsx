import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { Notice } from './Notice.tsx'

/** Offers an import that was cut off: continue, keep or undo (decisions.md 34). Elsewhere the frame says so. */
export function InterruptedNote() {
  const { t } = useTranslation('imports')
  const importRunId = useRead('app.status', {}).data?.interruptedImportId ?? null
  const run = useRead('imports.get', { importRunId: importRunId ?? '' }, { enabled: importRunId !== null })
  if (importRunId === null || !run.data) return null
  const open = <Button size="compact-sm" variant="default" onClick={() => go(`/import?resume=${importRunId}`)}>{t('interrupted.open')}</Button>
  return <Notice kind="warn" action={open}>{t('interrupted.text', { name: run.data.fileName })}</Notice>
}

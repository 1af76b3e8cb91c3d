import { Alert, Button } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import css from './imports.module.css'

/** Offers an import that was cut off: continue, keep or undo (decisions.md 34). */
export function InterruptedNote() {
  const { t } = useTranslation('imports')
  const importRunId = useRead('app.status', {}).data?.interruptedImportId ?? null
  const run = useRead('imports.get', { importRunId: importRunId ?? '' }, { enabled: importRunId !== null })
  if (importRunId === null || !run.data) return null
  return (
    <Alert color="yellow" icon={<IconPlayerPause size={17} stroke={1.6} />}>
      <div className={css.note}>
        <span>{t('interrupted.text', { name: run.data.fileName })}</span>
        <Button size="compact-sm" variant="default" onClick={() => go(`/import?resume=${importRunId}`)}>{t('interrupted.open')}</Button>
      </div>
    </Alert>
  )
}

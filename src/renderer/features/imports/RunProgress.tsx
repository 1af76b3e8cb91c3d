import { Button, Progress } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../app/format.ts'
import { Card } from '../../ui/Page.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import type { Importing } from './useImporting.ts'
import css from './imports.module.css'

/** How far the import is; it goes on when the screen is left. */
export function RunProgress({ importing }: { readonly importing: Importing }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const stop = useRef<HTMLButtonElement>(null)
  useEffect(() => stop.current?.focus(), [])
  const { progress, fileName } = importing
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : 0
  return (
    <ImportFrame step="run" main={<Button ref={stop} variant="default" onClick={importing.stop}>{t('run.stop')}</Button>}>
      <Card>
        <div className={css.progress}>
          <h2 className={css.runTitle}>{t('run.title', { name: fileName })}</h2>
          <Progress value={share * 100} size={12} aria-label={t('run.title', { name: fileName })} transitionDuration={100} />
          <div className={css.runFacts} aria-live="off">
            {progress && progress.note === undefined ? (
              <>
                <b className="k-number">{t('run.rows', { done: format.count(progress.done), total: format.count(progress.total ?? progress.done) })}</b>
                <span className="k-number">{format.percent(share)}</span>
                {progress.rate !== undefined && <span className="k-number">{t('run.rate', { count: Math.round(progress.rate) })}</span>}
                {progress.leftMs !== undefined && progress.leftMs > 0 && <span>{t('run.left', { time: format.duration(progress.leftMs) })}</span>}
              </>
            ) : (
              <span>{t(progress?.note === 'backup' ? 'run.backup' : 'run.reading')}</span>
            )}
          </div>
          <p className="k-muted">{t('run.goOn')}</p>
        </div>
      </Card>
    </ImportFrame>
  )
}

import { Button, Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { cancelJob } from '../../app/api.ts'
import { forgetJobs, useJobs } from '../../app/jobs.ts'
import { Card } from '../../ui/Page.tsx'
import css from './imports.module.css'

type Progressing = { readonly done: number; readonly total: number | null } | null

/** That a whole file is being read before anything is written, and how far that is. */
export function ReadingFile({ what, hint, progress, onStop }: { readonly what: string; readonly hint?: string; readonly progress: Progressing; readonly onStop: () => void }) {
  const { t } = useTranslation('imports')
  const share = progress?.total ? (progress.done / progress.total) * 100 : 0
  return (
    <Card>
      <div className={css.progress}>
        <div className={css.note}>
          <span>{what}</span>
          <Button size="compact-sm" variant="default" onClick={onStop}>{t('check.stop')}</Button>
        </div>
        <Progress value={share} size={8} aria-label={what} />
        {hint !== undefined && <span className="k-muted">{hint}</span>}
      </div>
    </Card>
  )
}

/** Stops what reads files for a step that is left, and forgets what came of it. */
export function stopJobs(asked: 'imports.check' | 'imports.values'): void {
  for (const { jobId, name, state } of useJobs.getState().all) if (name === asked && state === 'running') cancelJob(jobId)
  forgetJobs(asked)
}

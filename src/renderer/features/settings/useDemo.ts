import { useTranslation } from 'react-i18next'
import type { Progress } from '#shared/contract/define.ts'
import { useJob } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'

/** Enough to see every screen filled, ready within seconds. */
export const demoSize = { clientCount: 300, dealsPerClient: 1.2, userCount: 4 } as const

type Demo = {
  readonly isLoading: boolean
  readonly progress: Progress | null
  /** True when the data are in, which the toast says and offers to take back. */
  readonly load: () => Promise<boolean>
}

/** Fills an empty base with invented clients. */
export function useDemo(): Demo {
  const { t } = useTranslation('settings')
  const { state, progress, start } = useJob('demo.load')
  const load = async () => {
    const done = await start(demoSize)
    if (done) notifyDone(t('data.demoDone'), done.changeId)
    return done !== undefined
  }
  return { isLoading: state === 'running', progress, load }
}

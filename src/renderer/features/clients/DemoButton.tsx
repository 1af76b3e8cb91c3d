import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useJob } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { demoSize } from '../settings/demoSize.ts'

/** Fills the base with invented clients; undo takes them away. */
export function DemoButton() {
  const { t } = useTranslation('clients')
  const loading = useJob('demo.load')
  async function load() {
    const done = await loading.start(demoSize)
    if (done) notifyDone(t('demo.done'), done.changeId)
  }
  return (
    <div style={{ textAlign: 'center' }}>
      <Button variant="subtle" loading={loading.state === 'running'} onClick={() => void load()}>{t('empty.demo')}</Button>
    </div>
  )
}

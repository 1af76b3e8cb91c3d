import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '../../app/notify.tsx'
import { undoChange } from '../../app/undo.ts'
import { runBulk } from './bulk.ts'

/** Fills the base with invented clients; undo takes them away. */
export function DemoButton() {
  const { t } = useTranslation('clients')
  const [isBusy, setIsBusy] = useState(false)
  async function load() {
    setIsBusy(true)
    const done = await runBulk('demo.load', { clientCount: 300, dealsPerClient: 1.2, userCount: 5 })
    setIsBusy(false)
    if (done) notifyDone(t('demo.done'), { undo: () => undoChange(done.changeId) })
  }
  return (
    <div style={{ textAlign: 'center' }}>
      <Button variant="subtle" loading={isBusy} onClick={() => void load()}>{t('empty.demo')}</Button>
    </div>
  )
}

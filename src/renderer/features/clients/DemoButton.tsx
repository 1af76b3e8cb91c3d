import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useDemo } from '../settings/useDemo.ts'

/** Fills the base with invented clients; undo takes them away. */
export function DemoButton() {
  const { t } = useTranslation('clients')
  const demo = useDemo()
  return (
    <div style={{ textAlign: 'center' }}>
      <Button variant="subtle" loading={demo.isLoading} onClick={() => void demo.load()}>{t('empty.demo')}</Button>
    </div>
  )
}

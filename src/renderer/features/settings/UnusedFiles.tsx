import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useJob, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { confirm } from '../../ui/ConfirmDialog.tsx'
import { Card } from '../../ui/Page.tsx'
import css from './settings.module.css'

/** What files of clients were taken away and still lie on the disk, and the one way to delete them for good. */
export function UnusedFiles() {
  const { t } = useTranslation('card')
  const { size } = useFormat()
  const unused = useRead('attachments.unused', {})
  const purging = useJob('attachments.purge')
  if (!unused.data) return null
  const { fileCount, byteCount } = unused.data

  async function purge() {
    if (!(await confirm({ title: t('unused.purge'), body: t('unused.sure'), confirmLabel: t('unused.purge'), isDanger: true }))) return
    const done = await purging.start({})
    if (!done) return
    notifyDone(t('unused.done', { count: done.value.fileCount }))
    void unused.refetch()
  }

  return (
    <Card title={t('unused.title')}>
      <p className={css.intro}>{fileCount === 0 ? t('unused.none') : t('unused.some', { count: fileCount, size: size(byteCount) })}</p>
      {fileCount > 0 && (
        <Button mt="xs" variant="default" loading={purging.state === 'running'} onClick={() => void purge()}>{t('unused.purge')}</Button>
      )}
    </Card>
  )
}

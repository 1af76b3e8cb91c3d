import { Button, Group } from '@mantine/core'
import { IconFileImport, IconFolder, IconSparkles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import css from './settings.module.css'
import { UnusedFiles } from './UnusedFiles.tsx'
import { useDemo } from './useDemo.ts'

/** Where the data lies, how much there is, and ways to fill an empty base. */
export function Data() {
  const { t } = useTranslation('settings')
  const { size } = useFormat()
  const folder = useRead('shell.info', {}).data?.dataDir
  const status = useRead('app.status', {}).data
  const contents = useRead('data.contents', {}).data
  const { isLoading, load } = useDemo()
  if (!status || !contents) return null
  const isEmpty = contents.clientCount === 0

  return (
    <div className={css.narrow}>
      <Card title={t('data.where')}>
        <p className={css.intro} style={{ marginBottom: 6 }}>{t('data.whereText')}</p>
        <KeyValueList
          items={[
            { label: t('data.folder'), value: folder },
            { label: t('data.size'), value: size(status.databaseSize) },
            { label: t('backups.clients'), value: <Count value={contents.clientCount} /> },
            { label: t('backups.deals'), value: <Count value={contents.dealCount} /> },
            { label: t('data.search'), value: status.searchBehind === 0 ? t('data.searchReady') : t('data.searchBehind', { count: status.searchBehind }) }
          ]}
        />
        <Group gap="xs" mt="xs">
          {folder !== undefined && (
            <Button
              variant="default"
              leftSection={<IconFolder size={15} stroke={1.6} />}
              onClick={() => call('shell.showInFolder', { path: folder }).catch(showError)}
            >
              {t('data.show')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconFileImport size={15} stroke={1.6} />} onClick={() => go('/import')}>
            {t('data.import')}
          </Button>
        </Group>
      </Card>
      <div style={{ height: 10 }} />
      <UnusedFiles />
      <div style={{ height: 10 }} />
      <Card title={t('data.demo')}>
        <p className={css.intro}>{t(isEmpty || isLoading ? 'data.demoText' : 'data.demoNotEmpty')}</p>
        {(isEmpty || isLoading) && (
          <Button mt="xs" variant="default" leftSection={<IconSparkles size={15} stroke={1.6} />} loading={isLoading} onClick={() => void load()}>
            {t('data.demoLoad')}
          </Button>
        )}
      </Card>
    </div>
  )
}

function Count({ value }: { readonly value: number }) {
  const { count } = useFormat()
  return <span className="k-number">{count(value)}</span>
}

import { Button, Group } from '@mantine/core'
import { IconFileText, IconKeyboard } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { runAction } from '../../app/actions.ts'
import { call } from '../../app/api.ts'
import { useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import css from './settings.module.css'

const systems: Readonly<Record<string, string>> = { linux: 'Linux', win32: 'Windows', darwin: 'macOS' }

/** Versions and the places that whoever looks after the program asks for. */
export function About() {
  const { t } = useTranslation('settings')
  const info = useRead('shell.info', {})
  if (info.error) throw info.error
  if (!info.data) return null
  const { version, electron, platform, dataDir, logFile } = info.data
  return (
    <div className={css.narrow}>
      <Card title="Klientela">
        <KeyValueList
          items={[
            { label: t('about.version'), value: version },
            { label: t('about.electron'), value: electron },
            { label: t('about.platform'), value: systems[platform] ?? platform },
            { label: t('about.folder'), value: dataDir },
            { label: t('about.log'), value: logFile }
          ]}
        />
        <Group gap="xs" mt="xs">
          <Button variant="default" leftSection={<IconKeyboard size={15} stroke={1.6} />} rightSection={<Kbd keys="F1" />} onClick={() => runAction('shortcuts')}>
            {t('about.shortcuts')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileText size={15} stroke={1.6} />}
            onClick={() => call('shell.showInFolder', { path: logFile }).catch(showError)}
          >
            {t('about.showLog')}
          </Button>
        </Group>
      </Card>
    </div>
  )
}

import { Button } from '@mantine/core'
import { IconDeviceFloppy, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupRow } from '#shared/contract/app.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Card } from '../../ui/Page.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { focusMain } from '../../ui/useFocusReturn.ts'
import css from './settings.module.css'

/** The checked copies of the store: make one, look what another would bring back, bring it back. */
export function Backups() {
  const { t } = useTranslation('settings')
  const { dayTime, count, size, percent } = useFormat()
  const list = useRead('backups.list', {})
  const make = useJob('backups.make')
  const [chosen, setChosen] = useState<string | null>(null)
  if (list.error) throw list.error
  const backups = list.data ?? []
  const backup = backups.find((one) => one.name === chosen)
  const isMaking = make.state === 'running'
  const share = make.progress?.total ? make.progress.done / make.progress.total : null

  async function makeNow() {
    if (await make.start({})) notifyDone(t('backups.made'))
  }

  const columns: Column<BackupRow>[] = [
    { id: 'when', header: t('backups.when'), width: 140, grow: 1, render: (row) => <span className="k-number">{dayTime(row.at)}</span> },
    { id: 'cause', header: t('backups.cause'), width: 150, render: (row) => t(`backups.causes.${row.cause}`) },
    { id: 'clients', header: t('backups.clients'), width: 84, align: 'right', render: (row) => count(row.clientCount) },
    { id: 'deals', header: t('backups.deals'), width: 92, align: 'right', render: (row) => count(row.dealCount) },
    { id: 'size', header: t('backups.size'), width: 90, align: 'right', render: (row) => size(row.bytes) }
  ]

  return (
    <>
      <div className={css.line}>
        <p className={css.intro}>{t('backups.intro')}</p>
        <Button leftSection={<IconDeviceFloppy size={15} stroke={1.8} />} style={{ flex: 'none' }} disabled={isMaking} onClick={() => void makeNow()}>
          {isMaking ? `${t('backups.making')}${share === null ? '' : ` ${percent(share)}`}` : t('backups.make')}
        </Button>
      </div>
      <div className={css.split}>
        <div className={css.table}>
          <DataTable
            label={t('sections.backups')}
            columns={columns}
            source={{ ...arraySource(backups, (row) => row.name), isReady: list.data !== undefined }}
            onCursor={(row) => setChosen(row?.name ?? null)}
            empty={<EmptyState icon={IconDeviceFloppy} text={t('backups.empty')} />}
            autoFocus
          />
        </div>
        <Card title={t('backups.preview')} fill>
          {backup ? <Preview key={backup.name} backup={backup} /> : <p className={css.intro}>{t('backups.choose')}</p>}
        </Card>
      </div>
    </>
  )
}

/** What would be replaced, and the button that does it; the state of now is kept, so nothing has to be confirmed. */
function Preview({ backup }: { readonly backup: BackupRow }) {
  const { t } = useTranslation('settings')
  const { dayTime, count } = useFormat()
  const preview = useRead('backups.preview', { name: backup.name }, { keepPrevious: false })
  const restoring = useJob('backups.restore')
  const isBusy = restoring.state === 'running'
  if (!preview.data) return null
  const { clientCount, dealCount, changeCount } = preview.data

  async function restore() {
    const restored = await restoring.start({ name: backup.name })
    if (!restored) return
    // The button that was pressed belongs to a look at a store that is gone.
    focusMain()
    notifyDone(t('backups.restored', { when: dayTime(backup.at) }), () => restoring.start({ name: restored.value.safetyBackup }))
  }

  return (
    <div className={css.preview}>
      <table className={css.compare}>
        <thead>
          <tr>
            <th scope="col">{dayTime(backup.at)}</th>
            <th scope="col">{t('backups.now')}</th>
            <th scope="col">{t('backups.then')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('backups.clients')}</th>
            <td>{count(clientCount)}</td>
            <td>{count(backup.clientCount)}</td>
          </tr>
          <tr>
            <th scope="row">{t('backups.deals')}</th>
            <td>{count(dealCount)}</td>
            <td>{count(backup.dealCount)}</td>
          </tr>
        </tbody>
      </table>
      <p>{changeCount === 0 ? t('backups.noChanges') : t('backups.changes', { count: changeCount })}</p>
      <p className="k-muted">{t('backups.safe')}</p>
      <Button variant="default" leftSection={<IconRestore size={15} stroke={1.8} />} disabled={isBusy} onClick={() => void restore()}>
        {t(isBusy ? 'backups.restoring' : 'backups.restore')}
      </Button>
    </div>
  )
}

import { Button, Group } from '@mantine/core'
import { IconClipboard, IconDatabaseOff, IconFolder, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import type { RefusedState } from '../../app/routes.tsx'
import { confirm } from '../../ui/ConfirmDialog.tsx'
import { copyText } from '../../ui/copyText.ts'
import { StartPage } from './StartPage.tsx'
import css from './start.module.css'

/** Refusals that a backup helps against; with the others the data is whole and only out of reach. */
const recoverable: ReadonlySet<RefusedState['reason']> = new Set(['damaged', 'migration_failed', 'unexpected'])

/** Why the store was not opened: what happened, what is safe, what to do, and the way back where there is one. */
export function RefusedScreen({ state }: { readonly state: RefusedState }) {
  const { t } = useTranslation('start')
  const { reason } = state
  const words = { ...state.details }
  const info = useRead('shell.info', {})
  const again = useCommand('shell.tryAgain')
  const folder = info.data?.dataDir

  async function copy() {
    await copyText(JSON.stringify({ ...state, ...info.data, at: new Date().toISOString() }, null, 2))
    notifyDone(t('refused.copied'))
  }

  return (
    <StartPage width={680}>
      <section className={css.card} role="alert">
        <Group gap="xs" mb={14} wrap="nowrap">
          <IconDatabaseOff size={22} stroke={1.6} aria-hidden />
          <h1 style={{ margin: 0 }}>{t(`refused.${reason}.title`, words)}</h1>
        </Group>
        <dl className={css.told}>
          <dt>{t('refused.whatHappened')}</dt>
          <dd>{t(`refused.${reason}.happened`, words)}</dd>
          <dt>{t('refused.whatIsSafe')}</dt>
          <dd>{t(`refused.${reason}.safe`, words)}</dd>
          <dt>{t('refused.whatToDo')}</dt>
          <dd>{t(`refused.${reason}.todo`, words)}</dd>
        </dl>
        {recoverable.has(reason) && <WaysBack state={state} />}
        <div className={css.foot}>
          <Button variant="default" leftSection={<IconRefresh size={15} stroke={1.6} />} disabled={again.isPending} onClick={() => again.mutate({})}>
            {t('refused.tryAgain')}
          </Button>
          <Button variant="default" leftSection={<IconClipboard size={15} stroke={1.6} />} onClick={() => void copy()}>
            {t('refused.copy')}
          </Button>
          {folder !== undefined && (
            <Button
              variant="default"
              leftSection={<IconFolder size={15} stroke={1.6} />}
              onClick={() => call('shell.showInFolder', { path: folder }).catch(showError)}
            >
              {t('refused.folder')}
            </Button>
          )}
        </div>
      </section>
    </StartPage>
  )
}

function WaysBack({ state: { backups, reason } }: { readonly state: RefusedState }) {
  const { t } = useTranslation('start')
  const { dayTime } = useFormat()
  const recover = useCommand('shell.recover')
  const afresh = useCommand('shell.startAfresh')
  const isBusy = recover.isPending || afresh.isPending
  const [newest, ...others] = backups

  function restore({ name, at }: RefusedState['backups'][number]) {
    recover.mutate({ backup: name }, { onSuccess: ({ value }) => value.state === 'ready' && notifyDone(t('refused.restored', { when: dayTime(at) })) })
  }

  async function startAfresh() {
    const isSure = await confirm({
      title: t('refused.afreshTitle'),
      body: t('refused.afreshBody'),
      confirmLabel: t('refused.afreshConfirm'),
      isDanger: true
    })
    if (isSure) afresh.mutate({})
  }

  if (!newest) {
    return (
      <div className={css.backup}>
        <span>{t('refused.noBackup')}</span>
        <div className={css.spring} />
        {reason === 'damaged' && (
          <Button variant="default" disabled={isBusy} onClick={() => void startAfresh()}>{t('refused.afresh')}</Button>
        )}
      </div>
    )
  }
  return (
    <>
      <div className={css.backup}>
        <div>
          <strong>{t('refused.newest')}: {dayTime(newest.at)}</strong>
          <span className="k-muted">{t('refused.clients', { count: newest.clientCount })}</span>
        </div>
        <div className={css.spring} />
        <Button autoFocus disabled={isBusy} onClick={() => restore(newest)}>
          {t(recover.isPending ? 'refused.restoring' : 'refused.restore')}
        </Button>
      </div>
      {others.length > 0 && (
        <>
          <h2 className={css.othersTitle}>{t('refused.others')}</h2>
          <ul className={css.others}>
            {others.map((backup) => (
              <li key={backup.name}>
                <span className="k-number">{dayTime(backup.at)}</span>
                <span className="k-muted">{t('refused.clients', { count: backup.clientCount })}</span>
                <div className={css.spring} />
                <Button size="compact-sm" variant="subtle" disabled={isBusy} onClick={() => restore(backup)}>
                  {t('refused.restoreOther')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

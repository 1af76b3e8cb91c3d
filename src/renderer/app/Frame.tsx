import { ActionIcon, Button, Menu, Progress, Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCheck,
  IconCloud,
  IconCloudOff,
  IconDatabase,
  IconDeviceFloppy,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconSearch,
  IconUser,
  IconX
} from '@tabler/icons-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { colorSchemes, type AppStatus, type ColorScheme } from '#shared/contract/app.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { runAction, useAction, useActionKeys } from './actions.ts'
import { cancelJob } from './api.ts'
import { useRead } from './data.ts'
import { useFormat } from './format.ts'
import { chooseLanguage, useChooseColors } from './habits.ts'
import { language, languageNames, languages, type Language } from './i18n.ts'
import { useJobs, type RunningJob } from './jobs.ts'
import { go, usePlace } from './navigation.ts'
import { useFirstFocus, useKeptFocus, usePaneKeys } from './panes.ts'
import { openPalette, Palette, type SearchProvider } from './Palette.tsx'
import { usePreference } from './preferences.ts'
import { screens } from './routes.tsx'
import { openSection, sections, type Section } from './sections.ts'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { undoLast } from './notify.ts'
import css from './Frame.module.css'

type FrameProps = {
  readonly status: AppStatus
  readonly searchProvider?: SearchProvider
  readonly children: ReactNode
}

/** What stands around every screen of the main window: rail, top bar, status bar, palette and keys. */
export function Frame({ status, searchProvider, children }: FrameProps) {
  const [isSheetOpen, setIsSheetOpen] = useState(false)
  useAction('palette', openPalette)
  useAction('shortcuts', () => setIsSheetOpen(true))
  useAction('undo', () => void undoLast())
  useAction('import', () => go('/import'), { enabled: screens.import !== null })
  useActionKeys()
  usePaneKeys()
  useFirstFocus()
  useKeptFocus()

  return (
    <div className={css.frame}>
      {sections.map((section) => (
        <SectionAction key={section.id} section={section} />
      ))}
      <Rail counters={status.counters} />
      <div className={css.rest}>
        <TopBar status={status} />
        {status.interruptedImportId !== null && <InterruptedImport importRunId={status.interruptedImportId} />}
        <main className={css.content}>{children}</main>
        <StatusBar status={status} />
      </div>
      <Palette searchProvider={searchProvider} />
      <ShortcutSheet opened={isSheetOpen} onClose={() => setIsSheetOpen(false)} />
    </div>
  )
}

function SectionAction({ section }: { readonly section: Section }) {
  useAction(section.id, () => openSection(section), { enabled: section.isThere })
  return null
}

type Waiting = { readonly count: number; readonly words: string; readonly isUrgent: boolean }

function Rail({ counters }: { readonly counters: AppStatus['counters'] }) {
  const { t } = useTranslation('app')
  const [isKeptNarrow, setIsNarrow] = usePreference<boolean>('rail.isNarrow')
  const isNarrow = isKeptNarrow === true
  const waiting: Partial<Record<Section['id'], Waiting>> = {
    'go.today': { count: counters.tasksDue, words: t('nav.tasksDue', { count: counters.tasksDue }), isUrgent: true },
    'go.calling': { count: counters.callsDue, words: t('nav.callsDue', { count: counters.callsDue }), isUrgent: false },
    'go.invoices': { count: counters.invoicesOverdue, words: t('nav.invoicesOverdue', { count: counters.invoicesOverdue }), isUrgent: true }
  }
  const shown = sections.filter((section) => section.isThere)
  const foot = shown.filter((section) => section.id === 'go.settings')
  const label = t(isNarrow ? 'nav.expand' : 'nav.collapse')
  const Fold = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <nav className={css.rail} data-narrow={isNarrow || undefined} aria-label={t('nav.label')}>
      <div className={css.brand}>
        <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden>
          <path d="M1 1.5h14L8 13z" fill="#4fa9b8" />
        </svg>
        {!isNarrow && <span>Klientela</span>}
      </div>
      {shown.filter((section) => !foot.includes(section)).map((section) => (
        <RailLink key={section.id} section={section} waiting={waiting[section.id]} isNarrow={isNarrow} />
      ))}
      <div className={css.spring} />
      {foot.map((section) => (
        <RailLink key={section.id} section={section} waiting={undefined} isNarrow={isNarrow} />
      ))}
      <UnstyledButton className={css.link} onClick={() => setIsNarrow(isNarrow ? null : true)} aria-label={label} title={label}>
        <Fold size={17} stroke={1.6} />
      </UnstyledButton>
    </nav>
  )
}

type RailLinkProps = { readonly section: Section; readonly waiting: Waiting | undefined; readonly isNarrow: boolean }

function RailLink({ section, waiting, isNarrow }: RailLinkProps) {
  const { t } = useTranslation('actions')
  const { count } = useFormat()
  const place = usePlace()
  const Picture = section.icon
  const name = t(section.id)
  const hasWaiting = waiting !== undefined && waiting.count > 0
  return (
    <Tooltip label={name} position="right" disabled={!isNarrow}>
      <a
        href={`#${section.path}`}
        className={css.link}
        aria-current={place === section.path || place.startsWith(`${section.path}/`) ? 'page' : undefined}
        onClick={(event) => {
          event.preventDefault()
          openSection(section)
        }}
      >
        <Picture size={17} stroke={1.6} aria-hidden />
        <span className={isNarrow ? 'k-spoken' : css.linkName}>{name}</span>
        {hasWaiting && (
          <span className={css.counter} data-urgent={waiting.isUrgent || undefined} title={waiting.words}>
            <span aria-hidden>{waiting.count > 999 ? '999+' : count(waiting.count)}</span>
            <span className="k-spoken">{waiting.words}</span>
          </span>
        )}
      </a>
    </Tooltip>
  )
}

function TopBar({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('app')
  return (
    <div className={css.top} data-pane>
      <UnstyledButton className={css.search} onClick={openPalette}>
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <span>{t('top.search')}</span>
        <Kbd keys="$mod+KeyK" />
      </UnstyledButton>
      <div className={css.spring} />
      <UserMenu status={status} />
    </div>
  )
}

function UserMenu({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation(['app', 'actions'])
  const chooseColors = useChooseColors()
  const settings = sections.find((section) => section.id === 'go.settings')

  return (
    <Menu position="bottom-end" width={210} checkIcon={<IconCheck size={14} stroke={2} />}>
      <Menu.Target>
        <UnstyledButton className={css.user} aria-label={`${status.userInitials}, ${status.userName}: ${t('top.user')}`}>
          <Avatar initials={status.userInitials} name={status.userName} size={26} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{status.userName}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('menu.language')}</Menu.Label>
        <Menu.RadioGroup value={language()} onChange={(one) => chooseLanguage(one as Language)}>
          {languages.map((one) => (
            <Menu.RadioItem key={one} value={one} lang={one} closeMenuOnClick>{languageNames[one]}</Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('menu.colors')}</Menu.Label>
        <Menu.RadioGroup value={status.colorScheme} onChange={(one) => chooseColors(one as ColorScheme)}>
          {colorSchemes.map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick>{t(`menu.${one}`)}</Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {settings?.isThere && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<settings.icon size={15} stroke={1.6} />} onClick={() => openSection(settings)}>
              {t('actions:go.settings')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** An import that was cut off waits until somebody continues it or takes it back (decisions.md 34). */
function InterruptedImport({ importRunId }: { readonly importRunId: string }) {
  const { t } = useTranslation('app')
  const place = usePlace()
  if (place === '/import' || screens.import === null) return null
  return (
    <div className={css.banner} role="status">
      <IconAlertTriangle size={15} stroke={1.8} aria-hidden />
      <span>{t('interrupted.text')}</span>
      <Button size="compact-sm" variant="default" onClick={() => go(`/import?resume=${encodeURIComponent(importRunId)}`)}>
        {t('interrupted.open')}
      </Button>
    </div>
  )
}

function StatusBar({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('app')
  const format = useFormat()
  const isOnline = useSyncExternalStore(followNetwork, () => navigator.onLine)
  const folder = useRead('shell.info', {}).data?.dataDir
  const Network = isOnline ? IconCloud : IconCloudOff
  return (
    <footer className={css.status} data-pane>
      <span className={css.fact}>
        <Network size={14} stroke={1.6} aria-hidden />
        {t(isOnline ? 'status.online' : 'status.offline')}
      </span>
      <span className={css.fact} title={folder && t('status.folder', { folder })}>
        <IconDatabase size={14} stroke={1.6} aria-hidden />
        {t('status.database', { size: format.size(status.databaseSize) })}
      </span>
      <span className={css.fact}>
        <IconDeviceFloppy size={14} stroke={1.6} aria-hidden />
        {status.lastBackupAt === null ? t('status.noBackup') : t('status.backup', { when: format.dayTime(status.lastBackupAt) })}
      </span>
      <span className={css.fact}>
        <IconUser size={14} stroke={1.6} aria-hidden />
        {status.userName}
      </span>
      {status.searchBehind > 0 && <span className={css.fact}>{t('status.searchBehind', { count: status.searchBehind })}</span>}
      <div className={css.spring} />
      <RunningJobs />
      <UnstyledButton className={css.help} onClick={() => runAction('shortcuts')}>
        {t('status.shortcuts')} <Kbd keys="F1" />
      </UnstyledButton>
    </footer>
  )
}

function RunningJobs() {
  const jobs = useJobs(({ all }) => all)
  return jobs.filter((job) => job.state === 'running').map((job) => <JobLine key={job.jobId} job={job} />)
}

function JobLine({ job }: { readonly job: RunningJob }) {
  const { t } = useTranslation('app')
  const format = useFormat()
  const { progress } = job
  const share = progress?.total ? progress.done / progress.total : null
  const label = t(`job.${jobWord(job.name)}`)
  return (
    <span className={css.fact}>
      {label}
      <Progress value={(share ?? 0) * 100} w={90} size={5} aria-label={label} animated={share === null} />
      {share !== null && <span className="k-number">{format.percent(share)}</span>}
      {progress?.leftMs !== undefined && <span>{t('status.left', { time: format.duration(progress.leftMs) })}</span>}
      {!job.name.startsWith('backups.') && (
        <ActionIcon size={18} onClick={() => cancelJob(job.jobId)} aria-label={`${t('status.cancelJob')}: ${label}`} title={t('status.cancelJob')}>
          <IconX size={13} stroke={1.8} />
        </ActionIcon>
      )}
    </span>
  )
}

function jobWord(name: string): 'import' | 'check' | 'undo' | 'backup' | 'restore' | 'export' | 'demo' | 'other' {
  if (name === 'demo.load') return 'demo'
  if (name === 'backups.restore') return 'restore'
  if (name === 'imports.check') return 'check'
  if (name.startsWith('imports.')) return name.includes('undo') ? 'undo' : 'import'
  if (name.startsWith('journal.')) return 'undo'
  if (name.startsWith('backups.')) return 'backup'
  return name.toLowerCase().includes('export') ? 'export' : 'other'
}

function followNetwork(onChange: () => void): () => void {
  addEventListener('online', onChange)
  addEventListener('offline', onChange)
  return () => {
    removeEventListener('online', onChange)
    removeEventListener('offline', onChange)
  }
}

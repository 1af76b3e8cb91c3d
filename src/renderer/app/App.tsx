import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/dropzone/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '../ui/fonts.css'
import '../ui/global.css'
import { MantineProvider, useMantineColorScheme } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import 'dayjs/locale/pl'
import 'dayjs/locale/ru'
import 'dayjs/locale/uk'
import { Suspense, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Router } from 'wouter'
import type { AppStatus } from '#shared/contract/app.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { cssVariables, theme } from '../ui/theme.ts'
import { useAction, useActionKeys } from './actions.ts'
import { useRead } from './data.ts'
import { ErrorBoundary, FaultDialog } from './errors.tsx'
import { findAnything } from './findAnything.tsx'
import { FirmProvider } from './format.ts'
import { Frame } from './Frame.tsx'
import { tellShellColors, tellShellLanguage } from './habits.ts'
import { setLanguage } from './i18n.ts'
import css from './Frame.module.css'
import { usePlace, useHashRoute } from './navigation.ts'
import { useFirstFocus, useKeptFocus, usePaneKeys } from './panes.ts'
import { Routes, screens } from './routes.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'

type ProvidersProps = {
  readonly client: QueryClient
  readonly nonce?: string
  /** 'test' leaves out Mantine's transitions. */
  readonly env?: 'default' | 'test'
  readonly children: ReactNode
}

/** Everything that screens need around them, the same in every window and in tests. */
export function Providers({ client, nonce, env, children }: ProvidersProps) {
  const { i18n } = useTranslation()
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ''}
      env={env ?? 'default'}
    >
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
        <QueryClientProvider client={client}>
          {/* oxlint-disable-next-line react/hooks -- wouter takes its location as a hook */}
          <Router hook={useHashRoute}>
            {children}
            <ConfirmDialog />
            <FaultDialog />
            <Notifications position="top-left" containerWidth={312} limit={3} />
          </Router>
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  )
}

/** One window: the address says whether it is the main one, the funnel or a page to print. */
export function App() {
  return (
    <ErrorBoundary>
      <Suspense>
        <Start />
      </Suspense>
    </ErrorBoundary>
  )
}

function Start() {
  const start = useRead('shell.startState', {})
  if (start.error) throw start.error
  if (!start.data) return <Opening />
  if (start.data.state === 'refused') return screens.refused && <screens.refused state={start.data} />
  return <Opened />
}

const sayOpeningAfterMs = 1000

/** Nothing in the usual moment; words where the store takes long: after an update, after a power cut, on a slow disk. */
function Opening() {
  const { t } = useTranslation('app')
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), sayOpeningAfterMs)
    return () => clearTimeout(timer)
  }, [])
  return isLong && <div role="status"><EmptyState text={t('opening')} /></div>
}

/** The welcome stays until it leads on by itself: the firm is there before the demo data are. */
function isWelcoming({ isSetUp }: AppStatus, place: string): boolean {
  return !isSetUp || place === '/welcome'
}

function Opened() {
  const place = usePlace()
  const status = useRead('app.status', {})
  if (status.error && !status.data) throw status.error
  if (!status.data) return null
  return <WithHabits status={status.data}>{isWelcoming(status.data, place) && screens.welcome ? <screens.welcome /> : <Window status={status.data} />}</WithHabits>
}

/** Language, colours and time zone as they are kept in the store. */
function WithHabits({ status, children }: { readonly status: AppStatus; readonly children: ReactNode }) {
  const { setColorScheme } = useMantineColorScheme()
  const { isSetUp } = status
  useEffect(() => {
    if (!isSetUp) return
    setLanguage(status.language)
    tellShellLanguage(status.language)
  }, [isSetUp, status.language])
  useEffect(() => {
    setColorScheme(status.colorScheme)
    tellShellColors(status.colorScheme)
  }, [status.colorScheme, setColorScheme])
  const firm = useMemo(() => ({ timeZone: status.timeZone }), [status.timeZone])
  return <FirmProvider value={firm}>{children}</FirmProvider>
}

/** The funnel alone, without rail and bars; its keys and their sheet work as everywhere. */
function Funnel() {
  const [isSheetOpen, setIsSheetOpen] = useState(false)
  useAction('shortcuts', () => setIsSheetOpen(true))
  useActionKeys()
  usePaneKeys()
  useFirstFocus()
  useKeptFocus()
  return (
    <ErrorBoundary>
      <main className={css.alone}>
        <Suspense>{screens.funnel && <screens.funnel />}</Suspense>
      </main>
      <ShortcutSheet opened={isSheetOpen} onClose={() => setIsSheetOpen(false)} />
    </ErrorBoundary>
  )
}

function Window({ status }: { readonly status: AppStatus }) {
  const place = usePlace()
  if (place.startsWith('/funnel')) return <Funnel />
  if (place.startsWith('/print/invoice/')) {
    const id = decodeURIComponent(place.slice('/print/invoice/'.length))
    return screens.invoicePrint && <screens.invoicePrint id={id} />
  }
  return (
    <Frame status={status} searchProvider={findAnything}>
      <Routes />
    </Frame>
  )
}

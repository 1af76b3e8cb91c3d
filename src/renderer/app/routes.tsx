import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch } from 'wouter'
import type { StartState } from '#shared/contract/shell.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { onEvent } from './api.ts'
import { ErrorBoundary } from './errors.tsx'
import { go, usePlace } from './navigation.ts'

export type RefusedState = Extract<StartState, { readonly state: 'refused' }>

type Screen<P> = (props: P) => ReactNode

const files = import.meta.glob<Record<string, Screen<never>>>('../features/*/{*Screen,InvoicePrint}.tsx')

type LoadedScreen<P> = Screen<P> & { readonly load: () => void }

/** A screen by its file under features; loaded when it is first shown, null while there is none. */
function screen<P extends object>(file: string): LoadedScreen<P> | null {
  const load = files[`../features/${file}.tsx`]
  if (!load) return null
  const Loaded = lazy(async () => {
    const component = (await load())[file.split('/')[1] ?? '']
    if (!component) throw new Error(`${file} exports no screen of its name`)
    return { default: component as Screen<object> }
  })
  // A file that cannot be loaded is told where the screen is shown.
  return Object.assign((props: P) => <Loaded {...props} />, { load: () => void load().catch(() => undefined) })
}

/** Every screen of the program; params of the path arrive as props. */
export const screens = {
  today: screen('today/TodayScreen'),
  clients: screen('clients/ClientsScreen'),
  client: screen<{ id: string }>('clients/ClientScreen'),
  duplicates: screen('duplicates/DuplicatesScreen'),
  import: screen('imports/ImportScreen'),
  calling: screen('calls/CallListsScreen'),
  queue: screen<{ listId: string }>('calls/QueueScreen'),
  deals: screen('deals/BoardScreen'),
  deal: screen<{ id: string }>('deals/DealScreen'),
  funnel: screen('funnel/FunnelScreen'),
  invoices: screen('invoices/InvoicesScreen'),
  invoice: screen<{ id: string }>('invoices/InvoiceScreen'),
  analysis: screen('analysis/AnalysisScreen'),
  invoicePrint: screen<{ id: string }>('invoices/InvoicePrint'),
  settings: screen<{ section?: string }>('settings/SettingsScreen'),
  welcome: screen('start/WelcomeScreen'),
  refused: screen<{ state: RefusedState }>('start/RefusedScreen')
}

const paths: readonly (readonly [string, LoadedScreen<never> | null])[] = [
  ['/today', screens.today],
  ['/clients', screens.clients],
  ['/clients/:id', screens.client],
  ['/duplicates', screens.duplicates],
  ['/import', screens.import],
  ['/calling', screens.calling],
  ['/calling/:listId', screens.queue],
  ['/deals', screens.deals],
  ['/deals/:id', screens.deal],
  ['/invoices', screens.invoices],
  ['/invoices/:id', screens.invoice],
  ['/analysis', screens.analysis],
  ['/settings/:section?', screens.settings]
]

/** Begins to load the screen that the address names while nothing is known of the store yet. */
export function loadAhead(place: string): void {
  if (place.startsWith('/funnel')) screens.funnel?.load()
  else if (place.startsWith('/print/')) screens.invoicePrint?.load()
  else if (place === '/') screens.today?.load()
  else paths.find(([path]) => patternOf(path).test(place))?.[1]?.load()
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\/:\w+\?$/, '(/.+)?').replace(/:\w+/, '[^/]+')}$`)
}

/** The screen of the main window that the address names. A fault stays on its screen. */
export function Routes() {
  const place = usePlace()
  useEffect(() => onEvent('place', (wanted) => go(wanted.place)), [])
  // Another record is another screen, with nothing left of the one before; sections of the settings are one screen.
  return (
    <ErrorBoundary key={place.startsWith('/settings') ? '/settings' : place}>
      <Suspense>
        <Switch>
          {paths.map(([path, screenThere]) => {
            if (!screenThere) return null
            const Shown = screenThere as unknown as Screen<object>
            return (
              <Route key={path} path={path}>
                {(params) => <Shown {...params} />}
              </Route>
            )
          })}
          <Route path="/">
            <Redirect to="/today" replace />
          </Route>
          <Route>
            <Missing />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}

function Missing() {
  const { t } = useTranslation('app')
  return (
    <Page>
      <EmptyState text={t('missing')} action={{ label: t('toToday'), onClick: () => go('/today') }} />
    </Page>
  )
}

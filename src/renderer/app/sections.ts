import {
  IconChartBar,
  IconFileInvoice,
  IconFilter,
  IconLayoutKanban,
  IconPhone,
  IconSettings,
  IconSun,
  IconUsers,
  type Icon
} from '@tabler/icons-react'
import type { ActionId } from '#shared/actions.ts'
import { call } from './api.ts'
import { showError } from './errors.tsx'
import { go, windowKind } from './navigation.ts'
import { screens } from './routes.tsx'

export type Section = {
  readonly id: Extract<ActionId, `go.${string}`>
  readonly path: string
  readonly icon: Icon
  readonly isThere: boolean
}

/** The rail from top to bottom; a section is shown once its screen is there. */
export const sections: readonly Section[] = [
  { id: 'go.today', path: '/today', icon: IconSun, isThere: screens.today !== null },
  { id: 'go.clients', path: '/clients', icon: IconUsers, isThere: screens.clients !== null },
  { id: 'go.calling', path: '/calling', icon: IconPhone, isThere: screens.calling !== null },
  { id: 'go.deals', path: '/deals', icon: IconLayoutKanban, isThere: screens.deals !== null },
  { id: 'go.funnel', path: '/funnel', icon: IconFilter, isThere: screens.funnel !== null },
  { id: 'go.invoices', path: '/invoices', icon: IconFileInvoice, isThere: screens.invoices !== null },
  { id: 'go.analysis', path: '/analysis', icon: IconChartBar, isThere: screens.analysis !== null },
  { id: 'go.settings', path: '/settings', icon: IconSettings, isThere: screens.settings !== null }
]

/** Goes to a section; the funnel has a window of its own, which a list opened from it may be shown in too. */
export function openSection(section: Section): void {
  if (section.id === 'go.funnel' && windowKind !== 'funnel') call('shell.openFunnel', {}).catch(showError)
  else go(section.path)
}

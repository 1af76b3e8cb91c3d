/** Menus that actions are grouped in, in this order. */
export type ActionGroup = 'file' | 'go' | 'help'

/** Something the user can do from anywhere: an entry of the native menu, of the palette and a key. */
export type Action = {
  readonly id: string
  /** Key of the words, with its namespace. */
  readonly labelKey: string
  readonly group: ActionGroup
  /** In Electron's notation, which the page reads too. */
  readonly accelerator?: string
}

export const actions = [
  { id: 'create', labelKey: 'actions:create', group: 'file', accelerator: 'CmdOrCtrl+N' },
  { id: 'import', labelKey: 'actions:import', group: 'file' },
  { id: 'palette', labelKey: 'actions:palette', group: 'file', accelerator: 'CmdOrCtrl+K' },
  { id: 'search', labelKey: 'actions:search', group: 'file', accelerator: 'CmdOrCtrl+/' },
  { id: 'undo', labelKey: 'actions:undo', group: 'file', accelerator: 'CmdOrCtrl+Z' },
  { id: 'go.today', labelKey: 'actions:go.today', group: 'go', accelerator: 'CmdOrCtrl+1' },
  { id: 'go.clients', labelKey: 'actions:go.clients', group: 'go', accelerator: 'CmdOrCtrl+2' },
  { id: 'go.calling', labelKey: 'actions:go.calling', group: 'go', accelerator: 'CmdOrCtrl+3' },
  { id: 'go.deals', labelKey: 'actions:go.deals', group: 'go', accelerator: 'CmdOrCtrl+4' },
  { id: 'go.funnel', labelKey: 'actions:go.funnel', group: 'go', accelerator: 'CmdOrCtrl+5' },
  { id: 'go.invoices', labelKey: 'actions:go.invoices', group: 'go', accelerator: 'CmdOrCtrl+6' },
  { id: 'go.analysis', labelKey: 'actions:go.analysis', group: 'go' },
  { id: 'go.settings', labelKey: 'actions:go.settings', group: 'go', accelerator: 'CmdOrCtrl+7' },
  { id: 'previous', labelKey: 'actions:previous', group: 'go', accelerator: 'CmdOrCtrl+Left' },
  { id: 'next', labelKey: 'actions:next', group: 'go', accelerator: 'CmdOrCtrl+Right' },
  { id: 'pane.next', labelKey: 'actions:pane.next', group: 'go', accelerator: 'F6' },
  { id: 'pane.previous', labelKey: 'actions:pane.previous', group: 'go', accelerator: 'Shift+F6' },
  { id: 'shortcuts', labelKey: 'actions:shortcuts', group: 'help', accelerator: 'F1' }
] as const satisfies readonly Action[]

export type ActionId = (typeof actions)[number]['id']

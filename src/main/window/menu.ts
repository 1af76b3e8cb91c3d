import { app, Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { Action } from '#shared/actions.ts'
import type { Words } from '#main/app/words.ts'

type Translate = (key: string) => string

export type MenuParts = {
  readonly actions: readonly Action[]
  readonly t: Translate
  readonly run: (actionId: string) => void
  readonly isMac: boolean
  readonly canInspect: boolean
}

/** Puts the native menu in the language of `words` in place. */
export function setMenu(actions: readonly Action[], words: Words, run: (actionId: string) => void): void {
  const template = menuTemplate({ actions, t: words.t, run, isMac: process.platform === 'darwin', canInspect: !app.isPackaged })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/**
 * The native menu: the program's own actions by group, between the usual Edit and View. Keys are shown here and handled
 * by the page, which knows whether somebody is typing.
 */
export function menuTemplate({ actions, t, run, isMac, canInspect }: MenuParts): MenuItemConstructorOptions[] {
  const groups = [...new Set(actions.map((action) => action.group))]
  const own = groups.map((group): MenuItemConstructorOptions => ({
    label: t(`shell:menu.${group}`),
    submenu: actions.filter((action) => action.group === group).map((action) => item(action, t, run))
  }))
  const [first, ...rest] = own
  const quit: MenuItemConstructorOptions[] = isMac ? [] : [{ type: 'separator' }, { role: 'quit', label: t('shell:menu.quit') }]
  const file: MenuItemConstructorOptions[] = first ? [{ ...first, submenu: [...asItems(first), ...quit] }] : []
  return [...(isMac ? [{ role: 'appMenu' as const }] : []), ...file, editMenu(t), ...rest, viewMenu(t, canInspect)]
}

function item(action: Action, t: Translate, run: (actionId: string) => void): MenuItemConstructorOptions {
  return {
    id: action.id,
    label: t(action.labelKey),
    ...(action.accelerator !== undefined && { accelerator: action.accelerator, registerAccelerator: false }),
    click: () => run(action.id)
  }
}

function asItems(menu: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return Array.isArray(menu.submenu) ? menu.submenu : []
}

function editMenu(t: Translate): MenuItemConstructorOptions {
  const roles = ['undo', 'redo', null, 'cut', 'copy', 'paste', 'delete', null, 'selectAll'] as const
  return {
    label: t('shell:menu.edit'),
    submenu: roles.map((role): MenuItemConstructorOptions =>
      role ? { role, label: t(`shell:menu.${role}`), registerAccelerator: false } : { type: 'separator' }
    )
  }
}

function viewMenu(t: Translate, canInspect: boolean): MenuItemConstructorOptions {
  const roles = ['resetZoom', 'zoomIn', 'zoomOut', null, 'togglefullscreen'] as const
  const usual = roles.map((role): MenuItemConstructorOptions => (role ? { role, label: t(`shell:menu.${role}`) } : { type: 'separator' }))
  const inspecting: MenuItemConstructorOptions[] = canInspect ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] : []
  return { label: t('shell:menu.view'), submenu: [...usual, ...inspecting] }
}

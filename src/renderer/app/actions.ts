import { useEffect, useMemo } from 'react'
import { tinykeys } from 'tinykeys'
import { create } from 'zustand'
import { actions, type Action, type ActionGroup, type ActionId } from '#shared/actions.ts'
import { useLatest } from '../ui/useLatest.ts'
import { isSomethingOpen, isTyping } from '../ui/whereKeysGo.ts'
import { onEvent } from './api.ts'

/** An action that belongs to the screen shown now: in the palette and the shortcut sheet while the screen is there. */
export type ScreenAction = {
  readonly id: string
  readonly label: string
  /** In tinykeys' notation over `event.code`: 'KeyW', 'Shift+ArrowRight'. */
  readonly keys?: string
  readonly run: () => void
}

type Handler = { readonly id: ActionId; readonly run: { readonly current: () => void }; readonly label?: string }

/** `shape` tells whether words or keys differ; what is run may change with every frame. */
type ScreenActions = { readonly shape: string; readonly list: { readonly current: readonly ScreenAction[] } }
type Registry = { readonly handlers: readonly Handler[]; readonly screen: readonly ScreenActions[] }

const useRegistry = create<Registry>(() => ({ handlers: [], screen: [] }))

/**
 * Says what an action of the one list does while this component is shown: 'create' (Ctrl+N), 'search' (Ctrl+/),
 * 'previous' and 'next' (Ctrl+←/→). The last one that said so counts; `label` names it better than "New".
 */
export function useAction(id: ActionId, run: () => void, options?: { readonly label?: string; readonly enabled?: boolean }): void {
  const latest = useLatest(run)
  const label = options?.label
  const isEnabled = options?.enabled ?? true
  useEffect(() => {
    if (!isEnabled) return
    const handler: Handler = { id, run: latest, ...(label !== undefined && { label }) }
    useRegistry.setState(({ handlers }) => ({ handlers: [...handlers, handler] }))
    return () => useRegistry.setState(({ handlers }) => ({ handlers: handlers.filter((one) => one !== handler) }))
  }, [id, label, isEnabled, latest])
}

/** Adds actions of this screen to the palette, the shortcut sheet and the keyboard. */
export function useActions(list: readonly ScreenAction[]): void {
  const latest = useLatest(list)
  const shape = list.map((action) => `${action.id} ${action.label} ${action.keys ?? ''}`).join('\n')
  useEffect(() => {
    const own: ScreenActions = { shape, list: latest }
    useRegistry.setState(({ screen }) => ({ screen: [...screen, own] }))
    return () => useRegistry.setState(({ screen }) => ({ screen: screen.filter((one) => one !== own) }))
  }, [shape, latest])
}

/** What can be done now, in the order of the one list, then what the screen adds. */
export type AvailableAction = {
  readonly id: string
  readonly group: ActionGroup | 'here'
  readonly label: string | null
  readonly labelKey: string | null
  readonly keys: string | null
  readonly run: () => void
}

export function useAvailableActions(): readonly AvailableAction[] {
  const { handlers, screen } = useRegistry()
  return useMemo(() => {
    const global = actions.flatMap((action: Action): AvailableAction[] => {
      const handler = handlers.findLast((one) => one.id === action.id)
      if (!handler) return []
      const keys = action.accelerator === undefined ? null : keysOf(action.accelerator)
      return [{ id: action.id, group: action.group, label: handler.label ?? null, labelKey: action.labelKey, keys, run: () => handler.run.current() }]
    })
    const own = screen.flatMap(({ list }) => list.current.map((action): AvailableAction => ({
      id: action.id,
      group: 'here',
      label: action.label,
      labelKey: null,
      keys: action.keys ?? null,
      run: () => list.current.find((one) => one.id === action.id)?.run()
    })))
    return [...global, ...own]
  }, [handlers, screen])
}

/** Runs an action of the one list if it can be done now. */
export function runAction(id: string): void {
  useRegistry.getState().handlers.findLast((handler) => handler.id === id)?.run.current()
}

/** Keys that mean nothing inside a text field, so they work there too. */
const whileTyping: ReadonlySet<string> = new Set(['palette', 'search', 'create', 'shortcuts', 'pane.next', 'pane.previous', ...actions.map(({ id }) => id).filter((id) => id.startsWith('go.'))])

/** Binds the keys of everything that can be done now, and the entries of the native menu. */
export function useActionKeys(): void {
  const available = useAvailableActions()
  useEffect(() => {
    const press = (action: AvailableAction) => (event: KeyboardEvent) => {
      if (event.defaultPrevented || isSomethingOpen() || (isTyping(event.target) && !whileTyping.has(action.id))) return
      event.preventDefault()
      if (!event.repeat || action.id === 'previous' || action.id === 'next') action.run()
    }
    const bindings = available.flatMap((action) => (action.keys === null ? [] : [[action.keys, press(action)] as const]))
    const help = available.find((action) => action.id === 'shortcuts')
    if (help) bindings.push(['[Shift]+?', (event) => !isTyping(event.target) && press(help)(event)])
    return tinykeys(window, Object.fromEntries(bindings), { ignore: () => false })
  }, [available])
  useEffect(() => onEvent('action', ({ id }) => !isSomethingOpen() && runAction(id)), [])
}

/** Electron's 'CmdOrCtrl+N' as the page reads it: '$mod+KeyN', by the key's place, so that any layout works. */
export function keysOf(accelerator: string): string {
  return accelerator
    .split('+')
    .map((part) => {
      if (part === 'CmdOrCtrl') return '$mod'
      if (/^[A-Z]$/.test(part)) return `Key${part}`
      if (/^\d$/.test(part)) return `Digit${part}`
      return codes[part] ?? part
    })
    .join('+')
}

const codes: Readonly<Record<string, string>> = { '/': 'Slash', Left: 'ArrowLeft', Right: 'ArrowRight', Up: 'ArrowUp', Down: 'ArrowDown' }

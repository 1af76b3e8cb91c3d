import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { ColorScheme } from '#shared/contract/app.ts'
import type { AppEvents, WindowKind } from '#shared/contract/bridge.ts'
import type { Log } from '#main/app/log.ts'
import type { Words } from '#main/app/words.ts'
import { writeFileAtomically } from '#main/app/atomicFile.ts'
import type { Sender } from './ipc.ts'
import { fitPlace } from './places.ts'
import type { WindowMemory } from './places.ts'
import { isOwnDocument, webPreferences, windowUrl } from './policy.ts'

export type WindowParts = {
  /** The document that all windows show: `app://` or the dev server's. */
  readonly base: string
  readonly preload: string
  readonly icon: string | undefined
  readonly memory: WindowMemory
  /** Where the memory is kept; undefined when nothing can be written. */
  readonly memoryFile: string | undefined
  readonly words: Words
  readonly log: Log
}

export type Windows = {
  /** Brings the window of that kind to the front, opening it when needed. */
  readonly open: (kind: 'main' | 'funnel') => BrowserWindow
  /** A hidden window that shows one invoice as it is printed; the caller destroys it. */
  readonly openForPrint: (invoiceId: string) => BrowserWindow
  readonly senderOf: (event: IpcMainEvent | IpcMainInvokeEvent) => Sender | undefined
  readonly windowOf: (sender: Sender) => BrowserWindow | undefined
  readonly tell: <E extends keyof AppEvents>(event: E, payload: AppEvents[E]) => void
  /** To the window in front, for entries of the menu. */
  readonly tellFocused: <E extends keyof AppEvents>(event: E, payload: AppEvents[E]) => void
  /** Tells something once, in a box that stops nothing. */
  readonly notify: (messageKey: string, detail?: string) => void
  readonly remember: (change: Partial<WindowMemory>) => Promise<void>
  readonly retitle: () => void
  /** Windows have the colours chosen in the app before their page is painted. */
  readonly setColors: (colorScheme: ColorScheme) => Promise<void>
}

/** Crashes of a page within a minute after which it is not loaded again. */
const maxCrashes = 3
const crashWindowMs = 60_000
const showAnywayMs = 5000
/** The page's own colours (ui.md). */
const pageColors = { light: '#f4f6f8', dark: '#12171c' }

export function makeWindows({ base, preload, icon, memory, memoryFile, words, log }: WindowParts): Windows {
  const kinds = new Map<number, WindowKind>()
  const remembered: { current: WindowMemory } = { current: memory }
  let writing: Promise<void> = Promise.resolve()
  nativeTheme.themeSource = themeOf(memory.colorScheme ?? 'auto')

  function createWindow(kind: WindowKind, invoiceId?: string): BrowserWindow {
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea)
    const { isMaximized, ...place } = fitPlace(kind === 'print' ? undefined : remembered.current[kind], areas)
    const window = new BrowserWindow({
      ...place,
      minWidth: Math.min(960, place.width),
      minHeight: Math.min(600, place.height),
      show: false,
      title: words.t(`title.${kind}`),
      backgroundColor: kind === 'print' ? pageColors.light : backgroundColor(),
      autoHideMenuBar: true,
      ...(icon !== undefined && { icon }),
      webPreferences: { ...webPreferences(preload, !app.isPackaged), backgroundThrottling: kind !== 'print' }
    })
    kinds.set(window.id, kind)
    window.on('closed', () => kinds.delete(window.id))
    if (kind !== 'print') {
      window.on('page-title-updated', (event) => event.preventDefault())
      showWhenPainted(window, isMaximized)
      rememberPlace(window, kind)
      surviveCrashes(window)
    }
    const load = (): void => {
      window.loadURL(windowUrl(kind, base, invoiceId)).catch((error: unknown) => log.error(`window ${kind} did not load`, error))
    }
    // about:blank is entered without asking will-navigate; calls from there are refused, and the program comes back.
    window.webContents.on('did-navigate', (_event, url) => {
      if (!isOwnDocument(url, base)) load()
    })
    load()
    return window
  }

  function showWhenPainted(window: BrowserWindow, isMaximized: boolean): void {
    const show = (): void => {
      if (window.isDestroyed() || window.isVisible()) return
      if (isMaximized) window.maximize()
      window.show()
    }
    window.once('ready-to-show', show)
    setTimeout(show, showAnywayMs).unref()
  }

  function rememberPlace(window: BrowserWindow, kind: 'main' | 'funnel'): void {
    window.on('close', () => {
      void remember({ [kind]: { ...window.getNormalBounds(), isMaximized: window.isMaximized() } })
    })
  }

  function surviveCrashes(window: BrowserWindow): void {
    const crashes: number[] = []
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || window.isDestroyed()) return
      log.error(`page ended: ${reason} (${exitCode})`)
      const now = performance.now()
      crashes.push(now)
      const isRepeated = crashes.filter((at) => now - at < crashWindowMs).length > maxCrashes
      if (!isRepeated) window.webContents.reload()
      notify(isRepeated ? 'notice.pageFails' : 'notice.pageRestarted')
    })
    window.on('unresponsive', () => log.warn('a page does not answer'))
    window.on('responsive', () => log.info('the page answers again'))
  }

  function open(kind: 'main' | 'funnel'): BrowserWindow {
    const window = ofKind(kind)
    if (!window) return createWindow(kind)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return window
  }

  function ofKind(kind: WindowKind): BrowserWindow | undefined {
    return BrowserWindow.getAllWindows().find((window) => kinds.get(window.id) === kind)
  }

  function ours(): BrowserWindow[] {
    return BrowserWindow.getAllWindows().filter((window) => kinds.has(window.id) && !window.isDestroyed())
  }

  function senderOf(event: IpcMainEvent | IpcMainInvokeEvent): Sender | undefined {
    const frame = event.senderFrame
    const window = BrowserWindow.fromWebContents(event.sender)
    const kind = window ? kinds.get(window.id) : undefined
    if (!frame || !window || !kind || frame !== window.webContents.mainFrame || !isOwnDocument(frame.url, base)) return undefined
    return { windowId: window.id, kind }
  }

  function notify(messageKey: string, detail?: string): void {
    const options = {
      type: 'warning' as const,
      title: words.t('title.main'),
      message: words.t(messageKey),
      ...(detail !== undefined && { detail }),
      buttons: [words.t('button.ok')],
      noLink: true
    }
    const parent = ofKind('main')
    const shown = parent?.isVisible() ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options)
    shown.catch((error: unknown) => log.error('a notice could not be shown', error))
  }

  function remember(change: Partial<WindowMemory>): Promise<void> {
    remembered.current = { ...remembered.current, ...change }
    const content = JSON.stringify(remembered.current)
    writing = writing
      .then(() => (memoryFile === undefined ? undefined : writeFileAtomically(memoryFile, content)))
      .catch((error: unknown) => log.warn('places of windows could not be remembered', error))
    return writing
  }

  async function setColors(colorScheme: ColorScheme): Promise<void> {
    if (colorScheme === (remembered.current.colorScheme ?? 'auto')) return
    nativeTheme.themeSource = themeOf(colorScheme)
    for (const window of ours()) if (kinds.get(window.id) !== 'print') window.setBackgroundColor(backgroundColor())
    await remember({ colorScheme })
  }

  return {
    open,
    openForPrint: (invoiceId) => createWindow('print', invoiceId),
    senderOf,
    windowOf: ({ windowId }) => BrowserWindow.fromId(windowId) ?? undefined,
    tell: (event, payload) => ours().forEach((window) => send(window.webContents, event, payload)),
    tellFocused: (event, payload) => {
      const window = BrowserWindow.getFocusedWindow() ?? ofKind('main')
      if (window && kinds.has(window.id)) send(window.webContents, event, payload)
    },
    notify,
    remember,
    setColors,
    retitle: () => ours().forEach((window) => window.setTitle(words.t(`title.${kinds.get(window.id) ?? 'main'}`)))
  }
}

function themeOf(colorScheme: ColorScheme): 'system' | 'light' | 'dark' {
  return colorScheme === 'auto' ? 'system' : colorScheme
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? pageColors.dark : pageColors.light
}

function send<E extends keyof AppEvents>(contents: WebContents, event: E, payload: AppEvents[E]): void {
  if (!contents.isDestroyed() && !contents.isCrashed()) contents.send(`event:${event}`, payload)
}

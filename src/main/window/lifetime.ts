import { app } from 'electron'
import type { Log } from '#main/app/log.ts'
import type { StoreClient } from '#main/app/storeClient.ts'
import type { Windows } from './window.ts'

/** How long quitting may wait for the store to finish its transaction and checkpoint, ms. */
const closeLimitMs = 10_000

/** The program ends only after the store let go of its files and the places of windows are written. */
export function closeStoreBeforeQuit(store: StoreClient, windows: Windows): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void Promise.allSettled([store.close(closeLimitMs), windows.remember({})]).then(() => {
      state = 'closed'
      app.quit()
    })
  })
}

/** A fault that nothing caught is written down each time and shown once; the program runs on, since data is elsewhere. */
export function surviveFaults(windows: Windows, log: Log): void {
  let isShown = false
  const survive = (kind: string, error: unknown): void => {
    log.error(kind, error)
    if (isShown || !app.isReady()) return
    isShown = true
    windows.notify('notice.fault', log.file)
  }
  process.on('uncaughtException', (error) => survive('uncaught exception', error))
  process.on('unhandledRejection', (error) => survive('unhandled rejection', error))
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain, protocol, session } from 'electron'
import { actions } from '#shared/actions.ts'
import { findResources, readArguments, runtimeFolder } from './app/launch.ts'
import { openLog, type Log } from './app/log.ts'
import { systemDay, watchMidnight } from './app/midnight.ts'
import { startStore, type StoreClient } from './app/storeClient.ts'
import { closestLanguage, loadWords, shellWords } from './app/words.ts'
import { createGrants } from './window/grants.ts'
import { routeCalls } from './window/ipc.ts'
import { closeStoreBeforeQuit, surviveFaults } from './window/lifetime.ts'
import { setMenu } from './window/menu.ts'
import { readWindowMemory } from './window/places.ts'
import { appDocument } from './window/policy.ts'
import { confineContents, registerAppScheme, secureSession } from './window/session.ts'
import { shellHandlers } from './window/shell.ts'
import { makeWindows, type Windows } from './window/window.ts'

const launch = readArguments(process.argv.slice(1), process.cwd())
const dataDir = launch.dataDir ?? join(app.getPath('appData'), 'Klientela')
const runtime = runtimeFolder(dataDir)
app.setPath('userData', runtime.folder)
app.enableSandbox()
registerAppScheme(protocol)
if (app.requestSingleInstanceLock()) run()
else app.quit()

/** The store opens while the browser part gets ready, which takes as long. */
function run(): void {
  const resourcesDir = findResources([join(process.resourcesPath, 'resources'), join(__dirname, '../../resources')])
  const log = openLog(runtime.isWritable ? dataDir : runtime.folder)
  log.info(`Klientela ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`)
  let windows: Windows | undefined
  const store = startStore({
    threadPath: join(__dirname, 'storeThread.cjs'),
    data: { dataDir, resourcesDir, sheetThreadPath: join(__dirname, 'sheetThread.cjs'), copyThreadPath: join(__dirname, 'copyThread.cjs') },
    onEvent: ({ event, payload }) => windows?.tell(event, payload),
    onLog: (level, message) => log[level](message),
    onDied: (restarted) => {
      windows?.notify(restarted ? 'notice.storeRestarted' : 'notice.storeStopped')
      windows?.tell('changed', { tables: [] })
    }
  })
  void app.whenReady().then(() => {
    windows = openWindows(store, log, resourcesDir)
  })
}

function openWindows(store: StoreClient, log: Log, resourcesDir: string): Windows {
  const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  const base = devUrl ?? appDocument
  const icon = join(resourcesDir, 'icon.png')
  const memoryFile = join(dataDir, 'window.json')
  const memory = readWindowMemory(memoryFile)
  const words = loadWords(resourcesDir, memory.language ?? closestLanguage(app.getLocale()), shellWords)
  const windows = makeWindows({
    base,
    preload: join(__dirname, '../preload/preload.cjs'),
    icon: existsSync(icon) ? icon : undefined,
    memory,
    memoryFile: runtime.isWritable ? memoryFile : undefined,
    words,
    log
  })
  surviveFaults(windows, log)
  const grants = createGrants(dataDir)
  const rebuildMenu = (): void => setMenu(actions, words, (id) => windows.tellFocused('action', { id }))
  for (const file of launch.files) grants.grant(file, 'read')
  confineContents(app, base, log)
  secureSession(session.defaultSession, join(__dirname, '../renderer'), devUrl && new URL(devUrl).origin, log)
  const shell = shellHandlers({ windows, store, grants, words, log, dataDir, resourcesDir, rebuildMenu })
  routeCalls({ ipcMain, identify: windows.senderOf, shell, store, grants, log })
  closeStoreBeforeQuit(store, windows)
  windows.open('main').once('closed', () => app.quit())
  app.on('second-instance', () => windows.open('main'))
  watchMidnight(() => windows.tell('changed', { tables: [] }), systemDay)
  rebuildMenu()
  return windows
}

import { existsSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { BrowserWindow, FileFilter } from 'electron'
import { app, dialog, shell } from 'electron'
import type { cardOperations } from '#shared/contract/card.ts'
import type { InputOf, OutputOf, ParsedOf } from '#shared/contract/define.ts'
import { shellOperations } from '#shared/contract/shell.ts'
import type { StartState } from '#shared/contract/shell.ts'
import { AppError, invalid, ioFailed, ruleBroken } from '#shared/result.ts'
import { writeFileAtomically } from '#main/app/atomicFile.ts'
import type { Log } from '#main/app/log.ts'
import type { StoreClient } from '#main/app/storeClient.ts'
import type { StoreControls } from '#main/app/storeProtocol.ts'
import type { Words } from '#main/app/words.ts'
import type { PathGrants } from './grants.ts'
import type { Sender, ShellHandlers } from './ipc.ts'
import { externalLink, isOpenable } from './policy.ts'
import { printToPdf } from './print.ts'
import type { Windows } from './window.ts'

type Operations = typeof shellOperations
type Handlers = {
  readonly [N in keyof Operations]: (
    input: ParsedOf<Operations[N]>,
    sender: Sender
  ) => OutputOf<Operations[N]> | Promise<OutputOf<Operations[N]>>
}

export type ShellParts = {
  readonly windows: Windows
  readonly store: StoreClient
  readonly grants: PathGrants
  readonly words: Words
  readonly log: Log
  readonly dataDir: string
  readonly resourcesDir: string
  readonly rebuildMenu: () => void
}

const pngHead = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The operations that need Electron: dialogs, windows, links, files that a page makes. */
export function shellHandlers(parts: ShellParts): ShellHandlers {
  const { windows, store, grants, words, log, dataDir, resourcesDir, rebuildMenu } = parts
  const handlers: Handlers = {
    'shell.info': (_input, { kind }) => ({
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      platform: process.platform,
      dataDir,
      logFile: log.file,
      windowKind: kind,
      isPackaged: app.isPackaged
    }),
    'shell.startState': () => store.startState(),
    'shell.recover': ({ backup }) => again('restore', backup),
    'shell.tryAgain': () => again('tryAgain', null),
    'shell.startAfresh': () => again('startAfresh', null),
    'shell.chooseOpenPath': async ({ title, filters }, sender) => {
      const options = { title, filters: filters as FileFilter[], properties: ['openFile' as const] }
      const { canceled, filePaths } = await withParent(sender, (window) =>
        window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options)
      )
      const path = filePaths[0]
      return canceled || path === undefined ? null : chosen(path, 'read')
    },
    'shell.chooseOpenPaths': async ({ title, filters }, sender) => {
      const options = { title, filters: filters as FileFilter[], properties: ['openFile' as const, 'multiSelections' as const] }
      const { canceled, filePaths } = await withParent(sender, (window) =>
        window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options)
      )
      return canceled ? [] : filePaths.map((path) => chosen(path, 'read'))
    },
    'shell.acceptDroppedPath': ({ droppedPath }) => {
      if (!grants.has(droppedPath, 'read')) throw ruleBroken('file.not_chosen')
      return droppedPath
    },
    'shell.chooseSavePath': async ({ title, defaultName, filters }, sender) => {
      const options = { title, filters: filters as FileFilter[], defaultPath: join(app.getPath('documents'), plainName(defaultName)) }
      const { canceled, filePath } = await withParent(sender, (window) =>
        window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options)
      )
      return canceled || !filePath ? null : chosen(withExtension(filePath, filters[0]?.extensions[0]), 'write')
    },
    'shell.samplePath': () => {
      const path = join(resourcesDir, 'samples', 'firmy.xlsx')
      if (!existsSync(path)) throw ioFailed('file.not_found', { name: basename(path) })
      grants.grant(path, 'read')
      return path
    },
    'shell.showInFolder': ({ path }) => {
      if (!existsSync(path)) throw ioFailed('file.not_found', { name: basename(path) })
      shell.showItemInFolder(path)
      return null
    },
    'shell.openExternal': async ({ url }) => {
      const link = externalLink(url)
      if (link === null) throw ruleBroken('link.not_allowed')
      await shell.openExternal(link)
      return null
    },
    'shell.openAttachment': async ({ id }) => {
      const result = await store.call('attachments.prepare', { id })
      if (!result.ok) throw new AppError(result.error)
      const { path, fileName } = result.value as OutputOf<typeof cardOperations['attachments.prepare']>
      if (!isOpenable(fileName) || basename(path) !== fileName || !grants.isInDataDir(path)) throw ruleBroken('attachment.not_openable', { name: fileName })
      const problem = await shell.openPath(path)
      if (problem !== '') throw ioFailed('attachment.no_program', { name: fileName }, new Error(problem))
      return null
    },
    'shell.openFunnel': () => {
      windows.open('funnel')
      return null
    },
    'shell.showInMain': ({ place }) => {
      windows.open('main')
      windows.tell('place', { place })
      return null
    },
    'shell.printInvoice': async ({ invoiceId, path }) => {
      mayWrite(path)
      const pdf = await printToPdf(windows.openForPrint(invoiceId), (lng, page, pages) => words.t('invoices:print.page', { lng, page, pages }))
      await write(path, pdf)
      return null
    },
    'shell.saveImage': async ({ path, pngBase64 }) => {
      mayWrite(path)
      const picture = Buffer.from(pngBase64, 'base64')
      if (!picture.subarray(0, pngHead.length).equals(pngHead)) throw invalid('picture.broken')
      await write(path, picture)
      return null
    },
    'shell.setLanguage': async ({ language }) => {
      if (language === words.language()) return null
      words.setLanguage(language)
      rebuildMenu()
      windows.retitle()
      await windows.remember({ language })
      return null
    },
    'shell.setColors': async ({ colorScheme }) => {
      await windows.setColors(colorScheme)
      return null
    }
  }

  async function again<A extends 'restore' | 'tryAgain' | 'startAfresh'>(action: A, value: StoreControls[A]): Promise<StartState> {
    const result = await store.control(action, value)
    if (!result.ok) throw new AppError(result.error)
    windows.tell('changed', { tables: [] })
    return isStartState(result.value) ? result.value : store.startState()
  }

  function withParent<T>(sender: Sender, show: (window: BrowserWindow | undefined) => Promise<T>): Promise<T> {
    return show(windows.windowOf(sender))
  }

  function chosen(path: string, purpose: 'read' | 'write'): string {
    if (grants.isStoreFile(path)) throw ruleBroken('file.in_data_folder')
    grants.grant(path, purpose)
    return path
  }

  function mayWrite(path: string): void {
    if (!grants.has(path, 'write')) throw ruleBroken('file.not_chosen')
  }

  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [name, checked(name as keyof Operations, handler as AnyHandler)])
  )
}

type AnyHandler = (input: unknown, sender: Sender) => unknown

function checked<N extends keyof Operations>(name: N, handler: AnyHandler): AnyHandler {
  return (input, sender) => {
    const parsed = shellOperations[name].input.safeParse(input as InputOf<Operations[N]>)
    if (!parsed.success) throw invalid('input')
    return handler(parsed.data, sender)
  }
}

async function write(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFileAtomically(path, content)
  } catch (error) {
    throw ioFailed('file.not_written', { name: basename(path) }, error)
  }
}

function isStartState(value: unknown): value is StartState {
  return typeof value === 'object' && value !== null && 'state' in value
}

/** A name without folders or characters that some system refuses. */
function plainName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  return name.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-').replace(/^[.\s]+/, '') || 'Klientela'
}

/** Some systems' dialogs leave the extension to the user; it is added unless that would hit a file nobody was asked about. */
function withExtension(path: string, extension: string | undefined): string {
  if (extension === undefined || extension === '*' || extname(path) !== '') return path
  const named = `${path}.${extension}`
  return existsSync(named) ? path : named
}

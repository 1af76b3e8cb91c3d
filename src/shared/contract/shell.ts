import { z } from 'zod'
import { command, query, returns } from './define.ts'

const fileFilter = z.strictObject({ name: z.string().max(100), extensions: z.array(z.string().max(10)).max(10) })

/** Facts about the running program, for the status bar and "About". */
export type ShellInfo = {
  readonly version: string
  readonly electron: string
  readonly platform: string
  readonly dataDir: string
  readonly logFile: string
  readonly windowKind: 'main' | 'funnel' | 'print'
  readonly isPackaged: boolean
}

/** What the start found: `ready`, or why the store cannot be opened and what is offered (decisions.md 3, reliability.md 2.4). */
export type StartState =
  | { readonly state: 'ready' }
  | {
      readonly state: 'refused'
      readonly reason: 'newer_version' | 'damaged' | 'network_folder' | 'read_only' | 'locked' | 'migration_failed' | 'disk_full' | 'disk_failed' | 'unexpected'
      readonly message: string
      readonly details: Readonly<Record<string, string | number>>
      /** Verified backups, newest first, that can be restored instead. */
      readonly backups: readonly { readonly name: string; readonly at: number; readonly clientCount: number }[]
    }

/**
 * Operations of the shell: windows, dialogs, files the user picks, links. They run in the main process, not on the
 * store thread. A `path` that another operation takes must have been chosen here before, or it is refused.
 */
export const shellOperations = {
  'shell.info': query(z.strictObject({}), returns<ShellInfo>(), []),
  'shell.startState': query(z.strictObject({}), returns<StartState>(), []),
  /** Puts a verified backup in place of a store that cannot be opened and starts again. */
  'shell.recover': command(z.strictObject({ backup: z.string().min(1).max(200) }), returns<StartState>(), []),
  /** Looks again after the user has put right what was in the way. */
  'shell.tryAgain': command(z.strictObject({}), returns<StartState>(), []),
  /** Keeps a store that cannot be opened under another name and starts with an empty one; for when there is no backup. */
  'shell.startAfresh': command(z.strictObject({}), returns<StartState>(), []),
  'shell.chooseOpenPath': command(
    z.strictObject({ title: z.string().max(200), filters: z.array(fileFilter).max(10) }),
    returns<string | null>(),
    []
  ),
  /** As `chooseOpenPath`, for several files at once; none when the user changed their mind. */
  'shell.chooseOpenPaths': command(
    z.strictObject({ title: z.string().max(200), filters: z.array(fileFilter).max(10) }),
    returns<readonly string[]>(),
    []
  ),
  /** A file dropped on the window counts as chosen. */
  'shell.acceptDroppedPath': command(z.strictObject({ droppedPath: z.string().min(1).max(4096) }), returns<string>(), []),
  'shell.chooseSavePath': command(
    z.strictObject({ title: z.string().max(200), defaultName: z.string().max(200), filters: z.array(fileFilter).max(10) }),
    returns<string | null>(),
    []
  ),
  /** The sample workbook that ships with the program, so that import can be tried at once. */
  'shell.samplePath': command(z.strictObject({}), returns<string>(), []),
  'shell.showInFolder': command(z.strictObject({ path: z.string().min(1).max(4096) }), returns<null>(), []),
  'shell.openExternal': command(z.strictObject({ url: z.string().min(1).max(2048) }), returns<null>(), []),
  /** Opens a checked copy of a client's file in the program that the system has for it. */
  'shell.openAttachment': command(z.strictObject({ id: z.string().min(1).max(64) }), returns<null>(), []),
  'shell.openFunnel': command(z.strictObject({}), returns<null>(), []),
  /** Brings the main window to the front and shows a screen there, such as `/deals/42`. */
  'shell.showInMain': command(z.strictObject({ place: z.string().max(100).regex(/^\/[a-z]+(\/[\w-]+)?$/) }), returns<null>(), []),
  /** Writes the invoice as PDF to a path chosen before. */
  'shell.printInvoice': command(
    z.strictObject({ invoiceId: z.string().min(1).max(64), path: z.string().min(1).max(4096) }),
    returns<null>(),
    []
  ),
  'shell.saveImage': command(
    z.strictObject({ path: z.string().min(1).max(4096), pngBase64: z.string().max(20_000_000) }),
    returns<null>(),
    []
  ),
  'shell.setLanguage': command(z.strictObject({ language: z.enum(['en', 'pl', 'uk', 'ru']) }), returns<null>(), []),
  /** The colours that windows have before their page is painted, and those of the system's own dialogs and menus. */
  'shell.setColors': command(z.strictObject({ colorScheme: z.enum(['light', 'dark', 'auto']) }), returns<null>(), [])
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node.js'

/** Where the program writes what a support person needs; never what the user typed. */
export type Log = {
  readonly file: string
  readonly info: (message: string) => void
  readonly warn: (message: string, error?: unknown) => void
  readonly error: (message: string, error?: unknown) => void
}

const maxBytes = 2 * 1024 * 1024

/**
 * The log in `<folder>/logs/klientela.log`; at 2 MB it is kept as `klientela.old.log` and begun anew. Where the folder
 * cannot be written, lines go to the standard error stream and the program runs on.
 */
export function openLog(folder: string): Log {
  const logs = join(folder, 'logs')
  const file = join(logs, 'klientela.log')
  const logger = electronLog.create({ logId: file })
  logger.transports.console.level = 'warn'
  logger.transports.file.maxSize = maxBytes
  logger.transports.file.resolvePathFn = () => file
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  try {
    mkdirSync(logs, { recursive: true })
  } catch (error) {
    logger.transports.file.level = false
    logger.warn('no log file', text(error))
  }
  return {
    file,
    info: (message) => logger.info(message),
    warn: (message, error) => logger.warn(message, ...(error === undefined ? [] : [text(error)])),
    error: (message, error) => logger.error(message, ...(error === undefined ? [] : [text(error)]))
  }
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

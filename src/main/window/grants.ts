import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'

export type Purpose = 'read' | 'write'

/**
 * Which files the user chose in this session: with a dialog, by dropping them on a window or as an argument of the
 * start. A page can name a path, but only a chosen one is let through (reliability.md 1.4).
 */
export type PathGrants = {
  readonly grant: (path: string, purpose: Purpose) => void
  readonly has: (path: string, purpose?: Purpose) => boolean
  /** True for files of the store itself: nobody else may open them, since that would drop SQLite's locks. */
  readonly isStoreFile: (path: string) => boolean
  readonly isInDataDir: (path: string) => boolean
}

export function createGrants(dataDir: string): PathGrants {
  const granted = new Map<string, Set<Purpose>>()
  const home = realPath(dataDir)
  return {
    grant: (path, purpose) => {
      const key = resolve(path)
      granted.set(key, (granted.get(key) ?? new Set()).add(purpose))
    },
    has: (path, purpose) => {
      if (!isAbsolute(path) || path !== resolve(path)) return false
      const purposes = granted.get(path)
      return purposes !== undefined && (purpose === undefined || purposes.has(purpose))
    },
    isStoreFile: (path) => dirname(realPath(path)) === home,
    isInDataDir: (path) => isInside(realPath(path), home)
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way))
}

/** The real place of a path; of one that does not exist yet, that of its folder. */
function realPath(path: string): string {
  const full = resolve(path)
  try {
    return realpathSync.native(full)
  } catch {
    const folder = dirname(full)
    return folder === full ? full : join(realPath(folder), basename(full))
  }
}

import { globSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { storeContract } from '#shared/contract/index.ts'
import { shellOperations } from '#shared/contract/shell.ts'

/** Guards over the source itself: what must be there once, and what must not be there at all (reliability.md 1.1, 1.6). */

const root = resolve(import.meta.dirname, '..')
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file: relative(root, resolve(root, file)).replaceAll('\\', '/'), code: withoutComments(readFileSync(resolve(root, file), 'utf8')) }))

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function found(pattern: RegExp): string[] {
  return sources.flatMap(({ file, code }) => [...code.matchAll(pattern)].map(() => file))
}

test('the guards see the source', () => {
  expect(sources.length).toBeGreaterThan(50)
})

describe('there is one way', () => {
  test.each([
    ['to make a window', /new BrowserWindow\b/g, 'src/main/window/window.ts'],
    ['for a page to call', /ipcMain\.handle\b/g, 'src/main/window/ipc.ts'],
    ['to open a link', /shell\.openExternal\(/g, 'src/main/window/shell.ts'],
    ['to give a page something', /exposeInMainWorld\b/g, 'src/main/window/preload.ts']
  ])('%s', (_what, pattern, file) => {
    expect(found(pattern)).toEqual([file])
  })

  test('to listen to a page', () => {
    expect(new Set(found(/ipcMain\.(on|once|handleOnce|addListener)\b/g))).toEqual(new Set(['src/main/window/ipc.ts']))
    expect(new Set(found(/\bipcRenderer\b/g))).toEqual(new Set(['src/main/window/preload.ts']))
  })

  test('to Electron', () => {
    const importers = new Set(found(/from 'electron(\/\w+)?'|require\('electron'\)|import\('electron'\)/g))
    expect([...importers].filter((file) => file !== 'src/main/main.ts' && !file.startsWith('src/main/window/'))).toEqual([])
  })
})

describe('nowhere is there', () => {
  test.each([
    ['a way around the same-origin rule', /\bwebSecurity\b|disable-web-security|\bbypassCSP\b/g],
    ['mixed content', /\ballowRunningInsecureContent\b/g],
    ['an experimental feature', /\bexperimentalFeatures\b|\benableBlinkFeatures\b/g],
    ['a page outside the sandbox', /no-sandbox|sandbox:\s*false|contextIsolation:\s*false|nodeIntegration\w*:\s*true|webviewTag:\s*true/g],
    ['text taken for code', /\beval\(|new Function\(|\bexecuteJavaScript|\binsertCSS\b|document\.write/g],
    ['text taken for markup', /dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=|insertAdjacentHTML/g],
    ['a certificate taken on trust', /setCertificateVerifyProc|ignore-certificate-errors|'certificate-error'/g],
    ['an unsafe content policy in a built program', /'unsafe-eval'|'strict-dynamic'/g],
    // The log would not see what they take away or leave out; the triggers refuse what they can see of it.
    ['a write that settles a conflict without a word', /\bOR\s+(REPLACE|IGNORE|FAIL|ROLLBACK)\b|\bREPLACE\s+INTO\b|\bonConflictDoNothing\b/gi]
  ])('%s', (_what, pattern) => {
    expect(found(pattern)).toEqual([])
  })
})

// Electron supports its three newest majors and brings one every eight weeks: the day when somebody last looked.
const newestElectron = { major: 45, lookedOn: '2026-11-22' }

test('16: the program ships an Electron that still gets security fixes', () => {
  const { devDependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }
  expect(Number(devDependencies['electron']?.split('.')[0])).toBeGreaterThanOrEqual(newestElectron.major - 2)
  const daysAgo = (Date.now() - Date.parse(newestElectron.lookedOn)) / 86_400_000
  if (daysAgo > 56) console.warn(`It was ${Math.round(daysAgo)} days ago that somebody looked which Electron is the newest (test/security.test.ts).`)
})

describe('nobody reads or writes the live files of the database but SQLite', () => {
  test('one file says where they lie, and the work of backups is told it', () => {
    expect(found(/klientela\.sqlite/g)).toEqual(['src/main/app/store.ts'])
    expect([...new Set(found(/\bstorePath\b/g))].sort()).toEqual([
      'src/main/app/store.ts', 'src/main/db/backup.ts', 'src/main/db/copies.ts', 'src/main/workers/copyWork.ts'
    ])
  })

  // Closing a file drops the locks that SQLite has on it in the same process (reliability.md 2.1); names and sizes may be asked for.
  const opens = 'readFile|readFileSync|createReadStream|createWriteStream|openAsBlob|open|openSync|writeFile|writeFileSync|writeWhole|appendFile|appendFileSync|' +
    'copyFile|copyFileSync|cp|cpSync|truncate|truncateSync|syncFile|hashOf'

  test('no call that opens a file is given their path', () => {
    const calls = new RegExp(`\\b(?:${opens})\\(((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*)\\)`, 'g')
    const given = sources.flatMap(({ file, code }) => [...code.matchAll(calls)].map(([call, args]) => ({ file, call, args: args! })))
    expect(given.length, 'the guard sees calls').toBeGreaterThan(30)
    // The note of the desk holds the number of the file, not its content.
    const live = given.filter(({ call, args }) => /\bstorePath\b|\.sqlite\b(?!\.)|-wal|-shm/.test(args) && !call.startsWith('writeWhole(deskPath,'))
    expect(live).toEqual([])
  })
})

test('a file comes in only under the name that the door checks', () => {
  const inputs = { ...storeContract, ...shellOperations }
  const strays = Object.entries(inputs).flatMap(([name, { input }]) => {
    const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
    // The door looks for `path` however deep it lies; that it does is told in ipc.test.ts.
    return keysOf(schema)
      .filter((key) => /path$|^(file|folder|directory|dir)$/i.test(key) && key !== 'path')
      .map((key) => `${name}: ${key}`)
  })
  expect(strays).toEqual(['shell.acceptDroppedPath: droppedPath'])
})

/** The names of all values of a schema, however deep. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, part]: [string, unknown]) => {
    if (name !== 'properties') return keysOf(part)
    return Object.entries(part as object).flatMap(([key, value]) => [key, ...keysOf(value)])
  })
}

import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { catchUpSearch } from '#main/db/derived/clients.ts'
import { rebuildDerived } from '#main/db/derived/derive.ts'
import { externalLink } from '#main/window/policy.ts'
import type { InputOf } from '#shared/contract/define.ts'
import { storeContract } from '#shared/contract/index.ts'
import type { shellOperations } from '#shared/contract/shell.ts'
import type { TableName } from '#shared/contract/tables.ts'
import { reasons } from '#shared/reasons.ts'
import type { ErrorData, Result } from '#shared/result.ts'
import { openTestApp, resourcesDir } from './app.ts'
import { digestOf, dumpDerived, dumpVisible } from './model.ts'
import { copyOfWorld, inputs, openWorld, type StoreOperation, type World } from './operations.ts'

/** How often each operation is called with something that no window of ours would send. */
const runs = process.env['KLIENTELA_TORTURE'] === 'full' ? 1000 : 30

const codes = ['validation', 'not_found', 'rule', 'conflict', 'io', 'cancelled', 'internal'] as const
const hostileTexts = [
  '', ' ', '\0', 'Kowal\0ska', "'; DROP TABLE client; --", '" OR 1=1 --', '=cmd|\' /C calc\'!A0', '+48', '@SUM(A1)', '%', '_', '%_%', '\\', '../../etc/passwd', '{{name}}', '<script>alert(1)</script>', '__proto__',
  'constructor', '\u202eabc\u202c', 'a\u200db\u200c', '\ud800', 'x\udfff', '👨‍👩‍👧', 'ǅ', 'İi', '\ufeff', '1e999', '-0', 'NaN', '2026-02-30', '0000-00-00', '9999-12-31', 'PLN', '+48426302233', 'ą'.repeat(200),
  'x'.repeat(10_000), '"', "O'Neil", 'null', '\r\n', 'a*b"c(', 'AND OR NOT', '^x', '-x', 'client_search:', '\u0301'
]
const oddDays = ['1000-01-01', '0000-00-00', '1900-01-01', '1900-02-29', '1970-01-01', '2199-12-31', '2024-02-29', '2026-02-30', '2026-12-31', '9999-12-31']
const hostileNumbers = [0, -0, -1, 1, 12, 365, 1_700_000_000_000, 8_640_000_000_000, 0.1, 0.5, 199, 1e15, -1e15, 2 ** 31, 2 ** 53, -(2 ** 53) - 2, 9_007_199_254_740_991, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, 5e-324]

const hostileText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 120 }))
const hostileNumber = fc.oneof(fc.constantFrom(...hostileNumbers), fc.integer(), fc.double())
const anything = fc.anything({
  maxDepth: 3, withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true, withBoxedValues: true
})

type Twist =
  | { readonly kind: 'replace'; readonly place: number; readonly value: unknown }
  | { readonly kind: 'record'; readonly place: number; readonly which: number }
  | { readonly kind: 'remove'; readonly place: number }
  | { readonly kind: 'extra'; readonly place: number; readonly key: string; readonly value: unknown }
  | { readonly kind: 'proto'; readonly place: number }
  /** Keeps the type: a text becomes another text, a number another number. */
  | { readonly kind: 'odd'; readonly place: number; readonly text: string; readonly day: string; readonly number: number }
type Trial = { readonly kind: 'anything'; readonly value: unknown } | { readonly kind: 'near'; readonly twists: readonly Twist[] }

const place = fc.nat({ max: 1000 })
const value = fc.oneof(hostileText, hostileNumber, fc.constantFrom<unknown>(null, undefined, true, false, [], {}), anything)
const nearTwist: fc.Arbitrary<Twist> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('replace' as const), place, value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('record' as const), place, which: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('extra' as const), place, key: hostileText, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('proto' as const), place }) }
)
const oddTwist = fc.record({ kind: fc.constant('odd' as const), place, text: hostileText, day: fc.constantFrom(...oddDays), number: hostileNumber })
const trial: fc.Arbitrary<Trial> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('anything' as const), value: anything }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('near' as const), twists: fc.array(nearTwist, { minLength: 1, maxLength: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('near' as const), twists: fc.array(oddTwist, { minLength: 1, maxLength: 3 }) }) }
)

type Spot = { readonly holder: Record<string, unknown>; readonly key: string }

/** Every field of a value, those inside lists and objects too. */
function spotsOf(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [{ holder: value as Record<string, unknown>, key }, ...spotsOf(child)])
}

function twist(input: object, { kind, place: at, ...how }: Twist & { place: number }, records: readonly string[]): void {
  const spots = spotsOf(input)
  const spot = spots[at % Math.max(1, spots.length)]
  const holder = spot?.holder ?? (input as Record<string, unknown>)
  const put = (key: string, given: unknown) => {
    // The length of a list is not a field that can be sent.
    if (!(Array.isArray(holder) && key === 'length')) Reflect.defineProperty(holder, key, { value: given, enumerable: true, configurable: true, writable: true })
  }
  if (kind === 'proto') put('__proto__', { polluted: true })
  else if (kind === 'extra' && 'key' in how) put(how.key, how.value)
  else if (!spot) return
  else if (kind === 'remove') delete holder[spot.key]
  else if (kind === 'replace' && 'value' in how) put(spot.key, how.value)
  else if (kind === 'record' && 'which' in how) put(spot.key, records[how.which % records.length])
  else if (kind === 'odd' && 'text' in how) {
    const old = holder[spot.key]
    if (typeof old === 'string') put(spot.key, /^\d{4}-\d\d-\d\d$/.test(old) ? how.day : how.text)
    else if (typeof old === 'number') put(spot.key, how.number)
  }
}

let template: World
const folders: string[] = []
let world: World | undefined

beforeAll(async () => {
  template = await openWorld({ dataDir: newFolder() })
  template.app.close()
})
afterAll(() => {
  world?.app.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klientela-fuzz-'))
  folders.push(folder)
  return folder
}

/** The same small firm again, as the template left it; `app.setUp` gets a desk where nobody works yet. */
async function freshWorld(name: StoreOperation): Promise<World> {
  world?.app.close()
  const dataDir = newFolder()
  const onLog = () => undefined
  world =
    name === 'app.setUp'
      ? { ...template, app: await openTestApp({ dataDir, now: template.app.clock.now, onLog, isSetUp: false }), outPath: (file) => join(dataDir, file) }
      : await copyOfWorld(template, dataDir, { onLog })
  return world
}

const sqliteOf = ({ app }: World) => app.store.db().$client
const totalChanges = (of: World) => Number(sqliteOf(of).prepare('SELECT total_changes()').pluck().get())

/** What a run of one operation goes by: the store as it was when it last changed. */
type Memory = { world: World; changes: number; digest: string; readonly records: readonly string[] }

function remember(name: StoreOperation, of: World): Pick<Memory, 'changes' | 'digest'> {
  return { digest: digestOf(sqliteOf(of), unsteadyTables(name)), changes: totalChanges(of) }
}

/** An import that is refused half-way says how far it came, and a backup stands before it. */
function unsteadyTables(name: StoreOperation): readonly TableName[] {
  return name.startsWith('imports.') ? ['import_run', 'import_row', 'backup_run'] : []
}

function recordsOf(of: World): string[] {
  const sqlite = sqliteOf(of)
  const tables = ['client', 'client_phone', 'contact', 'deal', 'note', 'task', 'user', 'stage', 'pipeline', 'lost_reason', 'source', 'disposition', 'call_list', 'call_list_entry', 'invoice', 'payment', 'journal_change', 'import_run']
  return tables.flatMap((table) => sqlite.prepare<[], string>(`SELECT id FROM "${table}" ORDER BY id LIMIT 12`).pluck().all())
}

/** Nothing that a fuzzed call writes may land outside the folder of the test. */
function keepInside(input: unknown, folder: string): void {
  for (const { holder, key } of spotsOf(input)) {
    const path = holder[key]
    if (key === 'path' && typeof path === 'string' && !path.startsWith(tmpdir())) holder[key] = join(folder, basename(path).slice(0, 5000) || 'x')
  }
}

const leak = /SQLITE_|node_modules|\bat .*:\d+:\d+|[/\\]src[/\\]|\b(SELECT|INSERT INTO|UPDATE)\b.*\b(FROM|VALUES|SET)\b/

function checkEnvelope(result: Result<unknown>, folder: string): void {
  expect(Object.keys(result).filter((key) => !['ok', 'value', 'changeId', 'error'].includes(key))).toEqual([])
  expect(() => structuredClone(result), 'an answer that can be sent to a window').not.toThrow()
  if (result.ok) return
  const error: ErrorData = result.error
  expect(Object.keys(error).filter((key) => !['code', 'reason', 'message', 'details', 'fields'].includes(key))).toEqual([])
  expect(codes).toContain(error.code)
  expect(reasons).toContain(error.reason)
  expect(error.code, `a fault of ours: ${error.message}`).not.toBe('internal')
  const shown = JSON.stringify([error.details ?? {}, error.fields ?? {}])
  expect(shown).not.toMatch(leak)
  expect(shown).not.toContain(folder)
  expect(shown.length).toBeLessThan(20_000)
}

/** Long work is stopped after a moment: how large it may be is for the user to say, not for a fuzzer. */
function patience(name: StoreOperation): number {
  return name === 'demo.load' ? 100 : 3000
}

const totals = { operations: 0, calls: 0, accepted: 0, changed: 0, takenBack: 0, slowest: 0, slowestName: '' }

async function tryOut(name: StoreOperation, memory: Memory, { input }: { input: unknown }): Promise<void> {
  const { app } = memory.world
  const sqlite = sqliteOf(memory.world)
  const visible = storeContract[name].kind === 'query' ? undefined : dumpVisible(sqlite)
  const jobId = `fuzz-${totals.calls}`
  const timer = setTimeout(() => app.store.dispatcher.cancel(jobId), patience(name))
  const began = performance.now()
  const result = await app.store.dispatcher.call(name, input, jobId)
  clearTimeout(timer)
  note(name, performance.now() - began)
  checkEnvelope(result, app.dataDir)
  expect('polluted' in {}, 'no object got a field from outside').toBe(false)
  expect(app.store.startState()).toEqual({ state: 'ready' })
  if (!result.ok) {
    if (result.error.code === 'cancelled') Object.assign(memory, await renewed(name, memory))
    else if (totalChanges(memory.world) !== memory.changes) {
      expect(digestOf(sqliteOf(memory.world), unsteadyTables(name)), `what was refused changed nothing: ${JSON.stringify(input)} → ${result.error.reason}`).toBe(memory.digest)
      memory.changes = totalChanges(memory.world)
    }
    return
  }
  totals.accepted += 1
  if (!visible) {
    expect(totalChanges(memory.world), 'a question changes nothing').toBe(memory.changes)
    return
  }
  if (name === 'backups.restore' || name === 'app.setUp') return void Object.assign(memory, await renewed(name, memory))
  if (result.changeId !== undefined) {
    totals.changed += 1
    if (!(await takeBack(memory, result.changeId, visible))) return void Object.assign(memory, await renewed(name, memory))
  }
  Object.assign(memory, remember(name, memory.world))
}

async function renewed(name: StoreOperation, memory: Memory): Promise<Partial<Memory>> {
  checkStore(memory.world)
  const fresh = await freshWorld(name)
  return { world: fresh, ...remember(name, fresh) }
}

/** Whatever was accepted can be taken back, and gives back what a user saw; false for what is final. */
async function takeBack({ world: of }: Memory, changeId: string, before: ReturnType<typeof dumpVisible>): Promise<boolean> {
  const undone = await of.app.ask('journal.undo', { changeId })
  if (!undone.ok) {
    expect(undone.error.reason).toBe('undo.final')
    return false
  }
  totals.takenBack += 1
  expect(dumpVisible(sqliteOf(of)), 'undo gives back what the user saw').toEqual(before)
  return true
}

function note(name: StoreOperation, ms: number): void {
  totals.calls += 1
  if (ms <= totals.slowest || storeContract[name].kind === 'job') return
  totals.slowest = ms
  totals.slowestName = name
}

function checkStore(of: World): void {
  const sqlite = sqliteOf(of)
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(sqlite.pragma('foreign_key_check')).toEqual([])
  while (catchUpSearch(of.app.store.db(), 1000) > 0);
  sqlite.exec("INSERT INTO client_search (client_search, rank) VALUES ('integrity-check', 1)")
  const derived = dumpDerived(sqlite)
  sqlite.exec('SAVEPOINT look')
  rebuildDerived(of.app.store.db())
  expect(dumpDerived(sqlite), 'rebuilt from the data = kept up to date').toEqual(derived)
  sqlite.exec('ROLLBACK TO look; RELEASE look')
}

const names = Object.keys(storeContract) as StoreOperation[]

describe('whatever is asked of it, the store answers with words for it and stays whole', () => {
  test.each(names)('%s', async (name) => {
    const first = await freshWorld(name)
    const memory: Memory = { world: first, ...remember(name, first), records: name === 'app.setUp' ? ['x'] : recordsOf(first) }
    await fc.assert(
      fc.asyncProperty(trial, async (tried) => {
        const input = inputOf(tried, () => inputs[name](memory.world), memory.records)
        if (!input) return
        keepInside(input, memory.world.app.dataDir)
        await tryOut(name, memory, input)
      }),
      { numRuns: runs, endOnFailure: true }
    )
    checkStore(memory.world)
    totals.operations += 1
  }, 60_000 + runs * 500)

  test('which was tried in earnest: thousands of calls, many of them accepted, and what changed was taken back', () => {
    console.log(
      `${totals.calls} calls, ${totals.accepted} accepted, ${totals.changed} changed the store, ${totals.takenBack} taken back; slowest: ${totals.slowestName}, ${Math.round(totals.slowest)} ms`
    )
    expect(totals.calls).toBeGreaterThan(totals.operations * runs * 0.6)
    expect(totals.accepted).toBeGreaterThan(totals.calls * 0.1)
    expect(totals.takenBack).toBeGreaterThan(totals.changed * 0.5)
  })
})

/** The input of a trial as it would arrive from a window; nothing for what cannot be sent at all. */
function inputOf(tried: Trial, valid: () => unknown, records: readonly string[]): { input: unknown } | undefined {
  const wrapped: { input: unknown } = { input: tried.kind === 'anything' ? tried.value : structuredClone(valid()) }
  if (tried.kind === 'near') for (const one of tried.twists) twist(wrapped.input as object, one, records)
  try {
    return structuredClone(wrapped)
  } catch {
    return undefined
  }
}

type Shell = typeof shellOperations
const shellFolder = realpathSync(newFolder())
const documents = join(shellFolder, 'documents')
const shellData = join(shellFolder, 'data')
const [toRead, toWrite] = [join(documents, 'firmy.xlsx'), join(documents, 'faktura.pdf')]
const shellInputs: { readonly [N in keyof Shell]: InputOf<Shell[N]> } = {
  'shell.info': {},
  'shell.startState': {},
  'shell.recover': { backup: 'klientela-2026.sqlite' },
  'shell.tryAgain': {},
  'shell.startAfresh': {},
  'shell.chooseOpenPath': { title: 'Otwórz', filters: [{ name: 'Excel', extensions: ['xlsx', 'csv'] }] },
  'shell.chooseOpenPaths': { title: 'Otwórz', filters: [{ name: 'Excel', extensions: ['xlsx', 'csv'] }] },
  'shell.acceptDroppedPath': { droppedPath: toRead },
  'shell.chooseSavePath': { title: 'Zapisz', defaultName: 'klienci.csv', filters: [{ name: 'CSV', extensions: ['csv'] }] },
  'shell.samplePath': {},
  'shell.showInFolder': { path: toRead },
  'shell.openExternal': { url: 'https://example.pl' },
  'shell.openAttachment': { id: 'a' },
  'shell.openFunnel': {},
  'shell.showInMain': { place: '/clients/abc' },
  'shell.printInvoice': { invoiceId: 'abc', path: toWrite },
  'shell.saveImage': { path: toWrite, pngBase64: 'iVBORw0KGgo=' },
  'shell.setLanguage': { language: 'pl' },
  'shell.setColors': { colorScheme: 'dark' }
}

/** What the system was asked for, and what the user answers in the next dialog: nothing, or files, one of them the store's own. */
const outside = vi.hoisted(() => ({ links: [] as string[], shown: [] as string[], opened: [] as string[], suggested: [] as string[], places: [] as string[], answers: [] as string[] }))
vi.mock('electron', () => ({
  app: { getVersion: () => '1.0.0', getPath: () => outside.answers[0] ?? '', isPackaged: false },
  dialog: {
    showOpenDialog: async () => ({ canceled: outside.answers.length < 2, filePaths: outside.answers.slice(1) }),
    showSaveDialog: async (...given: { defaultPath?: string }[]) => {
      outside.suggested.push(given.at(-1)?.defaultPath ?? '')
      return { canceled: outside.answers.length < 2, filePath: outside.answers[1] }
    }
  },
  shell: {
    openExternal: async (url: string) => void outside.links.push(url),
    showItemInFolder: (path: string) => void outside.shown.push(path),
    openPath: async (path: string) => {
      outside.opened.push(path)
      return ''
    }
  }
}))

/** A hidden window that has drawn its invoice at once. */
function drawnWindow() {
  const page = new EventEmitter()
  setImmediate(() => page.emit('page-title-updated', {}, 'ready pl'))
  return Object.assign(new EventEmitter(), {
    webContents: Object.assign(page, { printToPDF: async () => Buffer.from('%PDF-') }), isDestroyed: () => false, destroy: () => undefined
  })
}

/** The door and what stands behind it, as main wires them, but for Electron itself. */
async function openShell() {
  const { shellHandlers } = await import('#main/window/shell.ts')
  const { routeCalls } = await import('#main/window/ipc.ts')
  const { createGrants } = await import('#main/window/grants.ts')
  for (const folder of [documents, shellData]) mkdirSync(folder, { recursive: true })
  writeFileSync(toRead, '')
  const grants = createGrants(shellData)
  grants.grant(toRead, 'read')
  grants.grant(toWrite, 'write')
  const faults: unknown[] = []
  const log = { file: join(shellData, 'log.txt'), info: () => undefined, warn: () => undefined, error: (...what: unknown[]) => faults.push(what) }
  const store = {
    startState: () => ({ state: 'ready' }),
    control: async () => ({ ok: true, value: { state: 'ready' } }),
    call: async () => ({ ok: true, value: { path: join(shellData, 'opened', 'a', 'umowa.pdf'), fileName: 'umowa.pdf' } }),
    cancel: () => undefined
  }
  const windows = {
    windowOf: () => undefined, open: () => undefined, openForPrint: drawnWindow, retitle: () => undefined,
    remember: async () => undefined, setColors: async () => undefined,
    tell: (_event: string, payload: { place?: string }) => {
      if (payload.place !== undefined) outside.places.push(payload.place)
    }
  }
  const words = { t: (key: string) => key, language: () => 'pl', setLanguage: () => undefined }
  const shell = shellHandlers({ windows, store, grants, words, log, dataDir: shellData, resourcesDir, rebuildMenu: () => undefined } as never)
  let call: ((event: unknown, name: string, input: unknown) => Promise<Result<unknown>>) | undefined
  const ipcMain = { handle: (_channel: string, listener: unknown) => (call = listener as typeof call), on: () => undefined }
  routeCalls({ ipcMain, identify: () => ({ windowId: 1, kind: 'main' }), shell, store, grants, log } as never)
  return { call: (name: string, input: unknown) => call!({}, name, input), grants, faults }
}

describe('whatever is asked of the shell is refused or is what it may be', () => {
  test.each(Object.keys(shellInputs) as (keyof Shell)[])('%s', async (name) => {
    const { call, grants, faults } = await openShell()
    const seen = { accepted: 0, refused: 0 }
    const choice = fc.constantFrom([], [join(documents, 'wybrany')], [join(documents, 'wybrany.csv'), toRead], [join(shellData, 'klientela.sqlite')])
    await fc.assert(
      fc.asyncProperty(trial, choice, async (tried, chosen) => {
        const sent = inputOf(tried, () => shellInputs[name], [toRead, toWrite, join(shellData, 'klientela.sqlite'), '/etc/passwd'])
        if (!sent) return
        outside.answers = [documents, ...chosen]
        const result = await call(name, sent.input)
        expect(faults, 'nothing falls through').toEqual([])
        checkEnvelope(result, shellFolder)
        expect('polluted' in {}).toBe(false)
        if (result.ok) seen.accepted += 1
        else seen.refused += 1
        expect(grants.has(join(shellData, 'klientela.sqlite')), 'the store is never a chosen file').toBe(false)
        if (name === 'shell.acceptDroppedPath' && result.ok) expect(result.value).toBe(toRead)
      }),
      { numRuns: runs * 10, endOnFailure: true, examples: [[{ kind: 'near', twists: [] }, []]] }
    )
    expect(seen.accepted).toBeGreaterThan(0)
    // What left the program went only where it may.
    for (const link of outside.links.splice(0)) expect(externalLink(link)).toBe(link)
    for (const path of outside.shown.splice(0)) expect(path === toRead || path.startsWith(shellData)).toBe(true)
    for (const path of outside.opened.splice(0)) expect(path).toBe(join(shellData, 'opened', 'a', 'umowa.pdf'))
    for (const path of outside.suggested.splice(0)) expect(dirname(path)).toBe(documents)
    for (const place of outside.places.splice(0)) expect(place).toMatch(/^\/[a-z]+(\/[\w-]+)?$/)
    expect(readdirSync(documents).filter((file) => ![basename(toRead), basename(toWrite)].includes(file)), 'only the chosen file was written').toEqual([])
    expect(readdirSync(shellData)).toEqual([])
  }, 60_000 + runs * 500)
})

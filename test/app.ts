import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openStore, type Store, type StoreOptions } from '#main/app/store.ts'
import type { AppEvents } from '#shared/contract/bridge.ts'
import type { storeContract } from '#shared/contract/index.ts'
import type { InputOf, OutputOf } from '#shared/contract/define.ts'
import { AppError, type Result } from '#shared/result.ts'

type Contract = typeof storeContract

type Changed<N extends keyof Contract> = { readonly value: OutputOf<Contract[N]>; readonly changeId: string }

export type TestApp = {
  readonly store: Store
  readonly dataDir: string
  /** Calls an operation as a window would; throws AppError when it is refused. */
  readonly call: <N extends keyof Contract & string>(name: N, input: InputOf<Contract[N]>, jobId?: string) => Promise<OutputOf<Contract[N]>>
  /** As `call`, with the change that undo takes back; throws when it changed nothing. */
  readonly change: <N extends keyof Contract & string>(name: N, input: InputOf<Contract[N]>) => Promise<Changed<N>>
  /** As `call`, giving the whole answer. */
  readonly ask: <N extends keyof Contract & string>(name: N, input: InputOf<Contract[N]>, jobId?: string) => Promise<Result<OutputOf<Contract[N]>>>
  /** Everything that main told its windows. */
  readonly events: { readonly event: keyof AppEvents; readonly payload: AppEvents[keyof AppEvents] }[]
  /** Epoch ms of the clock that the app sees. */
  readonly clock: { now: number }
  readonly close: () => void
  /** Closes and opens again on the same folder, as a restart would. */
  readonly reopen: () => TestApp
}

export type TestAppOptions = {
  readonly dataDir?: string
  /** False leaves the store as at the very first start. */
  readonly isSetUp?: boolean
  readonly now?: number
  readonly country?: string
  readonly onLog?: StoreOptions['log']
  readonly resourcesDir?: string
  /** The thread for work on copies of the store; that work is done in this thread unless given. */
  readonly copyThreadPath?: string
  readonly trace?: (sql: string) => void
}

export const resourcesDir = resolve(import.meta.dirname, '../resources')

/** Sunday 22 November 2026, 10:00 in Warsaw. */
export const testNow = Date.UTC(2026, 10, 22, 9, 0, 0)

/** A whole app in one process: a real store in a folder of its own, production migrations, a clock that ticks by itself. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'klientela-test-'))
  const clock = { now: options.now ?? testNow }
  const app = start(dataDir, clock, options)
  if (options.isSetUp !== false && app.store.startState().state === 'ready') {
    const status = await app.call('app.status', {})
    if (!status.isSetUp) {
      await app.call('app.setUp', { language: 'pl', country: options.country ?? 'PL', userName: 'Anna Kowalska', firmName: 'Meble Testowe' })
    }
  }
  return app
}

let idCount = 0

/** Ids that sort in the order in which they were made, as UUIDv7 do. */
function nextId(now: number): string {
  idCount += 1
  const ms = Math.max(0, now).toString(16).padStart(12, '0')
  const count = idCount.toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${count}`
}

function start(dataDir: string, clock: { now: number }, options: TestAppOptions): TestApp {
  const events: TestApp['events'] = []
  const store = openStore({
    places: { dataDir, resourcesDir: options.resourcesDir ?? resourcesDir, sheetThreadPath: null, copyThreadPath: options.copyThreadPath ?? null },
    now: () => (clock.now += 1),
    newId: () => nextId(clock.now),
    ...(options.trace && { trace: options.trace }),
    emit: (event, payload) => events.push({ event, payload }),
    log: options.onLog ?? ((level, message, error) => {
      if (level === 'error') console.error(message, error)
    })
  })
  const ask: TestApp['ask'] = (name, input, jobId) => store.dispatcher.run(name, input, jobId)
  return {
    store,
    dataDir,
    ask,
    call: async (name, input, jobId) => {
      const result = await ask(name, input, jobId)
      if (!result.ok) throw new AppError(result.error)
      return result.value
    },
    change: async (name, input) => {
      const result = await ask(name, input)
      if (!result.ok) throw new AppError(result.error)
      if (result.changeId === undefined) throw new Error(`${name} changed nothing`)
      return { value: result.value, changeId: result.changeId }
    },
    events,
    clock,
    close: () => {
      store.close()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
    reopen: () => {
      store.close()
      return start(dataDir, clock, options)
    }
  }
}

import { cleanup, configure, render, type RenderResult } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterAll } from 'vitest'
import { connect } from '#renderer/app/api.ts'
import { Providers } from '#renderer/app/App.tsx'
import { createQueryClient, followChanges } from '#renderer/app/data.ts'
import { startI18n, type Language } from '#renderer/app/i18n.ts'
import { followJobs } from '#renderer/app/jobs.ts'
import type { AppEvents, Bridge } from '#shared/contract/bridge.ts'
import type { Contract } from '#shared/contract/define.ts'
import { contract } from '#shared/contract/index.ts'
import { AppError } from '#shared/result.ts'
import type { TestApp } from './app.ts'

/** A busy machine draws late; what matters is that it draws. */
const patienceMs = 20_000

configure({ asyncUtilTimeout: patienceMs, getElementError: (message) => new Error((message ?? '').split('\n')[0] + document.body.innerText.slice(0, 2000)) })

// What fades out does so on timers of its own, which must not outlive the window.
afterAll(() => new Promise((resolve) => setTimeout(resolve, 400)))

type Emit = <E extends keyof AppEvents>(event: E, payload: AppEvents[E]) => void
export type TestBridge = Bridge & { readonly emit: Emit }

/** The transport between a screen and a real store in the same process. */
export function bridgeTo(app: TestApp): TestBridge {
  const { on, emit } = listeners()
  const push = app.events.push.bind(app.events)
  app.events.push = (...items) => {
    for (const { event, payload } of items) queueMicrotask(() => emit(event, payload as never))
    return push(...items)
  }
  return {
    call: (name, input, jobId) => app.ask(name as 'app.status', input as never, jobId),
    cancel: (jobId) => app.store.dispatcher.cancel(jobId),
    on,
    emit,
    pathOf: () => ''
  }
}

/** A transport that answers by itself, for parts of the kit that belong to no feature. */
export function answering(answers: Readonly<Record<string, (input: never) => unknown>>): TestBridge & { readonly asked: [string, unknown][] } {
  const { on, emit } = listeners()
  const asked: [string, unknown][] = []
  return {
    asked,
    on,
    emit,
    cancel: () => {},
    pathOf: () => '',
    call: async (name, input) => {
      asked.push([name, input])
      try {
        return { ok: true, value: (await answers[name]?.(input as never)) ?? null }
      } catch (error) {
        if (error instanceof AppError) return { ok: false, error: error.data }
        throw error
      }
    }
  }
}

function listeners() {
  const all = new Set<readonly [string, (payload: never) => void]>()
  const on: Bridge['on'] = (event, listener) => {
    const entry = [event, listener] as const
    all.add(entry)
    return () => all.delete(entry)
  }
  const emit: Emit = (event, payload) => {
    for (const [name, listener] of all) if (name === event) listener(payload as never)
  }
  return { on, emit }
}

export type Shown = RenderResult & {
  readonly user: UserEvent
  /** Shows something else in the same place, with the same data read. */
  readonly rerenderInside: (ui: ReactNode) => void
}

/** Shows a screen as a window would, with everything around it that screens count on. English unless said otherwise. */
export function show(ui: ReactNode, bridge: Bridge, options?: { readonly language?: Language; readonly place?: string; readonly contract?: Contract }): Shown {
  cleanup()
  giveSizes()
  location.hash = `#${options?.place ?? '/'}`
  connect(bridge)
  startI18n(options?.language ?? 'en')
  const client = createQueryClient()
  followChanges(client, options?.contract ?? contract)
  followJobs()
  const shown = render(<Providers client={client} env="test">{ui}</Providers>)
  return { ...shown, user: userEvent.setup(), rerenderInside: (next) => shown.rerender(<Providers client={client} env="test">{next}</Providers>) }
}

/** happy-dom lays nothing out: every box is as large as a small window, so that lists show their first rows. */
function giveSizes(): void {
  const sizes = { offsetHeight: 600, offsetWidth: 1600, clientHeight: 600, clientWidth: 1600 }
  for (const [name, size] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size })
  }
  HTMLElement.prototype.checkVisibility ??= () => true
  HTMLElement.prototype.scrollTo ??= () => {}
  // Text areas that grow measure again when fonts have loaded.
  Object.defineProperty(document, 'fonts', { configurable: true, value: Object.assign(new EventTarget(), { ready: Promise.resolve() }) })
}

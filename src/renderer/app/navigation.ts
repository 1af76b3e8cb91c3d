import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'
import type { WindowKind } from '#shared/contract/bridge.ts'

/** Where the user is: `#/clients/42?tab=deals`. The query belongs to the hash, so that `?window=` of the page stays. */
function current(): { readonly path: string; readonly query: string } {
  const [path = '', query = ''] = location.hash.replace(/^#?\/?/, '').split('?')
  return { path: `/${path}`, query }
}

/** Which of our windows this is: main opens each kind at an address of its own. */
export const windowKind: WindowKind = current().path.startsWith('/funnel')
  ? 'funnel'
  : current().path.startsWith('/print/')
    ? 'print'
    : 'main'

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}

/** Goes to a screen, such as `/clients/42`; `replace` leaves no step for "back". */
export function go(to: string, options?: { readonly replace?: boolean }): void {
  const before = location.href
  const target = `#${to.replace(/^#/, '')}`
  if (options?.replace) history.replaceState(null, '', target)
  else history.pushState(null, '', target)
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL: before, newURL: location.href }))
}

const usePath = () => useSyncExternalStore(subscribe, () => current().path)
const useQueryText = () => useSyncExternalStore(subscribe, () => current().query)

/** Routing over the hash for wouter's Router. */
export const useHashRoute: BaseLocationHook = Object.assign(
  (): [string, typeof go] => [usePath(), go],
  { searchHook: useQueryText, hrefs: (href: string) => `#${href}` }
)

/** The path of the screen shown now, outside of components. */
export function placeNow(): string {
  return current().path
}

/** The path of the screen shown now, without its query. */
export function usePlace(): string {
  return usePath()
}

/**
 * State of the place where the user is (filter, tab, sort): kept in the address, so that back, reload and a link bring
 * it again. Values equal to `initial` are not written.
 */
export function useUrlState<T>(key: string, initial: T): [T, (next: T) => void] {
  const text = new URLSearchParams(useQueryText()).get(key)
  const initialText = JSON.stringify(initial)
  const value = useMemo(() => parse<T>(text ?? initialText, initialText), [text, initialText])
  const set = useCallback(
    (next: T) => {
      const { path, query } = current()
      const params = new URLSearchParams(query)
      const nextText = JSON.stringify(next)
      if (nextText === initialText) params.delete(key)
      else params.set(key, nextText)
      go(params.size === 0 ? path : `${path}?${params}`, { replace: true })
    },
    [key, initialText]
  )
  return [value, set]
}

function parse<T>(text: string, fallback: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    return JSON.parse(fallback) as T
  }
}

import { useEffect } from 'react'
import { isSomethingOpen, tabbableIn } from '../ui/whereKeysGo.ts'
import { useAction } from './actions.ts'

const paneSelector = '[data-pane], nav, [role=grid], [data-board]'
const lastIn = new WeakMap<Element, HTMLElement>()

/** F6 goes around the parts of the screen, Shift+F6 the other way; each keeps the place where the focus was. */
export function usePaneKeys(): void {
  useAction('pane.next', () => goToPane(1))
  useAction('pane.previous', () => goToPane(-1))
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      const pane = target instanceof HTMLElement ? target.closest(paneSelector) : null
      if (pane) lastIn.set(pane, target as HTMLElement)
    }
    document.addEventListener('focusin', remember)
    return () => document.removeEventListener('focusin', remember)
  }, [])
}

function goToPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll(paneSelector)].flatMap((pane) => {
    const first = pane.matches('[tabindex="0"]') ? (pane as HTMLElement) : tabbableIn(pane).find((element) => element.closest(paneSelector) === pane)
    return first && pane.checkVisibility() ? [{ pane, first }] : []
  })
  const current = document.activeElement?.closest(paneSelector)
  const at = panes.findIndex(({ pane }) => pane === current)
  const next = panes.at(at === -1 && step === -1 ? -1 : (at + step) % panes.length)
  if (!next) return
  const last = lastIn.get(next.pane)
  const target = last?.isConnected && last.checkVisibility() ? last : next.first
  target.focus()
}

const pollMs = 40
const patienceMs = 2000
/** So long a screen may take to say by itself where work on it begins. */
const ownWordMs = 160
const usualFirst = '[role=tab][aria-selected=true], nav [aria-current=page], [role=grid], [data-board] [tabindex="0"]'

/**
 * When the place has changed, the focus goes to where work on the new screen begins, unless it is there already: to what
 * is marked with `data-first-focus`, else to the chosen tab or the list.
 */
export function useFirstFocus(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const begin = () => {
      const began = performance.now()
      clearInterval(timer)
      timer = setInterval(() => {
        const waited = performance.now() - began
        // What is left behind may still be shown for a moment and hold the focus.
        if (waited < ownWordMs && hasFocus()) return
        if (hasFocus() || isSomethingOpen() || focusFirst(waited > ownWordMs) || waited > patienceMs) clearInterval(timer)
      }, pollMs)
    }
    // Whoever already works on the new screen is not taken from it.
    const leave = ({ target }: Event) => {
      if (target instanceof Node && content()?.contains(target)) clearInterval(timer)
    }
    begin()
    addEventListener('hashchange', begin)
    for (const type of ['keydown', 'pointerdown']) addEventListener(type, leave, { capture: true })
    return () => {
      clearInterval(timer)
      removeEventListener('hashchange', begin)
      for (const type of ['keydown', 'pointerdown']) removeEventListener(type, leave, { capture: true })
    }
  }, [])
}

/** A button that is off while it works loses the focus; it gets it back when it is on again, unless the user went on. */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: EventTarget | null = null
    const remember = ({ target }: FocusEvent) => {
      last = target
    }
    const observer = new MutationObserver((changes) => {
      const isBack = changes.some(({ target }) => target === last && target instanceof HTMLButtonElement && !target.disabled)
      if (isBack && document.activeElement === document.body) (last as HTMLElement).focus()
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { subtree: true, attributeFilter: ['disabled'] })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [])
}

const content = () => document.querySelector('main')

function hasFocus(): boolean {
  const active = document.activeElement
  return active !== null && active !== document.body && content()?.contains(active) === true
}

function focusFirst(mayGuess: boolean): boolean {
  const root = content()
  const marked = root?.querySelector<HTMLElement>('[data-first-focus]') ?? (mayGuess ? root?.querySelector<HTMLElement>(usualFirst) : null)
  if (!marked) return false
  const target = tabbableIn(marked.parentElement ?? marked).find((element) => marked === element || marked.contains(element))
  target?.focus({ preventScroll: true })
  return target !== undefined
}

import { useEffect } from 'react'
import { isSomethingOpen, isTyping } from './whereKeysGo.ts'

/** Esc goes one step back: to where the user came from, else to `to`. While something is open or typed, Esc belongs to that. */
export function useStepBack(to: string | undefined): void {
  useEffect(() => {
    if (to === undefined) return
    let isFree = false
    // What Esc closes is still open at first and gone in the end.
    const before = (event: KeyboardEvent) => {
      isFree = event.key === 'Escape' && !isSomethingOpen() && !isTyping(event.target)
    }
    const after = (event: KeyboardEvent) => {
      if (!isFree || event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      if (navigation.canGoBack) history.back()
      else location.hash = to
    }
    addEventListener('keydown', before, { capture: true })
    addEventListener('keydown', after)
    return () => {
      removeEventListener('keydown', before, { capture: true })
      removeEventListener('keydown', after)
    }
  }, [to])
}

/** Where a link back leads: the place as it was left, with its filters, when it is the one before; else as it is named. */
export function followBack(event: { readonly preventDefault: () => void }, to: string): void {
  const index = navigation.currentEntry?.index ?? 0
  const before = index > 0 ? navigation.entries()[index - 1]?.url : undefined
  if (before?.split('#')[1]?.split('?')[0] !== to.replace(/^#/, '')) return
  event.preventDefault()
  history.back()
}

import { useEffect, useState } from 'react'

/** Puts the focus on the list or board of the screen, for when what had it goes away; an open dialog keeps it. */
export function focusMain(): void {
  if (document.querySelector('[role=dialog]')) return
  document.querySelector<HTMLElement>('main [role=grid], main [data-board] [tabindex="0"]')?.focus({ preventScroll: true })
}

/**
 * Gives the focus back when a dialog goes away while it is still open, as one does that is only drawn while it is
 * wanted: to what had it before, or where that is gone to the list or board of the screen.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      setTimeout(() => {
        const isHeld = document.activeElement !== null && document.activeElement !== document.body
        if (isHeld) return
        const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body
        if (isThere) before.focus({ preventScroll: true })
        else focusMain()
      })
    },
    [before]
  )
}

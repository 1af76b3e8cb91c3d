import { useEffect, useState } from 'react'

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
        const place = isThere ? before : document.querySelector<HTMLElement>('main [role=grid], main [data-board] [tabindex="0"]')
        place?.focus({ preventScroll: true })
      })
    },
    [before]
  )
}

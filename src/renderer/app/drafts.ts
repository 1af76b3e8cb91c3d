import { useEffect, useRef } from 'react'
import { useLatest } from '../ui/useLatest.ts'

type DraftForm = {
  readonly values: unknown
  readonly isDirty: () => boolean
  readonly setValues: (values: never) => void
}

const drafts = new Map<string, unknown>()

/**
 * Keeps what was typed into a form while the program runs: a panel closed by mistake opens again with it. Call `discard`
 * when the form is saved or given up on purpose.
 */
export function useDraft(key: string, form: DraftForm): { readonly discard: () => void } {
  const isOver = useRef(false)
  const latest = useLatest(form)
  useEffect(() => {
    isOver.current = false
    const now = () => latest.current
    const kept = drafts.get(key)
    if (kept !== undefined) latest.current.setValues(kept as never)
    return () => {
      if (!isOver.current && now().isDirty()) drafts.set(key, now().values)
    }
  }, [key, latest])
  return {
    discard: () => {
      isOver.current = true
      drafts.delete(key)
    }
  }
}

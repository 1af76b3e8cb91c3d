import type { ReactNode } from 'react'
import css from './small.module.css'

/** What is said under a field while somebody types: the value fits, cannot be right, or is not finished. */
export type FieldHint = { readonly tone: 'ok' | 'wrong' | 'open'; readonly text: string }

/** How an input shows a hint under itself, and what is wrong where there is none. */
export function hintProps(hint: FieldHint | null, error: ReactNode) {
  return {
    error: hint?.tone === 'wrong' ? hint.text : hint === null ? error : undefined,
    description: hint === null || hint.tone === 'wrong' ? undefined : <span className={css.hint} data-tone={hint.tone} role="status">{hint.text}</span>,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] satisfies ('label' | 'input' | 'error' | 'description')[]
  }
}

import type { ReactNode } from 'react'
import css from './small.module.css'

type Item = { readonly label: string; readonly value: ReactNode; readonly hint?: string }

/** Facts about one thing: a word left, what it is right. */
export function KeyValueList({ items }: { readonly items: readonly Item[] }) {
  return (
    <dl className={css.facts}>
      {items.map(({ label, value, hint }) => (
        <div key={label}>
          <dt title={hint}>{label}</dt>
          <dd className="k-selectable">{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

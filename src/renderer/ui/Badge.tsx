import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './small.module.css'

export type BadgeKind = 'overdue' | 'warn' | 'ok' | 'info' | 'lost' | 'future' | 'plain'

type BadgeProps = { readonly kind: BadgeKind; readonly icon?: Icon; readonly title?: string; readonly children: ReactNode }

/** A state in a word and its colour; never the colour alone. */
export function Badge({ kind, icon: Picture, title, children }: BadgeProps) {
  return (
    <span className={css.badge} data-kind={kind} title={title}>
      {Picture && <Picture size={12} stroke={1.8} aria-hidden />}
      <span className="k-cut">{children}</span>
    </span>
  )
}

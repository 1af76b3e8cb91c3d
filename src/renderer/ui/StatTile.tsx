import type { ReactNode } from 'react'
import css from './small.module.css'

type StatTileProps = {
  readonly label: string
  readonly value: ReactNode
  readonly hint?: ReactNode
  readonly tone?: 'overdue' | 'ok' | 'lost'
  /** Numbers open the list behind them. */
  readonly onClick?: () => void
  /** Of several numbers the one whose list stands below. */
  readonly isChosen?: boolean
}

/** One number that is read first, with what it counts. */
export function StatTile({ label, value, hint, tone, onClick, isChosen }: StatTileProps) {
  const content = (
    <>
      <span className={css.statLabel}>{label}</span>
      <span className={css.statValue} data-tone={tone}>{value}</span>
      {hint !== undefined && <span className={css.statHint}>{hint}</span>}
    </>
  )
  return onClick ? (
    <button type="button" className={css.stat} aria-pressed={isChosen} onClick={onClick}>{content}</button>
  ) : (
    <div className={css.stat}>{content}</div>
  )
}

import type { MoneyStyle } from '#shared/money.ts'
import { useFormat } from './format.ts'

type MoneyProps = {
  /** Minor units; null where nothing is known, shown as a dash. */
  readonly minor: number | null
  readonly currency: string
  readonly style?: MoneyStyle
}

/** An amount that never breaks over two lines. */
export function Money({ minor, currency, style }: MoneyProps) {
  const format = useFormat()
  return <span className="k-number">{minor === null ? '–' : format.money(minor, currency, style)}</span>
}

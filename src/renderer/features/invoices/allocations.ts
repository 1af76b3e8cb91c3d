/** An invoice that waits for money. */
export type OpenInvoice = { readonly id: string; readonly dueMinor: number }

/**
 * Spreads an amount over open invoices in the order given, until it is used up. Minor units. What is left over is
 * nobody's.
 */
export function spread(amountMinor: number, open: readonly OpenInvoice[]): Map<string, number> {
  const parts = new Map<string, number>()
  let left = amountMinor
  for (const { id, dueMinor } of open) {
    const part = Math.min(left, dueMinor)
    if (part > 0) parts.set(id, part)
    left -= part
  }
  return parts
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './allocations.ts'

const open = [
  { id: 'old', dueMinor: 300 },
  { id: 'new', dueMinor: 500 }
]

test('money pays the first invoice before the next', () => {
  expect([...spread(400, open)]).toEqual([['old', 300], ['new', 100]])
  expect([...spread(1000, open)]).toEqual([['old', 300], ['new', 500]])
})

test('no invoice gets more than it asks for, and no more is given than came in', () => {
  const invoices = fc.uniqueArray(fc.record({ id: fc.uuid(), dueMinor: fc.nat(10_000) }), { selector: ({ id }) => id })
  fc.assert(
    fc.property(invoices, fc.nat(30_000), (some, amountMinor) => {
      const parts = spread(amountMinor, some)
      const sum = [...parts.values()].reduce((total, part) => total + part, 0)
      expect(sum).toBe(Math.min(amountMinor, some.reduce((total, one) => total + one.dueMinor, 0)))
      for (const { id, dueMinor } of some) expect(parts.get(id) ?? 0).toBeLessThanOrEqual(dueMinor)
    })
  )
})

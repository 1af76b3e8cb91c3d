import { createRequire } from 'node:module'
import { type ICruiseResult, cruise } from 'dependency-cruiser'
import { expect, test } from 'vitest'

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

test('nothing imports what its layer may not', async () => {
  const { output } = await cruise(['src'], { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true })
  const { totalCruised, violations } = (output as ICruiseResult).summary
  // 0 modules means that it could not read TypeScript, and then it finds no violations either.
  expect(totalCruised).toBeGreaterThan(120)
  expect(violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)).toEqual([])
}, 60_000)

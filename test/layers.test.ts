import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type ICruiseResult, cruise } from 'dependency-cruiser'
import { expect, test } from 'vitest'

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

test('nothing imports what its layer may not', async () => {
  const { output } = await cruise(['src'], { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true })
  const { modules, summary: { violations } } = output as ICruiseResult
  // Modules that it could not read have no violations either.
  const read = new Set(modules.filter(({ dependencies }) => dependencies.length > 0).map(({ source }) => source))
  const files = globSync('src/**/*.{ts,tsx}').filter((file) => / from '[#.].*\.tsx?'$/m.test(readFileSync(file, 'utf8')))
  expect(files.length).toBeGreaterThan(500)
  expect(files.filter((file) => !read.has(file.replaceAll('\\', '/')))).toEqual([])
  expect(violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)).toEqual([])
}, 60_000)

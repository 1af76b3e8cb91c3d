import { describe, expect, test } from 'vitest'
import { fieldsOf, importTargets } from '#shared/contract/imports.ts'
import { languages } from '#shared/contract/app.ts'
import { resourcesDir } from '#test/app.ts'
import { matchColumns, suggestTarget } from './aliases.ts'
import { fieldWords } from './names.ts'

describe.each(languages)('what fields are called in %s', (language) => {
  const words = fieldWords(language, resourcesDir)
  test.each(importTargets)('a table of the kind %s with our own headers is matched by them', (target) => {
    const fields = fieldsOf[target]
    const columns = fields.map((field) => ({ header: words[field] ?? '', samples: [], kind: 'text' as const }))
    expect(matchColumns(target, columns).map(({ field }, index) => `${columns[index]!.header}: ${field}`)).toEqual(fields.map((field) => `${words[field]}: ${field}`))
    expect(suggestTarget(columns, 'tabela.xlsx')).toBe(target)
  })
})

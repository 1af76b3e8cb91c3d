import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from './log.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'klientela-log-'))

test('what went wrong is in the log with where it went wrong', () => {
  const log = openLog(folder())
  log.info('started')
  log.error('call deals.move', new Error('no such stage'))
  const text = readFileSync(log.file, 'utf8')
  expect(text).toMatch(/\[info\]\s+started/)
  expect(text).toMatch(/\[error\]\s+call deals\.move Error: no such stage\n\s+at /)
})

test('a log that grew large is put aside once', () => {
  const log = openLog(folder())
  writeFileSync(log.file, 'x'.repeat(3_000_000))
  log.info('after')
  expect(readFileSync(log.file, 'utf8').length).toBeLessThan(1000)
  expect(readFileSync(log.file.replace('.log', '.old.log'), 'utf8')).toHaveLength(3_000_000)
})

test('where no log can be written the program runs on', () => {
  const file = join(folder(), 'a-file')
  writeFileSync(file, '')
  const log = openLog(file)
  log.info('nobody reads this')
  expect(readFileSync(file, 'utf8')).toBe('')
})

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArguments, runtimeFolder } from './launch.ts'

const folder = mkdtempSync(join(tmpdir(), 'klientela-launch-'))

test('the data folder can be named in both usual ways', () => {
  expect(readArguments(['--data-dir=/data/one'], '/home').dataDir).toBe('/data/one')
  expect(readArguments(['--data-dir', 'two'], '/home').dataDir).toBe('/home/two')
  expect(readArguments(['--lang=pl', '--data-dir='], '/home').dataDir).toBeUndefined()
})

test('files to import that exist count as chosen, other arguments do not', () => {
  writeFileSync(join(folder, 'firmy.xlsx'), '')
  writeFileSync(join(folder, 'run.exe'), '')
  expect(readArguments(['.', 'firmy.xlsx', 'run.exe', 'missing.csv', '--x=firmy.xlsx'], folder).files).toEqual([join(folder, 'firmy.xlsx')])
})

test('a data folder that cannot be written still lets a window open', () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const aside = runtimeFolder(join(file, 'data'))
  expect(aside.isWritable).toBe(false)
  expect(aside.folder.startsWith(tmpdir())).toBe(true)
  expect(runtimeFolder(join(folder, 'data'))).toEqual({ folder: join(folder, 'data', 'window'), isWritable: true })
})

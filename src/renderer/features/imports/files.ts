import type { TFunction } from 'i18next'
import type { ImportTarget } from '#shared/contract/imports.ts'
import { call, startJob } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { language } from '../../app/i18n.ts'
import { notifyDone } from '../../app/notify.ts'
import { addFiles, openFiles } from './wizard.ts'

const extensions = ['xlsx', 'xlsm', 'xls', 'ods', 'csv', 'tsv', 'txt', 'vcf']

async function choosePaths(t: TFunction<'imports'>): Promise<readonly string[]> {
  return call('shell.chooseOpenPaths', {
    title: t('file.dialog'),
    filters: [
      { name: t('file.kinds'), extensions },
      { name: t('file.all'), extensions: ['*'] }
    ]
  })
}

/** Asks for files and opens them. */
export async function chooseFile(t: TFunction<'imports'>): Promise<void> {
  try {
    const paths = await choosePaths(t)
    if (paths.length > 0) await openFiles(paths)
  } catch (error) {
    showError(error)
  }
}

/** Asks for more files beside those that are open. */
export async function chooseMore(t: TFunction<'imports'>): Promise<void> {
  try {
    const paths = await choosePaths(t)
    if (paths.length > 0) await addFiles(paths)
  } catch (error) {
    showError(error)
  }
}

/** Opens the sample that ships with the program. */
export async function openSample(): Promise<void> {
  try {
    await openFiles([await call('shell.samplePath', {})])
  } catch (error) {
    showError(error)
  }
}

/** Saves an empty table with the columns of a kind of record, to be filled in. */
export async function saveSample(t: TFunction<'imports'>, target: ImportTarget): Promise<void> {
  try {
    const path = await chooseSavePath({ title: t('file.saveSample'), name: t('file.sampleName', { target: t(`target.${target}`) }), extension: 'xlsx', kind: t('result.xlsx') })
    if (path === null) return
    await startJob('imports.saveSample', { path, target, language: language() }).promise
    notifyDone(t('file.sampleSaved', { name: fileName(path) }))
  } catch (error) {
    showError(error)
  }
}

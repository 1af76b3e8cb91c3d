import type { TFunction } from 'i18next'
import { useEffect, useState } from 'react'
import { call, pathOf } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'
import { openFile } from './wizard.ts'

/** Asks for a file and opens it. */
export async function chooseFile(t: TFunction<'imports'>): Promise<void> {
  try {
    const path = await call('shell.chooseOpenPath', {
      title: t('file.dialog'),
      filters: [
        { name: t('file.kinds'), extensions: ['xlsx', 'xlsm', 'csv', 'txt', 'tsv'] },
        { name: t('file.all'), extensions: ['*'] }
      ]
    })
    if (path !== null) await openFile(path)
  } catch (error) {
    showError(error)
  }
}

/** Opens the sample that ships with the program. */
export async function openSample(): Promise<void> {
  try {
    await openFile(await call('shell.samplePath', {}))
  } catch (error) {
    showError(error)
  }
}

/** Takes a file dropped anywhere on the window while the screen is shown; says whether one hangs over it. */
export function useDroppedFile(isEnabled: boolean): boolean {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    if (!isEnabled) return
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setIsOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setIsOver(false)
      const file = event.dataTransfer?.files[0]
      const droppedPath = file ? pathOf(file) : ''
      if (droppedPath !== '') call('shell.acceptDroppedPath', { droppedPath }).then(openFile).catch(showError)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
      setIsOver(false)
    }
  }, [isEnabled])
  return isOver
}

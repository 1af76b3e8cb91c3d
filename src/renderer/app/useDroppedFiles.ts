import { useEffect, useState } from 'react'
import { useLatest } from '../ui/useLatest.ts'
import { call, pathOf } from './api.ts'
import { showError } from './errors.tsx'

/** Takes files dropped anywhere on the window while the screen is shown and wants them; says whether some hang over it. */
export function useDroppedFiles(isWanted: boolean, onPaths: (paths: readonly string[]) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  const latest = useLatest(onPaths)
  useEffect(() => {
    if (!isWanted) return
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
      const dropped = [...(event.dataTransfer?.files ?? [])].map(pathOf).filter((path) => path !== '')
      if (dropped.length === 0) return
      Promise.all(dropped.map((droppedPath) => call('shell.acceptDroppedPath', { droppedPath }))).then((paths) => latest.current(paths), showError)
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
  }, [isWanted, latest])
  return isOver
}

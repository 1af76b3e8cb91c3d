import { useDictionaries } from '../../app/dictionaries.ts'
import { usePreference } from '../../app/preferences.ts'
import { changeWizard, type Wizard } from './wizard.ts'

const ownFile = 'source-file'

type Source = {
  /** False until the sources and the last choice are read. */
  readonly isReady: boolean
  readonly sourceId: string | null
  readonly choose: (id: string) => void
  readonly remember: () => void
}

/** Where the rows come from (S-25): chosen for this file, else as last time, else from a file of our own. */
export function useSource(wizard: Wizard): Source {
  const { sources, isReady } = useDictionaries()
  const [last, setLast] = usePreference<string>('imports.source')
  const sourceId = [wizard.sourceId, last, ownFile].find((id) => sources.some((source) => source.id === id)) ?? null
  return {
    isReady: isReady && last !== undefined,
    sourceId,
    choose: (id) => changeWizard({ sourceId: id }),
    remember: () => {
      if (sourceId !== last) setLast(sourceId)
    }
  }
}

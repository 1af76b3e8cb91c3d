import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dictionaries, Named } from '#shared/contract/app.ts'
import { useRead } from './data.ts'

const nothing: Dictionaries = { users: [], pipelines: [], stages: [], lostReasons: [], sources: [], awaySources: [], dispositions: [], vatRates: [] }

type NamedKind = 'stage' | 'pipeline' | 'lostReason' | 'source' | 'disposition'

/** What a built-in row is called where nobody has given it a name, by its kind. */
export type NameOf = (kind: NamedKind, row: Named) => string

export type DictionaryWords = Dictionaries & {
  /** False until the first answer, a few milliseconds after the start. */
  readonly isReady: boolean
  readonly nameOf: NameOf
  /** Names by id; an empty text for an id that is not known or null. */
  readonly userName: (id: string | null) => string
  readonly stageName: (id: string | null) => string
  readonly pipelineName: (id: string | null) => string
  readonly lostReasonName: (id: string | null) => string
  readonly sourceName: (id: string | null) => string
  /** Sources to choose from; one that was put away stands among them where it is the one chosen. */
  readonly sourceOptions: (chosenId?: string | null) => { readonly value: string; readonly label: string }[]
  readonly dispositionName: (id: string | null) => string
  /** The outcome of a call, with the reason where the client did not want to buy. */
  readonly callOutcome: (call: { readonly dispositionId: string; readonly reasonId: string | null }) => string
}

/** People, stages, reasons, sources, outcomes and VAT rates with their names in the user's language. */
export function useDictionaries(): DictionaryWords {
  const { data } = useRead('app.dictionaries', {})
  const { t } = useTranslation('builtins')
  return useMemo(() => {
    const rows = data ?? nothing
    const nameOf: NameOf = (kind, row) => row.name ?? (row.nameKey === null ? '' : t(`${kind}.${row.nameKey}` as 'stage.won'))
    const namesBy = (kind: NamedKind, list: readonly Named[]) => {
      const byId = new Map(list.map((row) => [row.id, nameOf(kind, row)]))
      return (id: string | null) => (id === null ? '' : (byId.get(id) ?? ''))
    }
    const lostReasonName = namesBy('lostReason', rows.lostReasons)
    const dispositionName = namesBy('disposition', rows.dispositions)
    const users = new Map(rows.users.map((user) => [user.id, user.name]))
    return {
      ...rows,
      isReady: data !== undefined,
      nameOf,
      userName: (id) => (id === null ? '' : (users.get(id) ?? '')),
      stageName: namesBy('stage', rows.stages),
      pipelineName: namesBy('pipeline', rows.pipelines),
      lostReasonName,
      sourceName: namesBy('source', [...rows.sources, ...rows.awaySources]),
      sourceOptions: (chosenId) =>
        [...rows.awaySources.filter(({ id }) => id === chosenId), ...rows.sources].map((source) => ({ value: source.id, label: nameOf('source', source) })),
      dispositionName,
      callOutcome: ({ dispositionId, reasonId }) => [dispositionName(dispositionId), lostReasonName(reasonId)].filter(Boolean).join(': ')
    }
  }, [data, t])
}

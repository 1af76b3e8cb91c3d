import { useUrlState } from '../../app/navigation.ts'
import { MergeClients } from './MergeClients.tsx'
import { PairList } from './PairList.tsx'

const nobody: readonly string[] = []

/** The worklist of clients that may be one, or some of them side by side: `/duplicates?ids=["…","…"]`. */
export function DuplicatesScreen() {
  const [ids] = useUrlState<readonly string[]>('ids', nobody)
  const [from] = useUrlState<'pairs' | 'clients'>('from', 'clients')
  return ids.length > 1 ? <MergeClients key={ids.join(' ')} ids={ids} isFromPairs={from === 'pairs'} /> : <PairList />
}

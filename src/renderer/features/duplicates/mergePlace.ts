import { go } from '../../app/navigation.ts'

/** Lays clients side by side; from the worklist it goes on with the next pair afterwards. */
export function openMerge(ids: readonly string[], from: 'pairs' | 'clients'): void {
  go(`/duplicates?${new URLSearchParams({ ids: JSON.stringify(ids), from: JSON.stringify(from) })}`)
}

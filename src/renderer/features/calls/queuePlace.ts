/** The desk of a list with that very client on it. */
export function queuePlace({ callListId, entryId }: { readonly callListId: string; readonly entryId: string }): string {
  return `/calling/${callListId}?entry=${encodeURIComponent(JSON.stringify(entryId))}`
}

/** Chosen rows: some by their ids, or all results of the filter but a few. */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'all'; readonly except: ReadonlySet<string> }

export const noSelection: Selection = { kind: 'some', ids: new Set() }
export const everything: Selection = { kind: 'all', except: new Set() }

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id)
}

/** How many rows are chosen out of `total`. */
export function selectionCount(selection: Selection, total: number): number {
  return selection.kind === 'some' ? selection.ids.size : total - selection.except.size
}

/** The selection with these rows chosen, or left out. */
export function withRows(selection: Selection, ids: readonly string[], isChosen: boolean): Selection {
  const named = new Set(selection.kind === 'some' ? selection.ids : selection.except)
  for (const id of ids) {
    if (isChosen === (selection.kind === 'some')) named.add(id)
    else named.delete(id)
  }
  return selection.kind === 'some' ? { kind: 'some', ids: named } : { kind: 'all', except: named }
}

/** A dialog, menu or list box is open: keys belong to it. */
export function isSomethingOpen(): boolean {
  const floating = document.querySelectorAll('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]')
  return [...floating].some((element) => element.checkVisibility())
}

/** The user types there, so single letters are text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'))
}

const tabbable = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), [tabindex="0"]'

/** What Tab comes to inside an element, from its beginning; of a group of radios only the chosen one. */
export function tabbableIn(root: Element): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(tabbable)].filter(
    (element) => element.tabIndex >= 0 && element.checkVisibility() && !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
  )
}

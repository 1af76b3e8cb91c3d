const isMac = navigator.platform.startsWith('Mac')

/** A key as the user knows it: '$mod+KeyK' is 'Ctrl K', on a Mac '⌘K'. Written for labels and tooltips. */
export function keyNames(keys: string): readonly string[] {
  return keys.split('+').map((key) => named[key] ?? key.replace(/^\[?(Key|Digit)/, '').replace(/[[\]()]/g, ''))
}

const named: Readonly<Record<string, string>> = {
  $mod: isMac ? '⌘' : 'Ctrl',
  Control: isMac ? '⌃' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  '[Shift]': '',
  Alt: isMac ? '⌥' : 'Alt',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Slash: '/',
  Backspace: '⌫',
  Delete: 'Del'
}

import { keyNames } from './keys.ts'
import css from './small.module.css'

/** The key of an action, beside its words. */
export function Kbd({ keys, isOnMain }: { readonly keys: string; readonly isOnMain?: boolean }) {
  return (
    <kbd className={css.kbd} data-main={isOnMain || undefined}>
      {keyNames(keys).filter((name) => name !== '').join(' ')}
    </kbd>
  )
}

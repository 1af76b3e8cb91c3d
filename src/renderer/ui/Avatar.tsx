import css from './small.module.css'

const hues = 6

/** A person's initials on a colour that stays the same for the name. */
export function Avatar({ initials, name, size }: { readonly initials: string; readonly name: string; readonly size?: number }) {
  const hue = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues
  const side = size ?? 18
  return (
    <span className={css.avatar} data-hue={hue} style={{ width: side, height: side, fontSize: Math.max(8.5, side * 0.42) }} title={name} role="img" aria-label={name}>
      <span aria-hidden>{initials}</span>
    </span>
  )
}

/** 'Anna Kowalska' is 'AK'. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase()
}

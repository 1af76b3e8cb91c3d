import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { type FieldHint, hintProps } from './fieldHint.tsx'
import css from './small.module.css'

type InlineEditProps = {
  /** What is edited, for screen readers. */
  readonly label: string
  readonly value: string
  /** Saves; a failed promise keeps the field open with what was typed. */
  readonly onSave: (text: string) => unknown
  readonly placeholder?: string
  readonly error?: string | null
  readonly multiline?: boolean
  readonly disabled?: boolean
  /** How the value is shown while it is not edited. */
  readonly format?: (value: string) => string
  /** Looks at the text as it is typed. */
  readonly check?: (text: string) => FieldHint | null
}

/** Text that is edited where it stands: a click, E or F2 opens it, Enter saves, Esc leaves it as it was. */
export function InlineEdit({ label, value, onSave, placeholder, error, multiline, disabled, format, check }: InlineEditProps) {
  const [text, setText] = useState<string | null>(null)
  const shown = useRef<HTMLButtonElement>(null)
  const isSaving = useRef(false)

  const givesFocusBack = useRef(false)

  useEffect(() => {
    if (text === null && givesFocusBack.current) shown.current?.focus()
    givesFocusBack.current = false
  }, [text])

  function close(isByKey: boolean) {
    givesFocusBack.current = isByKey
    setText(null)
  }

  async function save(isByKey: boolean) {
    if (text === null || isSaving.current) return
    if (text.trim() === value.trim()) return close(isByKey)
    isSaving.current = true
    try {
      await onSave(text.trim())
      close(isByKey)
    } catch {
      // The caller's command has said why; what was typed stays.
    } finally {
      isSaving.current = false
    }
  }

  if (text === null) {
    return (
      <button
        ref={shown}
        type="button"
        className={css.inline}
        data-empty={value === '' || undefined}
        disabled={disabled}
        aria-label={`${label}: ${value === '' ? (placeholder ?? '') : (format?.(value) ?? value)}`}
        onClick={() => setText(value)}
        onKeyDown={(event) => {
          if (event.code !== 'F2' && event.code !== 'KeyE') return
          if (event.ctrlKey || event.metaKey || event.altKey) return
          event.preventDefault()
          event.stopPropagation()
          setText(value)
        }}
      >
        {value === '' ? placeholder : (format?.(value) ?? value)}
      </button>
    )
  }

  const hint = text.trim() === '' || text.trim() === value.trim() ? null : (check?.(text.trim()) ?? null)
  const field = {
    'aria-label': label,
    value: text,
    placeholder,
    ...hintProps(hint, error),
    autoFocus: true,
    'data-autofocus': true,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => setText(event.currentTarget.value),
    onBlur: () => void save(false),
    onFocus: (event: { readonly currentTarget: { select: () => void } }) => event.currentTarget.select(),
    onKeyDown: (event: KeyboardEvent) => {
      const isEnter = event.key === 'Enter' && !event.nativeEvent.isComposing && (!multiline || event.ctrlKey || event.metaKey)
      if (event.key === 'Escape') close(true)
      else if (isEnter) void save(true)
      else return
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return multiline ? <Textarea autosize minRows={2} maxRows={12} {...field} /> : <TextInput {...field} />
}

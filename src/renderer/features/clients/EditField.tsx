import { useState } from 'react'
import { whyNot } from '../../app/errors.tsx'
import type { FieldHint } from '../../ui/fieldHint.tsx'
import { InlineEdit } from '../../ui/InlineEdit.tsx'

type EditFieldProps = {
  readonly label: string
  readonly value: string
  readonly save: (text: string) => Promise<unknown>
  readonly placeholder: string
  readonly multiline?: boolean
  readonly format?: (value: string) => string
  readonly check?: (text: string) => FieldHint | null
}

/** A text edited in place that says under itself why it was not taken. */
export function EditField({ save, ...shown }: EditFieldProps) {
  const [error, setError] = useState<string | null>(null)
  async function onSave(text: string) {
    const why = await whyNot(() => save(text))
    setError(why)
    if (why !== null) throw new Error(why)
  }
  return <InlineEdit {...shown} error={error} onSave={onSave} />
}

import { useState } from 'react'
import { errorText, fieldErrors, showError, toAppError } from '../../app/errors.tsx'
import { InlineEdit, type FieldHint } from '../../ui/InlineEdit.tsx'

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
    try {
      await save(text)
      setError(null)
    } catch (thrown) {
      const problem = toAppError(thrown)
      if (problem.data.code === 'validation') setError(Object.values(fieldErrors(problem))[0] ?? errorText(problem))
      else showError(problem)
      throw problem
    }
  }
  return <InlineEdit {...shown} error={error} onSave={onSave} />
}

import { TextInput, type TextInputProps } from '@mantine/core'
import { type FieldHint, hintProps } from './fieldHint.tsx'

type CheckedInputProps = Omit<TextInputProps, 'value' | 'description' | 'inputWrapperOrder'> & {
  readonly value: string
  /** Looks at the text as it is typed. */
  readonly check: (text: string) => FieldHint
}

/** A text input that says while it is typed whether the value can be right. */
export function CheckedInput({ check, error, ...input }: CheckedInputProps) {
  const text = input.value.trim()
  return <TextInput {...input} {...hintProps(text === '' ? null : check(text), error)} />
}

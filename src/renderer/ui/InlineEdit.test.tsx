import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { answering, show } from '#test/screen.tsx'
import { InlineEdit } from './InlineEdit.tsx'

const edit = (onSave: (text: string) => unknown, error?: string) =>
  show(<InlineEdit label="Town" value="Łódź" onSave={onSave} error={error ?? null} />, answering({}))

test('a click opens the field, Enter saves and gives the focus back', async () => {
  const save = vi.fn()
  const { user } = edit(save)
  await user.click(screen.getByRole('button', { name: 'Town: Łódź' }))
  await user.clear(screen.getByRole('textbox', { name: 'Town' }))
  await user.keyboard('Kraków{Enter}')
  expect(save).toHaveBeenCalledExactlyOnceWith('Kraków')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Łódź'))
})

test('F2 opens the field and Escape leaves everything as it was', async () => {
  const save = vi.fn()
  const { user } = edit(save)
  screen.getByRole('button', { name: 'Town: Łódź' }).focus()
  await user.keyboard('{F2}Kraków{Escape}')
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(save).not.toHaveBeenCalled()
})

test('what was typed stays in the field when it cannot be saved', async () => {
  const { user } = edit(() => Promise.reject(new Error('no')), 'This town is not known')
  await user.click(screen.getByRole('button', { name: 'Town: Łódź' }))
  await user.keyboard('x{Enter}')
  await waitFor(() => expect(screen.getByText('This town is not known')).toBeTruthy())
  expect((screen.getByRole('textbox', { name: 'Town' }) as HTMLInputElement).value).toContain('x')
})

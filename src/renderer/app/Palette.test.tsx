import { screen } from '@testing-library/react'
import { act } from 'react'
import { expect, test, vi } from 'vitest'
import { answering, show } from '#test/screen.tsx'
import { useAction } from './actions.ts'
import { openPalette, Palette } from './Palette.tsx'

test('the palette finds a client by a part of the name and Enter opens the first one', async () => {
  const open = vi.fn()
  const find = async (text: string) => (text === 'wis' ? [{ id: 'c1', label: 'Hurtownia Wisła', open }] : [])
  const { user } = show(<Palette searchProvider={find} />, answering({}))
  act(() => openPalette())
  await user.type(await screen.findByRole('textbox'), 'wis')
  await screen.findByText('Hurtownia Wisła')
  await user.keyboard('{Enter}')
  expect(open).toHaveBeenCalledTimes(1)
})

test('what can be done now is in the palette with its key', async () => {
  function Screen() {
    useAction('create', () => {}, { label: 'New client' })
    return <Palette />
  }
  show(<Screen />, answering({}))
  act(() => openPalette())
  expect((await screen.findByText('New client')).closest('[data-action]')?.textContent).toContain('Ctrl N')
})

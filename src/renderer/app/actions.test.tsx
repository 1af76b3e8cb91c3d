import { Modal, TextInput } from '@mantine/core'
import { act, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { answering, show } from '#test/screen.tsx'
import { keysOf, useAction, useActionKeys, useActions } from './actions.ts'

function Screen({ create, win, isAsking }: { readonly create: () => void; readonly win: () => void; readonly isAsking?: boolean }) {
  useActionKeys()
  useAction('create', create)
  useActions([{ id: 'deals.win', label: 'Won', keys: 'KeyW', run: win }])
  return (
    <>
      <TextInput label="Search" />
      <Modal opened={isAsking === true} onClose={() => {}} title="Sure?">Really</Modal>
    </>
  )
}

test('Ctrl+N makes a new one on the screen shown, also while typing; a plain letter only when nobody types', async () => {
  const [create, win] = [vi.fn(), vi.fn()]
  const { user } = show(<Screen create={create} win={win} />, answering({}))
  await user.keyboard('{Control>}n{/Control}w')
  await user.click(screen.getByLabelText('Search'))
  await user.keyboard('{Control>}n{/Control}w')
  expect(create).toHaveBeenCalledTimes(2)
  expect(win).toHaveBeenCalledTimes(1)
})

test('keys are silent while a dialog is open', async () => {
  const [create, win] = [vi.fn(), vi.fn()]
  const { user } = show(<Screen create={create} win={win} isAsking />, answering({}))
  await user.keyboard('{Control>}n{/Control}w')
  expect(create).not.toHaveBeenCalled()
  expect(win).not.toHaveBeenCalled()
})

test('an entry of the native menu does what its key does', () => {
  const create = vi.fn()
  const bridge = answering({})
  show(<Screen create={create} win={() => {}} />, bridge)
  act(() => bridge.emit('action', { id: 'create' }))
  expect(create).toHaveBeenCalledTimes(1)
})

test('keys are read by their place, so that they work on a Cyrillic layout', () => {
  expect(keysOf('CmdOrCtrl+K')).toBe('$mod+KeyK')
  expect(keysOf('CmdOrCtrl+1')).toBe('$mod+Digit1')
  expect(keysOf('CmdOrCtrl+/')).toBe('$mod+Slash')
  expect(keysOf('CmdOrCtrl+Left')).toBe('$mod+ArrowLeft')
  expect(keysOf('F1')).toBe('F1')
})

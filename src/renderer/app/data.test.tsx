import { act, screen, waitFor } from '@testing-library/react'
import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect } from 'react'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { query, returns } from '#shared/contract/define.ts'
import { conflict, invalid, ioFailed } from '#shared/result.ts'
import { answering, show } from '#test/screen.tsx'
import { arraySource } from '../ui/rowSource.ts'
import { useCommand, useRead } from './data.ts'
import { ErrorBoundary } from './errors.tsx'
import { notifyDone } from './notify.ts'
import { useRows } from './useRows.ts'

const contract = {
  'clients.get': query(z.unknown(), returns<unknown>(), ['client']),
  'clients.list': query(z.unknown(), returns<unknown>(), ['client', 'client_summary']),
  'deals.get': query(z.unknown(), returns<unknown>(), ['deal'])
}

const titleOf = (deal: unknown) => (deal as { readonly title: string } | undefined)?.title

function Client() {
  const client = useRead('clients.get', { id: 'c1' })
  const deal = useRead('deals.get', { dealId: 'd1' })
  if (client.error) throw client.error
  return <p>{`${client.data?.name} ${titleOf(deal.data)}`}</p>
}

test('a screen reads again what has changed, and nothing else', async () => {
  let name = 'Jesion'
  const bridge = answering({ 'clients.get': () => ({ name }), 'deals.get': () => ({ title: 'chairs' }) })
  show(<Client />, bridge, { contract })
  await screen.findByText('Jesion chairs')
  name = 'Jesion Sp. z o.o.'
  act(() => bridge.emit('changed', { tables: ['client'] }))
  await screen.findByText('Jesion Sp. z o.o. chairs')
  expect(bridge.asked.map(([operation]) => operation)).toEqual(['clients.get', 'deals.get', 'clients.get'])
})

test('at midnight everything is read again', async () => {
  const bridge = answering({ 'clients.get': () => ({ name: 'Jesion' }), 'deals.get': () => ({ title: 'chairs' }) })
  show(<Client />, bridge, { contract })
  await screen.findByText('Jesion chairs')
  act(() => bridge.emit('changed', { tables: [] }))
  await waitFor(() => expect(bridge.asked).toHaveLength(4))
})

test('a screen that cannot read says why and tries again when asked', async () => {
  let isBroken = true
  const bridge = answering({
    'clients.get': () => {
      if (isBroken) throw conflict('busy')
      return { name: 'Jesion' }
    },
    'deals.get': () => ({ title: 'chairs' })
  })
  const { user } = show(<ErrorBoundary><Client /></ErrorBoundary>, bridge, { contract })
  await screen.findByText('Klientela is still busy. Try again in a moment.')
  isBroken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('Jesion chairs')
})

function Rename() {
  const form = useForm({ mode: 'controlled', initialValues: { name: '' } })
  const rename = useCommand('settings.renameUser', { form })
  return (
    <form onSubmit={form.onSubmit((values) => rename.mutate(values))}>
      <TextInput label="Name" {...form.getInputProps('name')} />
      <Button type="submit">Save</Button>
    </form>
  )
}

test('a value that cannot be used is explained under its field', async () => {
  const bridge = answering({
    'settings.renameUser': () => {
      throw invalid('input', undefined, { name: 'too_small' })
    }
  })
  const { user } = show(<Rename />, bridge)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Fill this in.')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a rule that forbids it is said in a toast, in plain words', async () => {
  const bridge = answering({
    'settings.renameUser': () => {
      throw conflict('busy')
    }
  })
  const { user } = show(<Rename />, bridge)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Klientela is still busy. Try again in a moment.')
})

test('what the disk refuses is shown in a dialog with details to copy', async () => {
  const bridge = answering({
    'settings.renameUser': () => {
      throw ioFailed('store.disk_full')
    }
  })
  const { user } = show(<Rename />, bridge)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('The disk is full')
  expect(screen.getByRole('button', { name: 'Copy details' })).toBeTruthy()
})

test('what was done can be taken back from its toast', async () => {
  const bridge = answering({ 'settings.renameUser': () => ({ id: 'u1' }), 'journal.undo': () => ({ name: 'settings.renameUser', opCount: 1 }) })
  const called = bridge.call
  const { user } = show(<RenameAndSay />, { ...bridge, call: async (...asked) => ({ ...(await called(...asked)), changeId: 'change-1' }) as never })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  await screen.findByText('Taken back')
  expect(bridge.asked.at(-1)).toEqual(['journal.undo', { changeId: 'change-1' }])
})

function RenameAndSay() {
  const rename = useCommand('settings.renameUser')
  return <Button onClick={() => rename.mutate({ name: 'Anna' }, { onSuccess: ({ changeId }) => notifyDone('Renamed', changeId) })}>Save</Button>
}

const all = Array.from({ length: 1000 }, (_, index) => ({ id: `c${index}` }))
type Read = ReturnType<typeof useRows<'clients.list'>>

function Rows({ sort, onRead }: { readonly sort: 'name' | 'town'; readonly onRead?: (rows: Read) => void }) {
  const rows = useRows('clients.list', { filter: {}, sort: { by: sort, direction: 'asc' } } as never)
  useEffect(() => {
    onRead?.(rows)
  })
  return <p>{`${rows.total} ${rows.rowAt(500)?.id ?? '-'}`}</p>
}

test('a list reads only the pages in view, at most 200 rows each, and jumps anywhere', async () => {
  const bridge = answering({
    'clients.list': ({ page }: { page: { offset: number; limit: number } }) => ({ rows: all.slice(page.offset, page.offset + page.limit), total: 1000 })
  })
  let rows: Read | undefined
  show(<Rows sort="name" onRead={(read) => { rows = read }} />, bridge, { contract })
  await screen.findByText('1000 -')
  act(() => rows?.show(480, 520))
  await screen.findByText('1000 c500')
  const pages = bridge.asked.map(([, input]) => (input as { page: { offset: number; limit: number } }).page)
  expect(pages.map((page) => page.offset)).toEqual([0, 400, 500])
  expect(Math.max(...pages.map((page) => page.limit))).toBeLessThanOrEqual(200)
  expect(await rows?.loadRange(395, 10)).toEqual(await arraySource(all).loadRange(395, 10))
})

test('rows stay on the screen while another order is read', async () => {
  const answers: (() => void)[] = []
  let isSlow = false
  const bridge = answering({
    'clients.list': async ({ page }: { page: { offset: number; limit: number } }) => {
      if (isSlow) await new Promise<void>((resolve) => answers.push(resolve))
      return { rows: all.slice(page.offset, page.offset + page.limit), total: isSlow ? 7 : 1000 }
    }
  })
  const shown = show(<Rows sort="name" />, bridge, { contract })
  await screen.findByText('1000 -')
  isSlow = true
  shown.rerenderInside(<Rows sort="town" />)
  await waitFor(() => expect(answers).toHaveLength(1))
  expect(screen.getByText('1000 -')).toBeTruthy()
  act(() => answers[0]?.())
  await screen.findByText('7 -')
})

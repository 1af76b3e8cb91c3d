import { screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { answering, show } from '#test/screen.tsx'
import type { Column, TableLayout } from './columns.ts'
import { DataTable } from './DataTable.tsx'
import { arraySource, type RowSource } from './rowSource.ts'
import { noSelection, selectionCount, type Selection } from './selection.ts'

type Client = { readonly id: string; readonly name: string; readonly town: string }

const clients = (count: number): Client[] => Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: `Client ${index}`, town: 'Łódź' }))

const columns: readonly Column<Client>[] = [
  { id: 'name', header: 'Name', width: 200, grow: 1, isSortable: true, isLink: true, render: (client) => client.name },
  { id: 'town', header: 'Town', width: 100, render: (client) => client.town }
]

function Table(props: {
  readonly source: RowSource<Client>
  readonly onOpen?: (client: Client) => void
  readonly onSelection?: (selection: Selection) => void
  readonly onLayout?: (layout: TableLayout | null) => void
}) {
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [sort, setSort] = useState<{ by: string; direction: 'asc' | 'desc' } | null>(null)
  return (
    <DataTable
      label="Clients"
      columns={columns}
      source={props.source}
      sort={sort}
      onSortChange={setSort}
      selection={selection}
      onSelectionChange={(next) => {
        setSelection(next)
        props.onSelection?.(next)
      }}
      onOpen={(client) => props.onOpen?.(client)}
      onLayoutChange={(layout) => props.onLayout?.(layout)}
      rowKeys={{ KeyC: (client) => props.onOpen?.({ ...client, name: `call ${client.name}` }) }}
      empty={<p>No clients yet</p>}
      autoFocus
    />
  )
}

const marked = () => document.querySelector('[data-cursor]')?.textContent
const bridge = () => answering({})

test('the cursor moves by arrows, J and K, and Enter opens the client under it', async () => {
  const open = vi.fn()
  const { user } = show(<Table source={arraySource(clients(50))} onOpen={open} />, bridge())
  await user.keyboard('{ArrowDown}jj{ArrowUp}k')
  expect(marked()).toContain('Client 1')
  await user.keyboard('{Enter}')
  expect(open).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'c1' }))
  await user.keyboard('{End}')
  expect(screen.getByRole('grid').getAttribute('aria-activedescendant')).toMatch(/-49$/)
})

test('a letter key acts on the client under the cursor', async () => {
  const open = vi.fn()
  const { user } = show(<Table source={arraySource(clients(5))} onOpen={open} />, bridge())
  await user.keyboard('{ArrowDown}c')
  expect(open).toHaveBeenLastCalledWith(expect.objectContaining({ name: 'call Client 1' }))
})

test('X selects, Shift with arrows selects a range, Ctrl+A selects all results and Escape nothing', async () => {
  let selection: Selection = noSelection
  const { user } = show(<Table source={arraySource(clients(300))} onSelection={(next) => (selection = next)} />, bridge())
  await user.keyboard('x')
  expect(selectionCount(selection, 300)).toBe(1)
  await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  await waitFor(() => expect(selectionCount(selection, 300)).toBe(3))
  await user.keyboard('{Control>}a{/Control}')
  expect(selection).toEqual({ kind: 'all', except: new Set() })
  await user.keyboard('x')
  expect(selectionCount(selection, 300)).toBe(299)
  await user.keyboard('{Escape}')
  expect(selection).toEqual(noSelection)
})

test('a range over rows that are not in view yet selects them too', async () => {
  let selection: Selection = noSelection
  const all = clients(1000)
  const source: RowSource<Client> = { ...arraySource(all), rowAt: (index) => (index < 100 ? all[index] : undefined) }
  const { user } = show(<Table source={source} onSelection={(next) => (selection = next)} />, bridge())
  await user.keyboard('{Shift>}{End}{/Shift}')
  await waitFor(() => expect(selectionCount(selection, 1000)).toBe(1000))
})

test('of a hundred thousand rows only those in view exist, and screen readers hear the whole number', () => {
  show(<Table source={arraySource(clients(100_000))} />, bridge())
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('100001')
  expect(screen.getAllByRole('row').length).toBeLessThan(60)
})

test('a click on a head sorts, a second one turns the order round', async () => {
  const { user } = show(<Table source={arraySource(clients(3))} />, bridge())
  const head = screen.getByRole('columnheader', { name: /Name/ })
  await user.click(within(head).getByRole('button'))
  expect(head.getAttribute('aria-sort')).toBe('ascending')
  await user.click(within(head).getByRole('button'))
  expect(head.getAttribute('aria-sort')).toBe('descending')
})

test('columns are hidden and moved from the menu of columns, and the new layout is told', async () => {
  const told = vi.fn()
  const { user } = show(<Table source={arraySource(clients(3))} onLayout={told} />, bridge())
  await user.click(screen.getByRole('button', { name: 'Columns' }))
  await user.click(await screen.findByRole('button', { name: 'Move Name right' }))
  expect(told).toHaveBeenLastCalledWith(expect.objectContaining({ order: ['town', 'name'] }))
  await user.click(screen.getByRole('checkbox', { name: 'Town' }))
  expect(screen.queryByRole('columnheader', { name: 'Town' })).toBeNull()
})

test('an empty list teaches what to do, but not before it is known to be empty', () => {
  show(<Table source={{ ...arraySource<Client>([]), isReady: false }} />, bridge())
  expect(screen.queryByText('No clients yet')).toBeNull()
  show(<Table source={arraySource<Client>([])} />, bridge())
  expect(screen.getByText('No clients yet')).toBeTruthy()
})

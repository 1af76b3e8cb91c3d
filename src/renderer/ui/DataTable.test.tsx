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

/** A table whose towns and groups are edited; saves into its own rows, and takes no town of one letter. */
function EditedTable({ onSave }: { readonly onSave?: (id: string, column: string, value: unknown) => void }) {
  const [rows, setRows] = useState([
    { id: 'a', name: 'Alfa', town: 'Kraków', size: null as string | null, groups: ['x'] as readonly string[], day: '2026-11-24' as string | null },
    { id: 'b', name: 'Beta', town: 'Łódź', size: 'large', groups: [], day: null }
  ])
  type EditedRow = (typeof rows)[number]
  const set = async (row: EditedRow, change: Partial<EditedRow>): Promise<null> => {
    onSave?.(row.id, Object.keys(change)[0]!, Object.values(change)[0])
    setRows((before) => before.map((one) => (one.id === row.id ? { ...one, ...change } : one)))
    return null
  }
  const editable: readonly Column<EditedRow>[] = [
    { id: 'name', header: 'Name', width: 100, isLink: true, render: (row) => row.name },
    {
      id: 'town',
      header: 'Town',
      width: 100,
      edit: { kind: 'text', maxLength: 50, value: (row) => row.town, save: async (row, town) => (town.length === 1 ? 'Write the whole name.' : set(row, { town })) },
      render: (row) => row.town
    },
    {
      id: 'size',
      header: 'Size',
      width: 100,
      edit: {
        kind: 'choice',
        options: [{ value: 'small', label: 'Small' }, { value: 'large', label: 'Large' }],
        emptyLabel: 'Not known',
        value: (row) => row.size,
        save: (row, size) => set(row, { size })
      },
      render: (row) => row.size
    },
    {
      id: 'groups',
      header: 'Groups',
      width: 100,
      edit: { kind: 'choices', options: [{ value: 'x', label: 'Xylophones' }, { value: 'y', label: 'Yards' }], value: (row) => row.groups, save: (row, groups) => set(row, { groups }) },
      render: (row) => row.groups.join(' ')
    },
    { id: 'day', header: 'Day', width: 100, edit: { kind: 'day', value: (row) => row.day, save: (row, day) => set(row, { day }) }, render: (row) => row.day }
  ]
  return <DataTable label="Clients" columns={editable} source={arraySource(rows)} autoFocus />
}

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

test('a cell is edited by keys: F2 opens it, Enter saves and goes to the row below, Escape leaves it as it was', async () => {
  const save = vi.fn()
  const { user } = show(<EditedTable onSave={save} />, bridge())
  await user.keyboard('[F2]')
  expect((screen.getByRole('textbox', { name: 'Town' }) as HTMLInputElement).value).toBe('Kraków')
  await user.keyboard('Gdynia{Enter}')
  await screen.findByText('Gdynia')
  expect(save).toHaveBeenLastCalledWith('a', 'town', 'Gdynia')
  expect(marked()).toContain('Beta')
  expect(document.activeElement).toBe(screen.getByRole('grid'))
  await user.keyboard('[F2]Sopot{Escape}')
  expect(screen.queryByRole('textbox')).toBeNull()
  screen.getByText('Łódź')
  await user.keyboard('[F2]{Enter}')
  expect(save).toHaveBeenCalledTimes(1)
})

test('what is not taken stays in the cell with the reason, until it is mended', async () => {
  const { user } = show(<EditedTable />, bridge())
  await user.keyboard('[F2]G{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('Write the whole name.')
  await user.keyboard('dynia{Enter}')
  await screen.findByText('Gdynia')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('Tab goes on from cell to cell and from row to row, through choices, several choices and days', async () => {
  const save = vi.fn()
  const { user } = show(<EditedTable onSave={save} />, bridge())
  await user.keyboard('[F2]Gdynia{Tab}')
  await screen.findByRole('combobox', { name: 'Size' })
  await screen.findByRole('option', { name: 'Large' })
  await user.keyboard('lar')
  await waitFor(() => expect(screen.queryByRole('option', { name: 'Small' })).toBeNull())
  await user.keyboard('{Tab}')
  await screen.findByRole('listbox', { name: 'Groups' })
  await user.keyboard('{ArrowDown} {Tab}')
  const day = await screen.findByRole('textbox', { name: 'Day' })
  await user.clear(day)
  await user.type(day, '31.02.2026{Tab}')
  await screen.findByText('Write a day, for example 24.11.2026', { selector: '[role=alert]' })
  await user.clear(day)
  await user.type(day, '2.12.2026{Tab}')
  expect(((await screen.findByRole('textbox', { name: 'Town' })) as HTMLInputElement).value).toBe('Łódź')
  expect(marked()).toContain('Beta')
  expect(save.mock.calls).toEqual([
    ['a', 'town', 'Gdynia'],
    ['a', 'size', 'large'],
    ['a', 'groups', ['x', 'y']],
    ['a', 'day', '2026-12-02']
  ])
  await user.keyboard('{Shift>}{Tab}{/Shift}')
  await screen.findByRole('textbox', { name: 'Day' })
  expect(marked()).toContain('Alfa')
})

test('a double click edits the cell under it, and a click elsewhere saves', async () => {
  const save = vi.fn()
  const { user } = show(<EditedTable onSave={save} />, bridge())
  await user.dblClick(screen.getByText('Łódź'))
  await user.keyboard('Sopot')
  await user.click(screen.getByText('Alfa'))
  await screen.findByText('Sopot')
  expect(save.mock.calls).toEqual([['b', 'town', 'Sopot']])
})

test('an empty list teaches what to do, but not before it is known to be empty', () => {
  show(<Table source={{ ...arraySource<Client>([]), isReady: false }} />, bridge())
  expect(screen.queryByText('No clients yet')).toBeNull()
  show(<Table source={arraySource<Client>([])} />, bridge())
  expect(screen.getByText('No clients yet')).toBeTruthy()
})

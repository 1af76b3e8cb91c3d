// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { ClientsScreen } from './ClientsScreen.tsx'
import { ClientScreen } from './ClientScreen.tsx'

// Typing letter by letter takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let app: TestApp

beforeEach(async () => {
  app = await openTestApp({ now: Date.now() })
})

afterEach(() => app.close())

test('an empty base says how clients come in', async () => {
  show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('No clients yet. Bring them in from an Excel file, or add the first one by hand.')
  screen.getByRole('button', { name: 'Look around with demo data' })
})

test('typing narrows the list, and a client who is there already shows while a new one is typed', async () => {
  await app.call('clients.create', { name: 'Meble Kowal Sp. z o.o.' })
  await app.call('clients.create', { name: 'Tartak Dąb' })
  const { user } = show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('Tartak Dąb')
  await user.type(screen.getByRole('searchbox'), 'kow')
  await waitFor(() => expect(screen.queryByText('Tartak Dąb')).toBeNull())
  screen.getByText('1 client')

  await user.click(screen.getByRole('button', { name: /New client/ }))
  const panel = await screen.findByRole('dialog')
  await user.type(within(panel).getByLabelText(/^Name/), 'Meble Kowal s.c.')
  await within(panel).findByText('Is it one of these?')
  await user.type(within(panel).getByLabelText('Phone'), '123')
  await user.click(within(panel).getByRole('button', { name: /Add the client/ }))
  await within(panel).findByText(/The number is too short/)
})

test('a chosen client is removed and brought back from the message', async () => {
  await app.call('clients.create', { name: 'Tartak Dąb' })
  const { user } = show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('Tartak Dąb')
  screen.getByRole('grid').focus()
  await user.keyboard('x')
  await user.click(await screen.findByRole('button', { name: 'More' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Remove' }))
  await screen.findByText('1 client removed')
  await waitFor(() => expect(screen.queryByText('Tartak Dąb')).toBeNull())
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await screen.findByText('Tartak Dąb')
})

test('the chosen clients become a call list, and others are added to it later', async () => {
  await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  await app.call('clients.create', { name: 'Bez telefonu' })
  const { user } = show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('Tartak Dąb')
  screen.getByRole('grid').focus()
  await user.keyboard('{Control>}a{/Control}')
  const add = async () => user.click(await screen.findByRole('button', { name: 'Add to call list…' }))
  await add()
  await user.type(await screen.findByRole('textbox', { name: /Name/ }), '  {Enter}')
  await screen.findByText('Give the list a name.')
  await user.type(screen.getByRole('textbox', { name: /Name/ }), 'November{Enter}')
  await screen.findByText('1 client in the list; 1 without a number')
  expect(await app.call('calls.lists', { state: 'open' })).toMatchObject([{ name: 'November', totalCount: 1 }])

  await app.call('clients.create', { name: 'Meble Wisła', phones: [{ text: '601 222 334', label: null }] })
  await screen.findByText('Meble Wisła')
  screen.getByRole('grid').focus()
  await user.keyboard('{Control>}a{/Control}')
  await add()
  await user.click(await screen.findByRole('combobox', { name: 'List' }))
  await user.click(await screen.findByRole('option', { name: 'November' }))
  await user.click(screen.getByRole('button', { name: /Add to the list/ }))
  const said = await screen.findByText('1 client added to November; 1 without a number; 1 already in it')
  await user.click(within(said.parentElement!).getByRole('button', { name: 'Undo' }))
  await waitFor(async () => expect(await app.call('calls.lists', { state: 'open' })).toMatchObject([{ totalCount: 1 }]))
})

test('a note and a next step are written on the card, and a wrong tax number says why', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  const { user } = show(<ClientScreen id={id} />, bridgeTo(app))
  await screen.findByText('No next step')
  screen.getByRole('button', { name: '+48 601 222 333', description: /asks for consent/ })
  await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Needs 40 chairs')
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  await screen.findByText('Needs 40 chairs')

  await user.click(screen.getByRole('radio', { name: /Task/ }))
  await user.type(await screen.findByPlaceholderText(/What is to be done/), 'Send the offer')
  await user.type(screen.getByPlaceholderText(/When/), 'tomorrow 10:30{Enter}')
  await screen.findByRole('checkbox', { name: 'Done: Send the offer' })

  await user.click(screen.getByRole('button', { name: 'NIP: add' }))
  await user.keyboard('526-025-02-75{Enter}')
  await screen.findByText(/The check digit does not fit/)
  await user.keyboard('{Escape}')
  expect((await app.call('clients.get', { id })).taxNumber).toBeNull()
})

test('clients are narrowed by a condition in plain words, with how many fit, and the view is kept under a name', async () => {
  const app = await openTestApp()
  await app.call('clients.create', { name: 'Meble Jesion', town: 'Łódź' })
  await app.call('clients.create', { name: 'Hotel Polonia', town: 'Kraków' })
  const { user } = show(<ClientsScreen />, bridgeTo(app), { language: 'en', place: '/clients' })
  await screen.findByText('Meble Jesion')
  await user.click(screen.getByRole('button', { name: 'More filters' }))
  await user.click(await screen.findByRole('menuitem', { name: /Conditions/ }))
  await screen.findByText('2 clients fit')
  await user.click(screen.getByRole('combobox', { name: 'What' }))
  await user.click(await screen.findByRole('option', { name: 'Town' }))
  await user.type(screen.getByRole('textbox', { name: 'Value' }), 'lodz')
  await screen.findByText('1 client fits')
  await user.click(screen.getByRole('button', { name: /Show them/ }))
  await screen.findByRole('button', { name: 'Town: contains „lodz”' })
  await waitFor(() => expect(screen.queryByText('Hotel Polonia')).toBeNull())

  await user.click(screen.getByRole('button', { name: /Views/ }))
  await user.click(await screen.findByRole('menuitem', { name: 'Save as a view' }))
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'From Łódź{Control>}{Enter}{/Control}')
  await screen.findByRole('button', { name: 'Views: From Łódź' })
  expect(await app.call('views.list', {})).toMatchObject([{ name: 'From Łódź', isForAll: false }])
  app.close()
})

test('a property is set for all results but one, and undo gives the former values back', async () => {
  const app = await openTestApp()
  const { id: propertyId } = await app.call('properties.create', { name: 'Size', kind: 'choice', isRequired: false, choices: ['small', 'large'] })
  for (const name of ['Alfa', 'Beta', 'Gamma']) await app.call('clients.create', { name })
  const { user } = show(<ClientsScreen />, bridgeTo(app), { language: 'en', place: '/clients' })
  await screen.findByText('Alfa')
  await user.keyboard('{Control>}a{/Control}x')
  await user.click(await screen.findByRole('button', { name: 'More' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Set a property' }))
  await user.click(await screen.findByRole('combobox', { name: 'Value' }))
  await user.click(await screen.findByRole('option', { name: 'large' }))
  await user.click(screen.getByRole('button', { name: /^Set/ }))
  const said = await screen.findByText('2 clients changed')
  const filled = { rules: { match: 'all' as const, rules: [{ field: 'property' as const, propertyId, test: { is: 'filled' as const } }] } }
  expect(await app.call('clients.count', { filter: filled })).toBe(2)
  await user.click(within(said.parentElement!).getByRole('button', { name: 'Undo' }))
  await waitFor(async () => expect(await app.call('clients.count', { filter: filled })).toBe(0))
  app.close()
})

test('cells are changed in the list with the checks of the card: a wrong tax number says why, a phone is kept as it is dialled', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', town: 'Łódź' })
  const { id: categoryId } = await app.call('categories.create', { name: 'VIP', color: 'red' })
  const { user } = show(<ClientsScreen />, bridgeTo(app), { language: 'en', place: '/clients' })
  await screen.findByText('Tartak Dąb')
  screen.getByRole('grid').focus()
  await user.keyboard('[F2]Tartak Dąb Sp. z o.o.{Tab}')
  await screen.findByRole('textbox', { name: 'Tax number' })
  await user.keyboard('526-025-02-75{Enter}')
  await screen.findByText(/The check digit does not fit/, { selector: '[role=alert]' })
  await user.clear(screen.getByRole('textbox', { name: 'Tax number' }))
  await user.keyboard('526-025-02-74{Tab}')
  await screen.findByRole('textbox', { name: 'Town' })
  await user.keyboard('{Tab}')
  await screen.findByRole('textbox', { name: 'Phone' })
  await user.keyboard('601 222 333{Tab}')
  await screen.findByRole('listbox', { name: 'Categories' })
  await user.keyboard(' {Tab}')
  await within(screen.getByRole('grid')).findByRole('combobox', { name: 'Owner' })
  await user.keyboard('no own{Enter}')
  await waitFor(async () =>
    expect(await app.call('clients.get', { id })).toMatchObject({ name: 'Tartak Dąb Sp. z o.o.', taxNumber: '5260250274', town: 'Łódź', ownerId: null, phones: [{ e164: '+48601222333' }] })
  )
  expect((await app.call('clients.properties', { clientId: id })).categoryIds).toEqual([categoryId])
  const said = await screen.findByText('Tartak Dąb Sp. z o.o. changed')
  await user.click(within(said.parentElement!).getByRole('button', { name: 'Undo' }))
  await waitFor(async () => expect((await app.call('clients.get', { id })).ownerId).not.toBeNull())
})

test('views are put in order and named, and one of them opens the list from then on', async () => {
  for (const [name, town] of [['Meble Jesion', 'Łódź'], ['Hotel Polonia', 'Kraków']]) await app.call('clients.create', { name: name!, town: town! })
  const sort = { by: 'name' as const, direction: 'asc' as const }
  for (const town of ['Łódź', 'Kraków']) await app.call('views.create', { name: `From ${town}`, isForAll: false, filter: { town }, sort, columns: null })
  const { user, unmount } = show(<ClientsScreen />, bridgeTo(app), { language: 'en', place: '/clients' })
  await screen.findByText('Meble Jesion')
  await user.click(screen.getByRole('button', { name: /Views/ }))
  await user.click(await screen.findByRole('menuitem', { name: 'Arrange views' }))
  await user.click(await screen.findByRole('button', { name: /From Kraków.*up/ }))
  await waitFor(async () => expect((await app.call('views.list', {})).map((view) => view.name)).toEqual(['From Kraków', 'From Łódź']))
  await user.click(screen.getByRole('button', { name: 'Name: From Łódź' }))
  await user.keyboard('Łódź{Enter}')
  await waitFor(async () => expect((await app.call('views.list', {})).map((view) => view.name)).toEqual(['From Kraków', 'Łódź']))
  await user.click(screen.getByRole('combobox', { name: 'The list opens with' }))
  await user.click(await screen.findByRole('option', { name: 'From Kraków' }))
  await waitFor(async () => expect(await app.call('preferences.get', { key: 'clients.view' })).not.toBeNull())
  unmount()

  show(<ClientsScreen />, bridgeTo(app), { language: 'en', place: '/clients' })
  await screen.findByText('Hotel Polonia')
  expect(screen.queryByText('Meble Jesion')).toBeNull()
  screen.getByRole('button', { name: 'Views: From Kraków' })
})

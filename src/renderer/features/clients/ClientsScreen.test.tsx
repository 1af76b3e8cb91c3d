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
  await user.click(await screen.findByRole('button', { name: 'Remove' }))
  await screen.findByText('1 client removed')
  await waitFor(() => expect(screen.queryByText('Tartak Dąb')).toBeNull())
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await screen.findByText('Tartak Dąb')
})

test('the chosen clients become a call list', async () => {
  await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  await app.call('clients.create', { name: 'Bez telefonu' })
  const { user } = show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('Tartak Dąb')
  screen.getByRole('grid').focus()
  await user.keyboard('{Control>}a{/Control}')
  await user.click(await screen.findByRole('button', { name: 'Make a call list' }))
  await user.type(await screen.findByLabelText(/Name of the list/), 'November{Enter}')
  await screen.findByText(/List of 1 client is ready. 1 left out/)
  expect(await app.call('calls.lists', { state: 'open' })).toMatchObject([{ name: 'November', totalCount: 1 }])
})

test('a note and a next step are written on the card, and a wrong tax number says why', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  const { user } = show(<ClientScreen id={id} />, bridgeTo(app))
  await screen.findByText('No next step')
  screen.getByRole('button', { name: '+48 601 222 333' })
  await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Needs 40 chairs')
  await user.click(screen.getByRole('button', { name: /Save note/ }))
  await screen.findByText('Needs 40 chairs')

  await user.click(screen.getByRole('radio', { name: /Task/ }))
  await user.type(await screen.findByPlaceholderText(/What is to be done/), 'Send the offer')
  await user.type(screen.getByPlaceholderText(/When/), 'tomorrow 10:30{Enter}')
  await screen.findByRole('checkbox', { name: 'Done: Send the offer' })

  await user.click(screen.getByRole('button', { name: 'Tax number: add' }))
  await user.keyboard('526-025-02-75{Enter}')
  await screen.findByText(/The check digit does not fit/)
  await user.keyboard('{Escape}')
  expect((await app.call('clients.get', { id })).taxNumber).toBeNull()
})

// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { ClientsScreen } from './ClientsScreen.tsx'

vi.setConfig({ testTimeout: 30_000 })

let app: TestApp

beforeEach(async () => {
  app = await openTestApp({ now: Date.now() })
})

afterEach(() => app.close())

test('a look at a client stands beside the list, goes with the cursor, and Esc takes it away', async () => {
  await app.call('clients.create', { name: 'Akacja', town: 'Łódź' })
  await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  const { user } = show(<ClientsScreen />, bridgeTo(app))
  await screen.findByText('Tartak Dąb')
  screen.getByRole('grid').focus()
  await user.keyboard(' ')
  const first = (await screen.findByRole('complementary')).getAttribute('aria-label')
  const other = first === 'Akacja' ? 'Tartak Dąb' : 'Akacja'
  await user.keyboard('j')
  const look = await screen.findByRole('complementary', { name: other })
  await within(look).findByText(other === 'Akacja' ? 'Łódź' : '+48 601 222 333')
  expect(document.activeElement).toBe(screen.getByRole('grid'))
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
})

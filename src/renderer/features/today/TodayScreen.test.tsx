// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { FirmProvider } from '../../app/format.ts'
import { TodayScreen } from './TodayScreen.tsx'

vi.setConfig({ testTimeout: 90_000 })

test('when all is done the quiet clients are offered as a call list, and a number of the day opens its clients', async () => {
  const app = await openTestApp({ now: Date.now() })
  await app.call('clients.create', { name: 'Meble Jesion', phones: [{ text: '+48 42 630 10 20', label: null }] })
  const { user } = show(
    <FirmProvider value={{ timeZone: 'Europe/Warsaw' }}>
      <TodayScreen />
    </FirmProvider>,
    bridgeTo(app),
    { place: '/today' }
  )
  await screen.findByText('All clear. 1 client had no contact for 90 days.')
  await user.click(screen.getByRole('button', { name: 'Make a call list' }))
  await screen.findByRole('dialog')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await user.click(screen.getByRole('button', { name: /Calls today/ }))
  expect(decodeURIComponent(location.hash)).toContain('"field":"event","has":true,"kind":"call"')
  app.close()
})

// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { SourceSettings } from './SourceSettings.tsx'

vi.setConfig({ testTimeout: 90_000 })

test('a source is added, made one with another and brought back from the message', async () => {
  const app = await openTestApp()
  const { user } = show(<SourceSettings />, bridgeTo(app))
  await user.click(await screen.findByRole('button', { name: /New source/ }))
  await user.type(within(await screen.findByRole('dialog')).getByLabelText(/^Name/), 'Podcast{Enter}')
  const { id } = (await app.call('app.dictionaries', {})).sources.at(-1)!
  await app.call('clients.create', { name: 'Meble Jesion', sourceId: id })
  await user.click(await screen.findByRole('button', { name: 'Change source: Podcast' }))
  const panel = await screen.findByRole('dialog')
  await user.click(within(panel).getByRole('combobox', { name: 'Make it one with' }))
  await user.click(await screen.findByRole('option', { name: 'Internet' }))
  await user.click(within(panel).getByRole('button', { name: 'Make them one' }))
  await screen.findByText(/“Podcast” is now “Internet”/)
  within(await screen.findByRole('region', { name: 'Put away' })).getByText('Podcast')
  await user.click(within((await screen.findByText(/“Podcast” is now “Internet”/)).closest('[role="status"], [role="alert"]') as HTMLElement ?? document.body).getAllByRole('button', { name: 'Undo' })[0]!)
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Put away' })).toBeNull())
  app.close()
})

// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { NewClientPanel } from './NewClientPanel.tsx'

// Typing letter by letter takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

test('a foreign client is added with its own tax number, and a source that is not there yet is added on the way', async () => {
  const app = await openTestApp()
  const { user } = show(<NewClientPanel opened onClose={() => undefined} />, bridgeTo(app))
  const panel = await screen.findByRole('dialog')
  await user.type(within(panel).getByLabelText(/^Name/), 'ТОВ Рейс')
  await user.type(within(panel).getByLabelText('Tax number'), '32855961')
  await within(panel).findByText('Not complete yet')
  await user.clear(within(panel).getByRole('combobox', { name: 'Country' }))
  await user.type(within(panel).getByRole('combobox', { name: 'Country' }), 'Ukr')
  await user.click(await screen.findByRole('option', { name: 'Ukraine' }))
  await within(panel).findByText('EDRPOU is correct')
  await user.click(within(panel).getByRole('combobox', { name: 'Source' }))
  await user.type(within(panel).getByRole('combobox', { name: 'Source' }), 'Podcast')
  await user.click(await screen.findByRole('option', { name: 'Add “Podcast”' }))
  await waitFor(() => expect((within(panel).getByRole('combobox', { name: 'Source' }) as HTMLInputElement).value).toBe('Podcast'))
  await user.click(within(panel).getByRole('button', { name: /Add the client/ }))
  await waitFor(async () => {
    const { rows } = await app.call('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 10 } })
    expect(rows).toMatchObject([{ name: 'ТОВ Рейс', country: 'UA', taxNumber: '32855961' }])
    expect((await app.call('app.dictionaries', {})).sources.at(-1)).toMatchObject({ id: rows[0]!.sourceId, name: 'Podcast' })
  })
  app.close()
})

import { screen, within } from '@testing-library/react'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Bridge } from '#shared/contract/bridge.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { ClientScreen } from './ClientScreen.tsx'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp()
})
afterEach(() => app.close())

/** A bridge that answers what the shell would, and hears what it is asked. */
function withShell(answers: Readonly<Record<string, unknown>>): { readonly bridge: Bridge; readonly asked: readonly [string, unknown][] } {
  const real = bridgeTo(app)
  const asked: [string, unknown][] = []
  return {
    asked,
    bridge: {
      ...real,
      call: (name, input, jobId) => {
        if (!name.startsWith('shell.')) return real.call(name, input, jobId)
        asked.push([name, input])
        return Promise.resolve({ ok: true, value: answers[name] ?? null })
      }
    }
  }
}

test('without consent the number says so and is not rung; written down, it is', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', phones: [{ text: '601 222 333', label: null }] })
  const { bridge, asked } = withShell({})
  const { user } = show(<ClientScreen id={id} />, bridge)
  await user.click(await screen.findByRole('button', { name: '+48 601 222 333', description: /asks for consent/ }))
  const dialog = await screen.findByRole('dialog', { name: /Call to \+48 601 222 333/ })
  within(dialog).getByText(/The law asks for consent before an offer/)
  expect(asked).toEqual([])

  await user.click(within(dialog).getByRole('button', { name: 'Record consent' }))
  const panel = await screen.findByRole('dialog', { name: /Record consent or objection/ })
  await user.click(within(panel).getByRole('button', { name: /^Record/ }))
  await within(panel).findByText('Write on what ground the consent rests.')
  await user.type(within(panel).getByRole('textbox', { name: 'Legal ground' }), 'form at the fair{Enter}')
  await user.click(await screen.findByRole('button', { name: '+48 601 222 333', description: /Agreed to offers/ }))
  await vi.waitFor(() => expect(asked).toEqual([['shell.openExternal', { url: 'tel:+48601222333' }]]))
  expect((await app.call('clients.get', { id })).consents).toMatchObject([{ channel: 'call', state: 'given', basis: 'form at the fair', contactId: null }])
})

test('a call that is no offer goes on without consent', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', emails: [{ email: 'biuro@tartak.pl' }] })
  const { bridge, asked } = withShell({})
  const { user } = show(<ClientScreen id={id} />, bridge)
  await user.click(await screen.findByRole('button', { name: /^Write: biuro@tartak.pl/ }))
  await user.click(await screen.findByRole('button', { name: 'It is about a contract' }))
  expect(asked).toEqual([['shell.openExternal', { url: 'mailto:biuro@tartak.pl' }]])
})

test('numbers are checked while they are typed: first not complete, then wrong or right', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb' })
  const { user } = show(<ClientScreen id={id} />, bridgeTo(app))
  await user.click(await screen.findByRole('button', { name: 'NIP: add' }))
  await user.keyboard('85673462')
  await screen.findByText('Not complete yet')
  await user.keyboard('16')
  await screen.findByText('The check digit does not fit.')
  await user.keyboard('{Backspace}5')
  await screen.findByText('NIP is correct')
  await user.keyboard('{Enter}')
  await screen.findByRole('button', { name: 'NIP: 856 734 62 15' })

  await user.click(screen.getByRole('button', { name: /account number: \+/ }))
  await user.keyboard('PL61 1090 1014 0000 0712 1981 2874{Enter}')
  await screen.findByText('PL61 1090 1014 0000 0712 1981 2874')
  await user.click(screen.getByRole('button', { name: /^White list/ }))
  await user.click(await screen.findByRole('menuitemradio', { name: 'on the white list' }))
  await screen.findByRole('button', { name: 'Checked on: 22.11.2026' })
})

test('a meeting is written down with whom it was, and the time line shows it alone when asked', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', contacts: [{ name: 'Ewa Lis', role: null }] })
  await app.call('notes.add', { clientId: id, dealId: null, text: 'prefers oak' })
  const { user } = show(<ClientScreen id={id} />, bridgeTo(app))
  await screen.findByText('prefers oak')
  await user.click(screen.getByRole('radio', { name: /^Meeting/ }))
  await user.type(screen.getByRole('textbox', { name: 'Meeting' }), 'They want 40 chairs')
  await user.click(screen.getByRole('combobox', { name: 'With whom' }))
  await user.click(await screen.findByRole('option', { name: 'Ewa Lis' }))
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  const line = (await screen.findByText('They want 40 chairs')).closest('li')!
  within(line).getByText(/Meeting · Ewa Lis/)

  await user.click(screen.getByRole('button', { name: 'Choose kinds' }))
  await user.click(await screen.findByRole('menuitemcheckbox', { name: /Meeting/ }))
  await vi.waitFor(() => expect(screen.queryByText('prefers oak')).toBeNull())
  screen.getByText('They want 40 chairs')
})

test('a file that was chosen is kept, opened by a click, and comes back after it was removed', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb' })
  const path = join(app.dataDir, 'window-umowa.pdf')
  writeFileSync(path, 'umowa')
  const { bridge, asked } = withShell({ 'shell.chooseOpenPath': path })
  const { user } = show(<ClientScreen id={id} />, bridge)
  await user.click(await screen.findByRole('button', { name: 'Add a file' }))
  await user.click(await screen.findByRole('button', { name: 'window-umowa.pdf' }))
  expect(asked.at(-1)).toEqual(['shell.openAttachment', { id: (await app.call('clients.get', { id })).files[0]?.id }])
  await user.click(screen.getByRole('button', { name: 'More: window-umowa.pdf' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Remove' }))
  const said = await screen.findByText('window-umowa.pdf removed')
  await user.click(within(said.parentElement!).getByRole('button', { name: 'Undo' }))
  await screen.findByRole('button', { name: 'window-umowa.pdf' })
})

test('every person has a line of consents, and what was said is told with its ground', async () => {
  const { id } = await app.call('clients.create', { name: 'Tartak Dąb', contacts: [{ name: 'Ewa Lis', role: null }] })
  const contactId = (await app.call('clients.get', { id })).contacts[0]!.id
  await app.call('consents.record', { clientId: id, contactId, channels: ['email'], state: 'given', basis: 'form', wording: null, origin: 'fair', on: '2026-11-18' })
  const { user } = show(<ClientScreen id={id} />, bridgeTo(app))
  await screen.findByRole('button', { name: /^The firm, E-mail: not asked\. The law asks for consent/ })
  screen.getByRole('button', { name: 'Ewa Lis, E-mail: consent given 18.11.2026. form. Agreed to offers.' })
  await user.click(screen.getByRole('button', { name: '1 record' }))
  screen.getByText(/Where it was given: fair/)
  await user.click(screen.getByRole('button', { name: /^Ewa Lis, E-mail/ }))
  const panel = await screen.findByRole('dialog', { name: /Record consent or objection/ })
  await user.click(within(panel).getByRole('button', { name: /^Record/ }))
  await screen.findByRole('button', { name: /^Ewa Lis, E-mail: objection/ })
})

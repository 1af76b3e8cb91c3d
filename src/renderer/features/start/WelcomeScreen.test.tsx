import { screen, waitFor } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { App } from '../../app/App.tsx'
import { openTestApp } from '#test/app.ts'
import { answering, bridgeTo, show } from '#test/screen.tsx'
import { guessCountry } from './guessCountry.ts'
import { RefusedScreen } from './RefusedScreen.tsx'

// The machine that runs this may be busy with everything else.
vi.setConfig({ testTimeout: 30_000 })

async function firstStart(language: 'en' | 'pl') {
  const app = await openTestApp({ isSetUp: false })
  onTestFinished(app.close)
  const bridge = bridgeTo(app)
  const call = bridge.call
  const shell = (name: string) => Promise.resolve({ ok: true as const, value: name === 'shell.startState' ? { state: 'ready' } : null })
  const shown = show(<App />, { ...bridge, call: (name, input, jobId) => (name.startsWith('shell.') ? shell(name) : call(name, input, jobId)) }, { language })
  return { app, ...shown }
}

test('a new desk is set up by keyboard alone: two names, Enter, Enter', async () => {
  const { app, user } = await firstStart('pl')
  expect(await screen.findByRole('heading', { name: 'Witamy w Klienteli' })).toBeTruthy()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Imię i nazwisko')))
  await user.keyboard('Anna Kowalska')
  await user.tab()
  await user.keyboard('Meble Jesion{Enter}')
  expect(await screen.findByText('Od czego zaczynamy?')).toBeTruthy()
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Importuj z Excela'))
  await user.keyboard('{Enter}')
  await waitFor(() => expect(location.hash).toBe('#/import'))
  expect(await app.call('app.status', {})).toMatchObject({ isSetUp: true, userName: 'Anna Kowalska', firmName: 'Meble Jesion', language: 'pl' })
})

test('what is missing is said under its field, with the cursor in the first one', async () => {
  const { app, user } = await firstStart('pl')
  await screen.findByLabelText('Nazwa firmy')
  await user.click(screen.getByRole('button', { name: 'Dalej' }))
  expect(screen.getByText('Wpisz nazwę firmy tak, jak stoi na fakturach.')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByLabelText('Imię i nazwisko'))
  expect(await app.call('app.status', {})).toMatchObject({ isSetUp: false })
})

test('the language changes at once and what was typed stays', async () => {
  const { user } = await firstStart('pl')
  await user.type(await screen.findByLabelText('Imię i nazwisko'), 'Olena')
  await user.click(screen.getByText('Українська'))
  expect(await screen.findByRole('heading', { name: 'Вітаємо в Klientela' })).toBeTruthy()
  expect((screen.getByLabelText('Ім’я та прізвище') as HTMLInputElement).value).toBe('Olena')
})

test('the country says what follows from it', async () => {
  const { user } = await firstStart('en')
  await user.selectOptions(await screen.findByLabelText('Country of your firm'), 'UA')
  const facts = screen.getByLabelText('What follows from the country').textContent
  expect(facts).toContain('UAH')
  expect(facts).toContain('20%, 7%, 14%')
  expect(facts).toContain('+380')
})

test('one goes back to the first step with everything still there', async () => {
  const { user } = await firstStart('en')
  await user.type(await screen.findByLabelText('Your name'), 'Anna Kowalska')
  await user.type(screen.getByLabelText('Name of your firm'), 'Meble Jesion{Enter}')
  await user.click(await screen.findByRole('button', { name: 'Back' }))
  expect((screen.getByLabelText('Name of your firm') as HTMLInputElement).value).toBe('Meble Jesion')
})

test('the country is guessed by the clock of the computer, then by the language', () => {
  expect(guessCountry('Europe/Prague', 'en')).toBe('CZ')
  expect(guessCountry('Europe/Kiev', 'en')).toBe('UA')
  expect(guessCountry('UTC', 'uk')).toBe('UA')
  expect(guessCountry('UTC', 'en')).toBe('PL')
})

test('a damaged store offers its newest backup first, and restores it with one press', async () => {
  const backups = [
    { name: 'new.sqlite', at: Date.UTC(2026, 10, 22, 9), clientCount: 1520 },
    { name: 'old.sqlite', at: Date.UTC(2026, 10, 20, 9), clientCount: 12 }
  ]
  const state = { state: 'refused', reason: 'damaged', message: 'malformed', details: {}, backups } as const
  const bridge = answering({ 'shell.info': () => ({ dataDir: '/data' }), 'shell.recover': () => ({ state: 'ready' }) })
  const { user } = show(<RefusedScreen state={state} />, bridge)
  expect(screen.getByText('1,520 clients')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Restore this backup' }))
  expect(bridge.asked).toContainEqual(['shell.recover', { backup: 'new.sqlite' }])
})

test.each(['newer_version', 'network_folder', 'read_only', 'locked', 'disk_full', 'disk_failed'] as const)('a store refused for %s says what is safe and offers no backup in its place', (reason) => {
  const state = { state: 'refused', reason, message: '', details: { found: 9, known: 2 }, backups: [] } as const
  show(<RefusedScreen state={state} />, answering({ 'shell.info': () => ({ dataDir: '/data' }) }))
  expect(screen.getByText('What is safe')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /restore|empty/i })).toBeNull()
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
})

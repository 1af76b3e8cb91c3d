import { screen, waitFor } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { SettingsScreen } from './SettingsScreen.tsx'

// The machine that runs this may be busy with everything else.
vi.setConfig({ testTimeout: 30_000 })

async function settings(section: string) {
  const app = await openTestApp()
  onTestFinished(app.close)
  return { app, ...show(<SettingsScreen section={section} />, bridgeTo(app), { language: 'pl', place: `/settings/${section}` }) }
}

test('a NIP that cannot be right is said under its field and nothing is saved', async () => {
  const { app, user } = await settings('firm')
  const field = await screen.findByLabelText('NIP')
  await user.type(field, '123 456 32 19{Enter}')
  expect(await screen.findByText(/NIP ma ich dziesięć/)).toBeTruthy()
  expect(document.activeElement).toBe(field)
  expect(await app.call('settings.firm', {})).toMatchObject({ taxNumber: null })
})

test('an account number with a wrong digit is said under its field', async () => {
  const { app, user } = await settings('firm')
  await user.type(await screen.findByLabelText('Rachunek bankowy'), 'PL61 1090 1014 0000 0712 1981 2875{Enter}')
  expect(await screen.findByText(/Ten numer rachunku nie może być poprawny/)).toBeTruthy()
  expect(await app.call('settings.firm', {})).toMatchObject({ bankAccount: null })
})

test('the firm is saved as it stands on invoices, a home account without its letters too, and undo takes it back', async () => {
  const { app, user } = await settings('firm')
  await user.clear(await screen.findByLabelText('NIP'))
  await user.clear(screen.getByLabelText('Rachunek bankowy'))
  await user.type(screen.getByLabelText('NIP'), '123-456-32-18')
  await user.type(screen.getByLabelText('Rachunek bankowy'), '61 1090 1014 0000 0712 1981 2874')
  await user.click(screen.getByRole('button', { name: 'Zapisz' }))
  await waitFor(async () =>
    expect(await app.call('settings.firm', {})).toMatchObject({ taxNumber: '1234563218', bankAccount: 'PL61109010140000071219812874' })
  )
  await user.click(await screen.findByRole('button', { name: 'Cofnij' }))
  await waitFor(async () => expect(await app.call('settings.firm', {})).toMatchObject({ taxNumber: null, bankAccount: null }))
})

test('a stage gets a name and a probability of its own, and undo gives the usual ones back', async () => {
  const { app, user } = await settings('pipeline')
  await user.click(await screen.findByRole('button', { name: 'Oferta handlowa' }))
  await user.type(await screen.findByLabelText('Nazwa'), 'Wycena')
  const chance = screen.getByLabelText('Szansa na wygraną, %')
  await user.clear(chance)
  await user.type(chance, '140')
  await user.click(screen.getByRole('button', { name: /Zapisz/ }))
  expect(await screen.findByText('Liczba od 0 do 100, na przykład 40.')).toBeTruthy()
  await user.clear(chance)
  await user.type(chance, '42,5')
  await user.click(screen.getByRole('button', { name: /Zapisz/ }))
  expect(await screen.findByText('Wycena')).toBeTruthy()
  const stage = async () => (await app.call('app.dictionaries', {})).stages.find((one) => one.id === 'stage-proposal')
  expect(await stage()).toMatchObject({ name: 'Wycena', probabilityBp: 4250, ageLimitDays: 14 })
  await user.click(await screen.findByRole('button', { name: 'Cofnij' }))
  await waitFor(async () => expect(await stage()).toMatchObject({ name: null, probabilityBp: 4000 }))
})

test('a backup is restored with a look at what would go, and the toast leads back', async () => {
  const { app, user } = await settings('backups')
  await app.call('backups.make', {})
  await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  expect(await screen.findByText('Zniknie 1 późniejsza zmiana.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Przywróć' }))
  await waitFor(async () => expect((await app.call('app.dictionaries', {})).users).toHaveLength(1))
  await user.click(await screen.findByRole('button', { name: 'Cofnij' }))
  await waitFor(async () => expect((await app.call('app.dictionaries', {})).users).toHaveLength(2))
})

test('the history names every change and takes one back with Enter', async () => {
  const { app, user } = await settings('history')
  await app.call('settings.addUser', { name: 'Marek Wójcik', role: 'rep' })
  expect(await screen.findByText('Dodano osobę')).toBeTruthy()
  screen.getByRole('grid').focus()
  await user.keyboard('{Home}{Enter}')
  await waitFor(async () => expect((await app.call('app.dictionaries', {})).users).toHaveLength(1))
  expect(await screen.findByText('Cofnięto zmianę')).toBeTruthy()
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launchApp } from './launch.ts'

test('a rep adds a client, writes what was said and finds the client by a piece of the number, without the mouse', async () => {
  const { window, problems, close } = await launchApp({ lang: 'pl' })
  try {
    await window.evaluate(() =>
      (globalThis as never as { bridge: { call: (name: string, input: unknown) => Promise<unknown> } }).bridge.call('app.setUp', {
        language: 'pl',
        country: 'PL',
        userName: 'Anna Kowalska',
        firmName: 'Meble Wisła'
      })
    )
    await window.getByRole('navigation').waitFor()
    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()

    await window.keyboard.press('Control+KeyN')
    await window.getByRole('textbox', { name: 'Nazwa', exact: true }).fill('Stolarnia Dąb Sp. z o.o.')
    await window.getByRole('dialog').getByLabel('Telefon').fill('42 630 11 87')
    await window.keyboard.press('Control+Enter')
    await window.getByRole('button', { name: '+48 42 630 11 87', exact: true }).first().waitFor()

    await window.keyboard.press('KeyN')
    await window.keyboard.type('Pytają o 40 krzeseł')
    await window.keyboard.press('Control+Enter')
    await window.getByRole('listitem').filter({ hasText: 'Pytają o 40 krzeseł' }).waitFor()

    await window.keyboard.press('KeyT')
    await window.keyboard.type('Wysłać ofertę')
    await window.keyboard.press('Enter')
    await window.getByRole('checkbox', { name: 'Zrobione: Wysłać ofertę' }).waitFor()

    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()
    await window.keyboard.press('Control+Slash')
    await window.keyboard.type('630-11')
    await window.keyboard.press('Enter')
    await expect.poll(() => window.getByRole('row').count()).toBe(2)
    await window.keyboard.press('Enter')
    await window.getByRole('listitem').filter({ hasText: 'Pytają o 40 krzeseł' }).waitFor()
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

test('a rep fills the card of a client by keys: a checked number, a meeting, a file and consent, after which the number may be rung', async () => {
  const { app, window, dataDir, problems, close } = await launchApp({ lang: 'pl' })
  try {
    const file = join(dataDir, '..', `umowa-${process.pid}.txt`)
    writeFileSync(file, 'umowa ramowa')
    await app.evaluate(({ dialog, shell }, path) => {
      const calls: string[] = []
      Object.assign(globalThis, { rung: calls })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      shell.openExternal = (url) => Promise.resolve(void calls.push(url))
      shell.openPath = (opened) => Promise.resolve((calls.push(opened), ''))
    }, file)
    const rung = () => app.evaluate(() => (globalThis as unknown as { rung: string[] }).rung)
    const bridge = (name: string, input: unknown) =>
      window.evaluate(
        ([operation, value]) => (globalThis as never as { bridge: { call: (name: string, input: unknown) => Promise<{ value: { id: string } }> } }).bridge.call(operation as string, value),
        [name, input] as const
      )
    await bridge('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    const { id } = (await bridge('clients.create', { name: 'Stolarnia Dąb', phones: [{ text: '601 222 333', label: null }] })).value
    await window.getByRole('navigation').waitFor()
    await window.evaluate((place) => {
      location.hash = place
    }, `#/clients/${id}`)
    const { keyboard } = window

    const taxNumber = window.getByRole('button', { name: 'NIP: dodaj' })
    await taxNumber.focus()
    await keyboard.press('Enter')
    await keyboard.type('8567346216')
    await window.getByText('Nie zgadza się cyfra kontrolna.').waitFor()
    await keyboard.press('Backspace')
    await keyboard.type('5')
    await window.getByText('NIP poprawny').waitFor()
    await keyboard.press('Enter')
    await window.getByRole('button', { name: 'NIP: 856 734 62 15' }).waitFor()

    await keyboard.press('KeyM')
    await keyboard.type('Chcą 40 krzeseł z dębu')
    await keyboard.press('Control+Enter')
    await window.getByRole('listitem').filter({ hasText: 'Chcą 40 krzeseł z dębu' }).filter({ hasText: 'Spotkanie' }).waitFor()

    await keyboard.press('KeyF')
    const kept = window.getByRole('button', { name: `umowa-${process.pid}.txt`, exact: true })
    await kept.focus()
    await keyboard.press('Enter')
    await expect.poll(rung).toEqual([expect.stringMatching(/opened.*umowa-\d+\.txt$/)])

    await keyboard.press('KeyC')
    const stopped = window.getByRole('dialog', { name: 'Telefon: +48 601 222 333' })
    await stopped.getByText('Prawo wymaga zgody przed ofertą').waitFor()
    await stopped.getByRole('button', { name: 'Zapisz zgodę' }).focus()
    await keyboard.press('Enter')
    await window.getByRole('textbox', { name: 'Podstawa prawna' }).waitFor()
    await keyboard.type('zgoda na piśmie')
    await keyboard.press('Control+Enter')
    await window.getByRole('dialog').waitFor({ state: 'hidden' })
    await keyboard.press('KeyC')
    await expect.poll(async () => (await rung()).at(-1)).toBe('tel:+48601222333')
    expect(problems).toEqual([])
    rmSync(file, { force: true })
  } finally {
    await close()
  }
})

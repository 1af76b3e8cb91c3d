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

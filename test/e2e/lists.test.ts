import { expect, test } from 'vitest'
import { launchApp } from './launch.ts'

type Bridge = { readonly bridge: { call: (name: string, input: unknown) => Promise<{ ok: boolean; value: never }> } }

test('a rep narrows the list by conditions, sets a property for all of them and takes it back, without the mouse', async () => {
  const { window, problems, close } = await launchApp({ lang: 'pl' })
  try {
    await window.evaluate(async () => {
      const { bridge } = globalThis as never as Bridge
      await bridge.call('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
      for (const [name, town] of [['Meble Jesion', 'Łódź'], ['Stolarnia Dąb', 'Łódź'], ['Hotel Polonia', 'Kraków']]) await bridge.call('clients.create', { name, town })
      await bridge.call('properties.create', { name: 'Wielkość', kind: 'choice', isRequired: false, choices: ['mała', 'duża'] })
    })
    const filled = () =>
      window.evaluate(async () => {
        const { bridge } = globalThis as never as Bridge
        const [property] = (await bridge.call('properties.list', {})).value as { id: string }[]
        const rules = { match: 'all', rules: [{ field: 'property', propertyId: property!.id, test: { is: 'filled' } }] }
        return (await bridge.call('clients.count', { filter: { rules } })).value as number
      })
    await window.getByRole('navigation').waitFor()
    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()
    await expect.poll(() => window.getByRole('row').count()).toBe(4)

    await window.keyboard.press('KeyF')
    await window.getByRole('dialog').waitFor()
    await window.getByRole('combobox', { name: 'Co' }).focus()
    await window.keyboard.press('Control+KeyA')
    await window.keyboard.type('Miejscow')
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('Enter')
    await window.getByRole('textbox', { name: 'Wartość' }).focus()
    await window.keyboard.type('lodz')
    await window.getByText('Pasuje 2 klientów').waitFor()
    await window.keyboard.press('Control+Enter')
    await expect.poll(() => window.getByRole('row').count()).toBe(3)

    await window.getByRole('grid').focus()
    await window.keyboard.press('Control+KeyA')
    await window.getByRole('button', { name: 'Więcej', exact: true }).focus()
    await window.keyboard.press('Enter')
    await window.getByRole('menuitem', { name: 'Ustaw właściwość' }).focus()
    await window.keyboard.press('Enter')
    await window.getByRole('combobox', { name: 'Wartość' }).focus()
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('Enter')
    await window.keyboard.press('Control+Enter')
    await window.getByText('Zmieniono 2 klientów').waitFor()
    expect(await filled()).toBe(2)
    await window.getByRole('dialog').waitFor({ state: 'detached' })
    await window.keyboard.press('Control+KeyZ')
    await expect.poll(filled).toBe(0)
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

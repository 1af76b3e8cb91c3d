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

test('a rep edits cells of the list, sorts it by a property and narrows the funnel to a segment, without the mouse', async () => {
  const { app, window, problems, close } = await launchApp({ lang: 'pl' })
  try {
    await window.evaluate(async () => {
      const { bridge } = globalThis as never as Bridge
      await bridge.call('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
      const property = (await bridge.call('properties.create', { name: 'Pracownicy', kind: 'number', isRequired: false, choices: [] })).value as { id: string }
      const ids: string[] = []
      for (const [name, people] of [['Meble Jesion', 40], ['Stolarnia Dąb', 8], ['Hotel Polonia', null]] as const) {
        const properties = people === null ? [] : [{ propertyId: property.id, value: people * 1_000_000 }]
        ids.push(((await bridge.call('clients.create', { name, properties })).value as { id: string }).id)
      }
      for (const clientId of ids) {
        await bridge.call('deals.create', { clientId, title: 'Krzesła', amountMinor: 100_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: null, ownerId: null, expectedOn: null, sourceId: null })
      }
      await bridge.call('segments.createLive', { name: 'Z Łodzi', filter: { rules: { match: 'all', rules: [{ field: 'town', test: { is: 'equals', text: 'Łódź' } }] } } })
    })
    const namesInOrder = () => window.locator('[role=row] [data-column=name]').allTextContents()
    await window.getByRole('navigation').waitFor()
    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()
    await expect.poll(() => window.getByRole('row').count()).toBe(4)
    await window.getByRole('columnheader', { name: 'Nazwa' }).getByRole('button').first().focus()
    await window.keyboard.press('Enter')
    await expect.poll(namesInOrder).toEqual(['Hotel Polonia', 'Meble Jesion', 'Stolarnia Dąb'])

    await window.getByRole('grid').focus()
    await window.keyboard.press('F2')
    await window.getByRole('textbox', { name: 'Nazwa' }).waitFor()
    await window.keyboard.press('Tab')
    await window.getByRole('textbox', { name: 'NIP' }).waitFor()
    await window.keyboard.type('526-025-02-75')
    await window.keyboard.press('Enter')
    await window.getByRole('alert').getByText('cyfra kontrolna').waitFor()
    await window.keyboard.press('Control+KeyA')
    await window.keyboard.type('526-025-02-74')
    await window.keyboard.press('Tab')
    await window.getByRole('textbox', { name: 'Miejscowość' }).waitFor()
    await window.keyboard.type('Łódź')
    await window.keyboard.press('Tab')
    await window.getByRole('textbox', { name: 'Telefon' }).waitFor()
    await window.keyboard.type('601 222 333')
    await window.keyboard.press('Enter')
    await window.getByText('+48 601 222 333').waitFor()
    await window.getByText('526 025 02 74').waitFor()
    expect(await window.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid')

    await window.getByRole('button', { name: 'Kolumny' }).focus()
    await window.keyboard.press('Enter')
    await window.getByRole('checkbox', { name: 'Pracownicy' }).focus()
    await window.keyboard.press('Space')
    await window.keyboard.press('Escape')
    await window.getByRole('columnheader', { name: 'Pracownicy' }).getByRole('button').first().focus()
    await window.keyboard.press('Enter')
    await expect.poll(namesInOrder).toEqual(['Stolarnia Dąb', 'Meble Jesion', 'Hotel Polonia'])
    await window.keyboard.press('Enter')
    await expect.poll(namesInOrder).toEqual(['Meble Jesion', 'Stolarnia Dąb', 'Hotel Polonia'])

    const opening = app.waitForEvent('window')
    await window.keyboard.press('Control+Digit5')
    const funnel = await opening
    await funnel.getByRole('tab', { name: 'Otwarte teraz' }).waitFor()
    await funnel.setViewportSize({ width: 1366, height: 768 })
    await funnel.getByRole('button', { name: /^Klienci/ }).waitFor()
    await funnel.keyboard.press('1')
    const counts = funnel.getByRole('grid').locator('button')
    await counts.filter({ hasText: /^3$/ }).first().waitFor()
    await funnel.keyboard.press('KeyF')
    await funnel.getByRole('combobox', { name: 'Co' }).focus()
    await funnel.keyboard.press('Control+KeyA')
    await funnel.keyboard.type('Segment')
    await expect.poll(() => funnel.getByRole('option').allTextContents()).toEqual(['Segment RFM', 'Segment'])
    await funnel.keyboard.press('ArrowDown')
    await funnel.keyboard.press('ArrowDown')
    await funnel.keyboard.press('Enter')
    await funnel.getByRole('combobox', { name: 'Wartość' }).focus()
    await funnel.keyboard.press('ArrowDown')
    await funnel.getByRole('option', { name: 'Z Łodzi' }).waitFor()
    await funnel.keyboard.press('Enter')
    await funnel.getByText('Pasuje 1 klient').waitFor()
    await funnel.keyboard.press('Control+Enter')
    await funnel.getByRole('button', { name: 'Segment: Z Łodzi', exact: true }).waitFor()
    const one = counts.filter({ hasText: /^1$/ }).first()
    await one.waitFor()
    await one.focus()
    await funnel.keyboard.press('Enter')
    await funnel.getByRole('dialog').getByText('Hotel Polonia').waitFor()
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launchApp } from './launch.ts'

type Bridge = { readonly bridge: { readonly call: (name: string, input: unknown) => Promise<{ readonly ok: boolean; readonly value: { readonly id: string } }> } }
const pictures = process.env['KLIENTELA_PICTURES']

test('two cards of one firm are found, laid side by side, merged and taken back, without the mouse', async () => {
  const { window, problems, close } = await launchApp({ lang: 'pl' })
  const call = (name: string, input: unknown) =>
    window.evaluate(([operation, given]) => (globalThis as never as Bridge).bridge.call(operation as string, given), [name, input] as const)
  const picture = async (name: string) => {
    if (!pictures) return
    mkdirSync(pictures, { recursive: true })
    await window.screenshot({ path: join(pictures, `${name}.png`) })
  }
  try {
    await call('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    await window.getByRole('navigation').waitFor()
    const phones = [{ text: '42 630 11 87', label: null }]
    const first = await call('clients.create', { name: 'Stolarnia Dąb', town: 'Łódź', street: 'Polna 1', phones, contacts: [{ name: 'Beata Nowicka', role: null }] })
    await call('clients.create', {
      name: 'Stolarnia Dab Sp. z o.o.', town: 'Łódź', street: 'Leśna 5', taxNumber: '8567346215', phones, emails: [{ email: 'biuro@dab.pl' }], description: 'Dzwonić po 10'
    })
    await call('clients.create', { name: 'Hurtownia Wisła', town: 'Gdańsk' })
    await call('notes.add', { clientId: first.value.id, dealId: null, contactId: null, kind: 'note', text: 'Pytają o czterdzieści krzeseł do sali' })

    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()
    await expect.poll(() => window.getByRole('link', { name: /Duplikaty: 1 para/ }).count(), { timeout: 10_000 }).toBe(1)
    await window.keyboard.press('Control+KeyK')
    await window.keyboard.type('Duplikaty')
    await window.getByRole('button', { name: 'Duplikaty' }).first().waitFor()
    await window.keyboard.press('Enter')
    await expect.poll(() => window.getByRole('row').filter({ hasText: 'Stolarnia Dąb' }).count()).toBe(1)
    await picture('pairs-pl')

    await window.keyboard.press('Enter')
    await window.getByRole('radiogroup', { name: 'Nazwa', exact: true }).waitFor()
    await picture('merge-pl')
    // The newer name is chosen; the arrow takes the other.
    const names = window.getByRole('radiogroup', { name: 'Nazwa', exact: true }).getByRole('radio')
    const chosen = window.locator('[role=radiogroup][aria-label="Nazwa"] input:checked')
    await chosen.focus()
    const before = await names.evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).checked))
    await window.keyboard.press('ArrowRight')
    expect(await names.evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).checked))).toEqual(before.map((isChecked) => !isChecked))
    await window.keyboard.press('Control+Enter')
    await window.getByText('scalono', { exact: false }).first().waitFor()
    await expect.poll(() => window.getByRole('row').filter({ hasText: 'Stolarnia' }).count()).toBe(0)

    await window.keyboard.press('Control+Digit2')
    await window.getByRole('grid').waitFor()
    await expect.poll(() => window.getByRole('row').filter({ hasText: 'Stolarnia' }).count()).toBe(1)
    await window.keyboard.press('Control+KeyZ')
    await expect.poll(() => window.getByRole('row').filter({ hasText: 'Stolarnia' }).count()).toBe(2)

    await window.keyboard.press('Control+Slash')
    await window.keyboard.type('hurtovnja')
    await window.keyboard.press('Escape')
    await window.keyboard.press('Control+Slash')
    await window.keyboard.type('stolrania')
    await window.getByText('Nic dla „stolrania”. Pokazano: Stolarnia.').waitFor()
    await picture('typo-pl')
    await window.keyboard.press('Control+Slash')
    await window.keyboard.type('krzesel')
    await window.getByRole('button', { name: 'W 1 notatce' }).waitFor()
    await picture('notes-pl')
    await window.getByRole('button', { name: 'W 1 notatce' }).press('Enter')
    await window.getByRole('dialog').getByText('krzeseł').waitFor()
    await picture('note-hits-pl')
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

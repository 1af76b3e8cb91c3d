import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { beginTour, call, goTo } from '../tour/tour.ts'

test('a rule of the lead score is made by keys, its effect stands beside it, and the card says why the score is what it is', { timeout: 120_000 }, async () => {
  const tour = await beginTour('pl', () => Promise.resolve())
  const { launched, window, words } = tour
  const { keyboard } = window
  try {
    await call(tour, 'app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    await window.getByRole('navigation').first().waitFor()
    const { id } = await call<{ id: string }>(tour, 'clients.create', { name: 'Stolarnia Dąb', town: 'Łódź', phones: [{ text: '42 630 11 87', label: null }], contacts: [{ name: 'Beata Nowicka', role: null }] })
    await call(tour, 'clients.create', { name: 'Hurtownia Wisła', town: 'Gdańsk' })
    const scoreOf = async () => (await call<{ score: number }>(tour, 'scores.explain', { clientId: id })).score
    const before = await scoreOf()

    await goTo(tour, `/clients/${id}`)
    const badge = window.getByTitle(words('scores:why', { score: before }))
    await badge.waitFor()

    await goTo(tour, '/settings/score')
    const add = window.getByRole('button', { name: words('scores:rules.add') })
    await add.focus()
    await keyboard.press('Enter')
    const panel = window.getByRole('dialog', { name: words('scores:rules.newTitle') })
    await panel.waitFor()
    const field = (name: string) => panel.getByRole('combobox', { name, exact: true }).or(panel.getByRole('textbox', { name, exact: true })).first()
    await field(words('filters:what')).focus()
    await keyboard.press('Control+KeyA')
    await keyboard.type(words('filters:fields.town'))
    await window.getByRole('option', { name: words('filters:fields.town'), exact: true }).waitFor()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await field(words('filters:value')).focus()
    await keyboard.type('Łódź')
    await panel.getByText(/ 1 klient$/).waitFor()
    await keyboard.press('Control+Enter')
    await panel.waitFor({ state: 'hidden' })

    const rule = window.getByRole('row').filter({ hasText: 'Łódź' })
    const points = rule.getByRole('textbox')
    await points.focus()
    await keyboard.press('Control+KeyA')
    await keyboard.type('17')
    await expect.poll(async () => (await rule.getByRole('cell').nth(3).innerText()).trim(), { timeout: 10_000 }).toBe('1')
    await window.getByRole('button', { name: words('scores:rules.save') }).focus()
    await keyboard.press('Enter')
    await expect.poll(scoreOf, { timeout: 15_000 }).toBe(before + 17)

    await goTo(tour, `/clients/${id}`)
    const changed = window.getByTitle(words('scores:why', { score: before + 17 }))
    await changed.waitFor({ timeout: 15_000 })
    await changed.focus()
    await keyboard.press('Enter')
    const why = window.getByRole('dialog')
    await expect.poll(() => why.getByRole('row').filter({ hasText: 'Łódź' }).innerText()).toContain('+17')
    await keyboard.press('Escape')
    await why.waitFor({ state: 'hidden' })
    await expect.poll(() => window.evaluate(() => document.activeElement?.getAttribute('title'))).toBe(words('scores:why', { score: before + 17 }))
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
    rmSync(tour.files, { recursive: true, force: true })
  }
})

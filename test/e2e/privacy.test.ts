import { existsSync, rmSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answerSaveWith, beginTour, call } from '../tour/tour.ts'

type Found = readonly { readonly id: string; readonly name: string }[]

test('a person is found, their data handed out and erased; what the law keeps is named and nothing else is left, without the mouse', { timeout: 120_000 }, async () => {
  const tour = await beginTour('pl', () => Promise.resolve())
  const { launched, window, words } = tour
  const { keyboard } = window
  const focused = () => window.evaluate(() => (document.activeElement === document.body ? '' : (document.activeElement?.textContent ?? '')))
  try {
    await call(tour, 'app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
    await window.getByRole('navigation').first().waitFor()
    await call(tour, 'settings.changeFirm', {
      name: 'Meble Wisła', taxNumber: '5260250995', isVatPayer: true, street: 'Źródlana 7', postalCode: '90-001', town: 'Łódź', bankAccount: null, bankName: null, email: null, phone: null
    })
    const { id } = await call<{ id: string }>(tour, 'clients.create', {
      kind: 'person', name: 'Żaneta Gęś', town: 'Łódź', street: 'Polna 1', phones: [{ text: '42 630 11 87', label: null }], emails: [{ email: 'zaneta.ges@example.com' }]
    })
    await call(tour, 'notes.add', { clientId: id, dealId: null, contactId: null, kind: 'note', text: 'Remont mieszkania po mamie, dzwonić po 17' })
    const draft = await call<{ id: string }>(tour, 'invoices.draft', { clientId: id, dealId: null })
    const { buyer } = await call<{ buyer: object }>(tour, 'invoices.get', draft)
    const line = { id: null, name: 'Stół dębowy', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 180_000_000_000, discountBp: 0, vatCode: '23' }
    const days = { issuedOn: '2026-01-02', soldOn: '2026-01-02', dueOn: '2026-01-16' }
    await call(tour, 'invoices.changeDraft', { ...draft, ...days, buyer, place: 'Łódź', currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null, lines: [line] })
    const { number } = await call<{ number: string }>(tour, 'invoices.issue', { ...draft, issuedOn: days.issuedOn, soldOn: days.soldOn })

    // Settings by key; the focus is on the chosen section, and Enter goes on from there.
    await keyboard.press('Control+Digit7')
    await expect.poll(focused).toContain(words('settings:sections.firm'))
    const privacy = window.getByRole('link', { name: words('settings:sections.privacy') })
    for (let step = 0; step < 12 && !(await privacy.evaluate((link) => link === document.activeElement)); step += 1) await keyboard.press('Tab')
    await keyboard.press('Enter')
    const field = window.getByLabel(words('privacy:find.label'))
    await field.focus()
    await keyboard.type('zaneta')
    const hit = window.getByRole('button', { name: /Żaneta Gęś/ })
    await hit.waitFor()
    await keyboard.press('Tab')
    await expect.poll(focused).toContain('Żaneta Gęś')
    await keyboard.press('Enter')
    await expect.poll(focused).toContain(words('privacy:report.export'))
    const rowOf = (table: string) => window.getByRole('row', { name: new RegExp(`^${words(`privacy:table.${table}`)} `) })
    expect((await rowOf('invoice').innerText()).trim()).toMatch(/1$/)
    expect(await rowOf('note').count()).toBe(1)

    const archive = await answerSaveWith(tour, 'dane.zip')
    await keyboard.press('Enter')
    await expect.poll(() => existsSync(archive) && statSync(archive).size > 0, { timeout: 15_000 }).toBe(true)
    await expect.poll(focused).toContain(words('privacy:report.export'))

    await keyboard.press('Tab')
    await keyboard.press('Enter')
    const dialog = window.getByRole('dialog')
    await dialog.getByText(words('privacy:erase.final')).waitFor()
    // The law keeps the invoice, and the dialog says so before anything is gone.
    await dialog.getByText('1 wystawiona faktura zostaje z nabywcą').waitFor()
    const go = dialog.getByRole('button', { name: words('privacy:erase.submit') })
    expect(await go.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').last().focus()
    await keyboard.type(words('privacy:erase.word'))
    await keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden', timeout: 30_000 })
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true)

    for (const text of ['zaneta', 'Gęś', '426301187', 'zaneta.ges@example.com']) {
      expect(await call<Found>(tour, 'privacy.search', { text }), text).toEqual([])
      expect((await call<{ rows: Found }>(tour, 'clients.list', { filter: { text }, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 5 } })).rows, text).toEqual([])
    }
    await keyboard.press('Control+KeyK')
    await window.getByRole('dialog').waitFor()
    await keyboard.type('zaneta')
    await expect.poll(() => window.getByRole('dialog').getByText('Żaneta').count()).toBe(0)
    await keyboard.press('Escape')
    await window.getByRole('dialog').waitFor({ state: 'hidden' })

    const invoice = await call<{ number: string; buyer: { name: string } }>(tour, 'invoices.get', draft)
    expect(invoice).toMatchObject({ number, buyer: { name: 'Żaneta Gęś' } })
    await window.getByRole('tab', { name: words('privacy:events.title') }).click()
    await window.getByRole('row').filter({ hasText: words('privacy:event.erasure') }).waitFor()
    await window.getByRole('row').filter({ hasText: words('privacy:event.export') }).waitFor()
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
    rmSync(tour.files, { recursive: true, force: true })
  }
})

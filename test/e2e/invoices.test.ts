import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Result } from '#shared/result.ts'
import { launchApp, type LaunchedApp } from './launch.ts'

/** Calls an operation as the window would. */
async function call<T>({ window }: LaunchedApp, name: string, input: unknown): Promise<T> {
  const result = await window.evaluate(
    ([operation, value]) => (globalThis as unknown as { bridge: { call: (name: string, input: unknown) => Promise<unknown> } }).bridge.call(operation as string, value),
    [name, input] as const
  )
  const answer = result as Result<T>
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return answer.value
}

async function start(lang: string, country: string): Promise<LaunchedApp> {
  const launched = await launchApp({ lang })
  await launched.window.setViewportSize({ width: 1366, height: 768 })
  // The welcome stands first: a firm that is there before it would leave it on the screen.
  await launched.window.getByRole('button').first().waitFor()
  await call(launched, 'app.setUp', { language: lang, country, userName: 'Zażółć Gęślą', firmName: 'Łąka Meble' })
  return launched
}

async function goTo({ window }: LaunchedApp, place: string): Promise<void> {
  await window.evaluate((hash) => {
    location.hash = hash
  }, place)
}

/** The next save dialog answers with this path. */
async function answerSaveWith({ app }: LaunchedApp, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

const folder = () => mkdtempSync(join(tmpdir(), 'klientela-story-'))

test('from a draft to a paid invoice by keyboard, with the firm’s data added on the way and a PDF at the end', async () => {
  const launched = await start('pl', 'PL')
  const { window } = launched
  try {
    const { id: clientId } = await call<{ id: string }>(launched, 'clients.create', { name: 'Żabka Świętokrzyska sp. z o.o.', country: 'PL' })
    const { id } = await call<{ id: string }>(launched, 'invoices.draft', { clientId, dealId: null })
    await goTo(launched, `/invoices/${id}`)
    await window.getByRole('button', { name: 'Uzupełnij dane firmy' }).click()
    const panel = window.getByRole('dialog')
    await panel.getByLabel('NIP').fill('526-02-50-995')
    await panel.getByLabel('Ulica i numer').fill('ul. Źródlana 7/9')
    await panel.getByLabel('Kod pocztowy').fill('90-001')
    await panel.getByLabel('Miejscowość').fill('Łódź')
    await panel.getByLabel('Rachunek bankowy').fill('PL61109010140000071219812874')
    await window.keyboard.press('Control+Enter')
    await panel.waitFor({ state: 'hidden' })

    await window.keyboard.press('Control+KeyL')
    await window.keyboard.type('Regał „Mgła”, dąb')
    await window.getByLabel('Ilość, pozycja 1').fill('2,5')
    await window.getByLabel('Cena netto, pozycja 1').fill('1 200,10')
    await window.keyboard.press('Control+KeyL')
    await window.keyboard.type('Montaż')
    await window.getByLabel('Cena netto, pozycja 2').fill('300')
    await window.getByLabel('Stawka VAT, pozycja 2').selectOption('8')
    await expect.poll(() => window.getByTestId('gross').innerText()).toBe('4\u00a0014,31\u00a0zł')
    await window.keyboard.press('Control+KeyI')
    await window.getByRole('dialog').getByText('FV/').first().waitFor()
    await window.keyboard.press('Enter')
    await window.getByRole('heading', { level: 1 }).getByText(/^FV\/\d{4}\/A\/0001$/).waitFor()

    await window.keyboard.press('KeyR')
    await window.getByLabel('Kwota', { exact: true }).fill('1000')
    await window.keyboard.press('Control+Enter')
    await expect.poll(() => window.locator('body').innerText()).toContain('3\u00a0014,31')

    const pdf = join(folder(), 'faktura.pdf')
    await answerSaveWith(launched, pdf)
    await window.keyboard.press('Control+KeyP')
    await expect.poll(() => existsSync(pdf), { timeout: 20_000 }).toBe(true)
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})

test('a debt paid in part stays among the receivables, and the accountant gets the register', async () => {
  const launched = await start('en', 'PL')
  const { window } = launched
  try {
    await call(launched, 'settings.changeFirm', {
      name: 'Łąka Meble', taxNumber: '5260250995', isVatPayer: true, street: 'Prosta 1', postalCode: '00-001', town: 'Warszawa',
      bankAccount: null, bankName: null, email: null, phone: null
    })
    const { id: clientId } = await call<{ id: string }>(launched, 'clients.create', { name: 'Їжак sp. z o.o.', country: 'PL' })
    const { id } = await call<{ id: string }>(launched, 'invoices.draft', { clientId, dealId: null })
    const { buyer } = await call<{ buyer: unknown }>(launched, 'invoices.get', { id })
    const line = { id: null, name: '=Biurko', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 10_000_000_000, discountBp: 0, vatCode: '23' }
    const days = { issuedOn: '2026-01-02', soldOn: '2026-01-02', dueOn: '2026-01-09' }
    const header = { place: null, currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null }
    await call(launched, 'invoices.changeDraft', { id, ...days, ...header, buyer, lines: [line] })
    await call(launched, 'invoices.issue', { id, issuedOn: days.issuedOn, soldOn: days.soldOn })

    await goTo(launched, '/invoices')
    await window.getByRole('tab', { name: 'Receivables' }).click()
    await window.getByRole('grid', { name: 'Receivables' }).getByText('Їжак sp. z o.o.').waitFor()
    await window.getByRole('grid', { name: 'Receivables' }).press('KeyR')
    await window.getByLabel('Amount', { exact: true }).fill('23')
    await window.keyboard.press('Control+Enter')
    await window.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(() => window.getByRole('grid', { name: 'Receivables' }).innerText()).toContain('zł\u00a0100.00')
    await window.getByRole('tab', { name: 'Payments' }).click()
    await window.getByRole('grid', { name: 'Payments' }).getByText('FV/2026/A/0001').waitFor()

    await window.getByRole('tab', { name: 'Invoices' }).click()
    const csv = join(folder(), 'register.csv')
    await answerSaveWith(launched, csv)
    await window.getByRole('button', { name: 'Export' }).click()
    await window.getByText('CSV, one table').click()
    await window.getByRole('combobox', { name: 'Table' }).click()
    await window.getByRole('option', { name: 'Lines' }).click()
    await window.getByLabel('Decimal comma').check()
    await window.getByRole('button', { name: /Choose the place/ }).click()
    await expect.poll(() => existsSync(csv)).toBe(true)
    const [head, row] = readFileSync(csv, 'utf8').split('\r\n')
    expect(head).toMatch(/^\ufeffNumber;/)
    expect(row).toBe("FV/2026/A/0001;2026-01-02;1;'=Biurko;1;szt.;100;0;23;100,00;net;PLN")
    expect(launched.problems).toEqual([])
  } finally {
    await launched.close()
  }
})

test('a long invoice is printed on several pages, each with its number in the language of the seller', async ({ skip }) => {
  if (spawnSync('pdftotext', ['-v']).error) skip('pdftotext is not here')
  const launched = await start('en', 'PL')
  try {
    const { id: clientId } = await call<{ id: string }>(launched, 'clients.create', { name: 'Żabka', country: 'PL' })
    const { id } = await call<{ id: string }>(launched, 'invoices.draft', { clientId, dealId: null })
    const line = { id: null, unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 10_000_000_000, discountBp: 0, vatCode: '23' }
    await call(launched, 'invoices.changeDraft', {
      id, issuedOn: null, soldOn: '2026-11-22', dueOn: '2026-12-06', place: 'Łódź', currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null,
      buyer: { name: 'Żabka', taxNumber: null, street: null, postalCode: null, town: null, country: 'PL' },
      lines: Array.from({ length: 60 }, (_, index) => ({ ...line, name: `Regał ${index + 1}` }))
    })
    await goTo(launched, `/invoices/${id}`)
    await launched.window.getByRole('button', { name: 'PDF' }).first().waitFor()
    const pdf = join(folder(), 'faktura.pdf')
    await answerSaveWith(launched, pdf)
    await launched.window.keyboard.press('Control+KeyP')
    await expect.poll(() => existsSync(pdf), { timeout: 20_000 }).toBe(true)
    const pages = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).stdout.split('\f').filter((page) => page.trim() !== '')
    expect(pages.length).toBeGreaterThan(1)
    for (const [index, page] of pages.entries()) expect(page).toContain(`Strona ${index + 1} z ${pages.length}`)
  } finally {
    await launched.close()
  }
})

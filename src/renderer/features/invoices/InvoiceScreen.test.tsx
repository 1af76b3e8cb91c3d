import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InvoiceRow } from '#shared/contract/invoices.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { PaymentPanel } from './PaymentPanel.tsx'
import { InvoiceScreen } from './InvoiceScreen.tsx'

let app: TestApp
beforeEach(async () => {
  app = await openTestApp({ now: Date.now() })
})
afterEach(() => app.close())

const firm = {
  name: 'Meble Testowe', taxNumber: '5260250995', isVatPayer: true, street: 'Prosta 1', postalCode: '00-001', town: 'Warszawa',
  bankAccount: null, bankName: null, email: null, phone: null
}

async function newDraft(): Promise<{ id: string; clientId: string }> {
  const { id: clientId } = await app.call('clients.create', { name: 'Żabka' })
  const { id } = await app.call('invoices.draft', { clientId, dealId: null })
  return { id, clientId }
}

/** Puts a text into a field at once, and the focus with it. */
function fill(label: string, text: string): void {
  const field = screen.getByLabelText(label)
  field.focus()
  fireEvent.change(field, { target: { value: text } })
}

test('totals follow every key, Ctrl+S saves, and what is missing stands beside the draft', async () => {
  const { id } = await newDraft()
  const { user } = show(<InvoiceScreen id={id} />, bridgeTo(app), { language: 'pl' })
  await screen.findByText('Uzupełnij nazwę, NIP i adres naszej firmy.')
  await user.click(screen.getByRole('button', { name: /Dodaj pozycję/ }))
  expect(document.activeElement).toBe(screen.getByLabelText('Towar lub usługa, pozycja 1'))
  await user.keyboard('Szafa')
  fill('Ilość, pozycja 1', '2,5')
  fill('Cena netto, pozycja 1', '1 200,10')
  expect(screen.getByTestId('gross').textContent).toBe('3\u00a0690,31\u00a0zł')
  fill('Rabat, %, pozycja 1', '10')
  expect(screen.getByTestId('gross').textContent).toBe('3\u00a0321,28\u00a0zł')
  await user.keyboard('{Control>}s{/Control}')
  await waitFor(async () => expect((await app.call('invoices.get', { id })).grossMinor).toBe(332_128))
  await screen.findByText('Zapisano szkic')
  expect((await app.call('invoices.get', { id })).lines).toMatchObject([{ name: 'Szafa', quantityMicro: 2_500_000, discountBp: 1000, unit: 'szt.' }])
})

test('a number that cannot be read is marked and nothing is saved', async () => {
  const { id } = await newDraft()
  const { user } = show(<InvoiceScreen id={id} />, bridgeTo(app))
  await user.click(await screen.findByRole('button', { name: /Add a line/ }))
  fill('Net price, line 1', 'twelve')
  await user.keyboard('{Control>}s{/Control}')
  expect(screen.getByLabelText('Net price, line 1').getAttribute('aria-invalid')).toBe('true')
  expect((await app.call('invoices.get', { id })).lines).toEqual([])
})

test('Enter goes down the column and begins a new line at its end', async () => {
  const { id } = await newDraft()
  const { user } = show(<InvoiceScreen id={id} />, bridgeTo(app))
  await user.click(await screen.findByRole('button', { name: /Add a line/ }))
  await user.keyboard('Desk{Enter}')
  await user.keyboard('Chair')
  expect(screen.getByLabelText<HTMLInputElement>('Goods or service, line 2').value).toBe('Chair')
  await user.click(screen.getByRole('button', { name: 'Remove line 1' }))
  expect(screen.getByLabelText<HTMLInputElement>('Goods or service, line 1').value).toBe('Chair')
})

test('issuing asks first, names the number, and then nothing can be edited', async () => {
  await app.call('settings.changeFirm', firm)
  const { id } = await newDraft()
  const { user } = show(<InvoiceScreen id={id} />, bridgeTo(app))
  await user.click(await screen.findByRole('button', { name: /Add a line/ }))
  await user.keyboard('Desk')
  fill('Net price, line 1', '100')
  await user.keyboard('{Control>}i{/Control}')
  const year = new Date(app.clock.now).getFullYear()
  const question = await screen.findByRole('dialog', { name: `Issue invoice FV/${year}/A/0001?` })
  expect((await app.call('invoices.get', { id })).state).toBe('draft')
  await user.click(within(question).getByRole('button', { name: 'Issue' }))
  await screen.findByRole('heading', { level: 1, name: `FV/${year}/A/0001` })
  expect(screen.queryByLabelText('Net price, line 1')).toBeNull()
  await screen.findByRole('button', { name: /Receive a payment/ })
})

test('a payment is shared out over open invoices, what is brought for one goes there first', async () => {
  await app.call('settings.changeFirm', firm)
  const { id, clientId } = await newDraft()
  const invoice = await app.call('invoices.get', { id })
  const { buyer, currency } = invoice
  const day = new Date(app.clock.now).toISOString().slice(0, 10)
  const line = { id: null, name: 'Desk', unit: 'szt.', quantityMicro: 1_000_000, unitPriceE8: 10_000_000_000, discountBp: 0, vatCode: 'zw' }
  const input = { issuedOn: day, soldOn: day, dueOn: day, place: null, currency, method: 'net', paymentMethod: 'transfer', buyer, note: null, lines: [line] } as const
  await app.call('invoices.changeDraft', { ...input, id, lines: [...input.lines] })
  await app.call('invoices.issue', { id, issuedOn: day, soldOn: day })
  const { id: other } = await app.call('invoices.draft', { clientId, dealId: null })
  await app.call('invoices.changeDraft', { ...input, id: other, lines: [...input.lines] })
  await app.call('invoices.issue', { id: other, issuedOn: day, soldOn: day })

  const { user } = show(
    <PaymentPanel client={{ id: clientId, name: 'Żabka' }} currency="PLN" invoice={{ id: other, dueMinor: 10_000 }} onClose={() => {}} />,
    bridgeTo(app)
  )
  await screen.findByText('Which invoices it pays')
  fill('Amount', '250')
  expect(screen.getByText(/Stays as an overpayment/).textContent).toContain('50.00')
  await user.keyboard('{Control>}{Enter}{/Control}')
  const filter = { state: null, payment: null, clientId, dealId: null, period: null, search: '' }
  const rows = async (): Promise<readonly InvoiceRow[]> => (await app.call('invoices.list', { filter, sort: null, page: { offset: 0, limit: 10 } })).rows
  await waitFor(async () => expect((await rows()).map((row) => row.dueMinor)).toEqual([0, 0]))
  expect((await app.call('invoices.get', { id })).creditMinor).toBe(5_000)
})

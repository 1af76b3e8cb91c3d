import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CallListFields } from '#shared/contract/calls.ts'
import { timeOfDayMs } from '#shared/when.ts'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { useActionKeys } from '../../app/actions.ts'
import { FirmProvider } from '../../app/format.ts'
import { QueueScreen } from './QueueScreen.tsx'

/** Thursday 19 November 2026, 10:00 in Warsaw. */
const thursday = timeOfDayMs('2026-11-19', 600, 'Europe/Warsaw')
const plan: CallListFields = { name: 'Autumn offer', purpose: 'service', script: 'Good morning, {contact} at {client}.', ownerId: null, startsOn: '2026-11-19', endsOn: null, maxAttempts: 6 }
let app: TestApp
let listId: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: thursday })
  app = await openTestApp({ now: thursday - 60_000 })
})
afterEach(() => {
  app.close()
  vi.useRealTimers()
})

async function open(change?: Partial<CallListFields>) {
  const ids: string[] = []
  for (const [index, name] of ['Akacja', 'Buk', 'Cis'].entries()) {
    const phones = [{ text: `+4842630110${index}`, label: null }]
    ids.push((await app.call('clients.create', { name, phones, contacts: [{ name: 'Beata Nowicka', role: 'buyer' }] })).id)
  }
  ;({ listId } = await app.call('calls.createList', { ...plan, ...change, clients: { kind: 'ids', ids } }))
  const { user } = show(<Desk />, bridgeTo(app))
  await onDesk('Akacja')
  return user
}

function Desk() {
  useActionKeys()
  return (
    <FirmProvider value={{ timeZone: 'Europe/Warsaw' }}>
      <QueueScreen listId={listId} />
    </FirmProvider>
  )
}

const onDesk = (name: string) => screen.findByRole('heading', { level: 2, name })
const strip = async (entry: number) => {
  const entries = app.store.db().$client.prepare<[string], string>('SELECT id FROM call_list_entry WHERE call_list_id = ? ORDER BY id').pluck().all(listId)
  return (await app.call('calls.current', { listId, entryId: entries[entry]! }))!
}

test('one key records the outcome and the next client is there, with the focus on the number', async () => {
  const user = await open()
  await screen.findByText((_text, element) => element?.tagName === 'P' && element.textContent === 'Good morning, Beata Nowicka at Akacja.')
  await user.keyboard('6')
  await onDesk('Buk')
  expect(await strip(0)).toMatchObject({ attemptCount: 1, lastDispositionId: 'disposition-no-answer' })
  await waitFor(() => expect(document.activeElement?.textContent).toContain('+48 42 630 11 01'))
  await user.keyboard('7')
  await onDesk('Cis')
})

test('the note keeps its digits; with Ctrl they record, and the note goes along', async () => {
  const user = await open()
  await user.keyboard('n')
  const note = screen.getByRole('textbox', { name: /Note/ })
  expect(document.activeElement).toBe(note)
  await user.keyboard('40 seats by 6 May')
  expect((note as HTMLTextAreaElement).value).toBe('40 seats by 6 May')
  expect((await strip(0)).attemptCount).toBe(0)
  await user.keyboard('{Control>}6{/Control}')
  await onDesk('Buk')
  expect((await strip(0)).history[0]).toMatchObject({ kind: 'call', text: '40 seats by 6 May' })
  expect((screen.getByRole('textbox', { name: /Note/ }) as HTMLTextAreaElement).value).toBe('')
})

test('calling back asks when, understands it as it is said, and keeps the promise in the queue', async () => {
  const user = await open()
  await user.keyboard('3')
  const when = await screen.findByRole('textbox', { name: 'When to call back' })
  expect(document.activeElement).toBe(when)
  await user.keyboard('sometime{Enter}')
  await screen.findByText(/Not understood/)
  await user.clear(when)
  await user.keyboard('today 15')
  await screen.findByText('today 15:00')
  await user.keyboard('{Enter}')
  await onDesk('Buk')
  expect(await strip(0)).toMatchObject({ isPromised: true, nextCallAt: timeOfDayMs('2026-11-19', 900, 'Europe/Warsaw') })
  await screen.findByText('promised today 15:00')
})

test('a refusal asks why; a digit answers', async () => {
  const user = await open()
  await user.keyboard('5')
  await screen.findByRole('radiogroup', { name: 'Why not now' })
  await user.keyboard('1')
  await onDesk('Buk')
  expect((await strip(0)).history[0]).toMatchObject({ reasonId: 'lost-price' })
})

test('Esc takes the question away, and nothing is recorded', async () => {
  const user = await open()
  await user.keyboard('3')
  await screen.findByRole('textbox', { name: 'When to call back' })
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('textbox', { name: 'When to call back' })).toBeNull())
  expect((await strip(0)).attemptCount).toBe(0)
  expect(document.activeElement?.textContent).toContain('+48 42 630 11 00')
})

test('interest becomes a deal without leaving the keyboard', async () => {
  const user = await open()
  await user.keyboard('1')
  await screen.findByRole('textbox', { name: 'Amount, PLN' })
  await user.keyboard('12 500{Enter}')
  await onDesk('Buk')
  expect((await strip(0)).deals).toMatchObject([{ title: 'Autumn offer', amountMinor: 1_250_000, next: { on: '2026-11-20' } }])
})

test('Z brings the client back with the note as it was', async () => {
  const user = await open()
  await user.keyboard('nask again{Escape}')
  await user.keyboard('6')
  await onDesk('Buk')
  await user.keyboard('z')
  await onDesk('Akacja')
  expect((await strip(0)).attemptCount).toBe(0)
  expect((screen.getByRole('textbox', { name: /Note/ }) as HTMLTextAreaElement).value).toBe('ask again')
})

test('a client is put behind only with a reason', async () => {
  const user = await open()
  await user.keyboard('s')
  await screen.findByRole('textbox', { name: 'Why later' })
  await user.keyboard('{Enter}')
  expect((await strip(0)).skipReason).toBeNull()
  await user.keyboard('lunch{Enter}')
  await onDesk('Buk')
  expect((await strip(0)).skipReason).toBe('lunch')
})

test('a pause hides the client and switches the keys off', async () => {
  const user = await open()
  await user.keyboard('p')
  await screen.findByRole('button', { name: /Go on calling/ })
  await user.keyboard('6')
  await user.keyboard('p')
  await onDesk('Akacja')
  expect((await strip(0)).attemptCount).toBe(0)
})

test('without consent there is no number to dial and no outcome but the objection', async () => {
  const user = await open({ purpose: 'offer' })
  await screen.findByText('Consent is needed before an offer is made by telephone.')
  expect(screen.queryByRole('button', { name: /\+48/ })).toBeNull()
  await user.keyboard('6')
  expect((await strip(0)).attemptCount).toBe(0)
  await user.click(screen.getByRole('button', { name: 'Record consent' }))
  await screen.findByRole('textbox', { name: 'Where the consent comes from' })
  await user.keyboard('letter of 12 May{Enter}')
  await screen.findByRole('button', { name: /\+48 42 630 11 00/ })
  expect((await strip(0)).consent).toMatchObject({ state: 'given', basis: 'letter of 12 May' })
})

test('when nobody is left it says how it went', async () => {
  const user = await open()
  for (const next of ['Buk', 'Cis']) {
    await user.keyboard('6')
    await onDesk(next)
  }
  await user.keyboard('0')
  await screen.findByText(/Nobody can be called now\. 3 called, 1 reached, 0 with a deal\. Next one today 13:59/)
  const queue = screen.getByRole('region', { name: 'Next, and why' })
  expect(within(queue).getAllByRole('listitem')).toHaveLength(2)
})

test('what the call brought is written down with one key: a person with number and e-mail, and undo takes all of it back', async () => {
  const user = await open()
  await user.keyboard('d')
  const row = await screen.findByRole('form', { name: 'New contact details' })
  await user.keyboard('Ewa Lis')
  await user.type(within(row).getByLabelText('Phone'), '426301199')
  await user.type(within(row).getByLabelText('E-mail'), 'ewa@buk.pl{Enter}')
  const said = await screen.findByText('Written down: Ewa Lis')
  const { id } = (await strip(0)).client
  const saved = await app.call('clients.get', { id })
  const ewa = saved.contacts.find((person) => person.name === 'Ewa Lis')!
  expect(saved.phones.find((phone) => phone.contactId === ewa.id)?.e164).toBe('+48426301199')
  expect(saved.emails).toMatchObject([{ email: 'ewa@buk.pl', contactId: ewa.id }])
  await screen.findByText(/\+48 42 630 11 99/)
  await user.click(within(said.closest<HTMLElement>('[role=status]')!).getByRole('button', { name: 'Undo' }))
  await waitFor(async () => expect((await app.call('clients.get', { id })).contacts).toHaveLength(1))
})

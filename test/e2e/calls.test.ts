import { expect, test } from 'vitest'
import { launchApp } from './launch.ts'

type Bridge = { readonly call: (name: string, input: unknown, jobId?: string) => Promise<{ readonly ok: boolean; readonly value?: unknown; readonly error?: unknown }> }

async function openDesk() {
  const launched = await launchApp({ lang: 'pl' })
  const { window } = launched
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const answer = await window.evaluate(
      ([operation, given, jobId]) => (globalThis as unknown as { bridge: Bridge }).bridge.call(operation, given, jobId),
      [name, input, `${name} ${Math.random()}`] as const
    )
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
    return answer.value
  }
  await call('app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła' })
  for (const [index, name] of ['Drukarnia Łan', 'Hurtownia Wisła', 'Meble Jesion Sp. z o.o.'].entries()) {
    await call('clients.create', { name, town: 'Łódź', phones: [{ text: `42 630 11 8${index}`, label: null }] })
  }
  await window.getByRole('navigation').waitFor()
  await window.keyboard.press('Control+Digit3')
  return { ...launched, call }
}

test('a rep makes a list of all clients and calls through it by keys alone: promise, interest, refusal, one taken back', async () => {
  const { window, call, problems, close } = await openDesk()
  const desk = (name: string) => window.getByRole('heading', { level: 2, name }).waitFor()
  try {
    await window.getByRole('button', { name: /Nowa lista/ }).first().waitFor()
    await window.keyboard.press('Control+KeyN')
    await window.getByRole('textbox', { name: 'Nazwa' }).fill('Jesienna oferta')
    await window.getByText('3 klientów').or(window.getByText('3 klienci')).waitFor()
    await window.keyboard.press('Control+Enter')

    // Poland asks for consent before an offer: without it there is no number, and the list says what it is for.
    await desk('Drukarnia Łan')
    await window.getByText('Przed złożeniem oferty przez telefon potrzebna jest zgoda.').waitFor()
    await window.getByRole('button', { name: 'Rozmowy w ramach umowy' }).click()
    await window.getByRole('button', { name: /\+48 42 630 11 80/ }).waitFor()

    await window.keyboard.press('KeyN')
    await window.keyboard.type('Remont do 31 stycznia')
    await window.keyboard.press('Escape')
    await window.keyboard.press('Digit3')
    await window.keyboard.type('pojutrze 10')
    await window.keyboard.press('Enter')

    await desk('Hurtownia Wisła')
    await window.keyboard.press('Digit1')
    await window.keyboard.type('12 500')
    await window.keyboard.press('Enter')

    await desk('Meble Jesion Sp. z o.o.')
    await window.keyboard.press('Digit6')
    await window.getByText(/Teraz do nikogo nie można zadzwonić/).waitFor()
    await window.keyboard.press('KeyZ')
    await desk('Meble Jesion Sp. z o.o.')
    await window.keyboard.press('Digit5')
    await window.getByRole('radiogroup').waitFor()
    await window.keyboard.press('Digit4')
    await window.getByText('2 z 3').waitFor()

    const [list] = (await call('calls.lists', { state: 'open' })) as [{ purpose: string; attemptCount: number; positiveCount: number; doneCount: number }]
    expect(list).toMatchObject({ purpose: 'contract', attemptCount: 3, reachedCount: 3, positiveCount: 1, doneCount: 2 })
    expect(await window.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight])).toEqual([true, true])
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

test('a promised call on the day’s list puts that very client on the desk', async () => {
  const { window, call, problems, close } = await openDesk()
  try {
    const filled = (await call('calls.createList', {
      name: 'Odnowienia', purpose: 'contract', script: null, ownerId: null, startsOn: '2026-11-01', endsOn: null, maxAttempts: 6, clients: { kind: 'filter', filter: {}, except: [] }
    })) as { listId: string }
    const { entries } = (await call('calls.queue', { listId: filled.listId })) as { entries: { entryId: string; name: string }[] }
    const now = Date.now()
    const common = { phoneId: null, e164: null, startedAt: now - 60_000, endedAt: now, note: null, reasonId: null, deal: null, dealId: null, nextStep: null }
    const entryId = entries.find((entry) => entry.name === 'Hurtownia Wisła')?.entryId
    await call('calls.recordAttempt', { ...common, entryId, dispositionId: 'disposition-callback', callbackAt: now + 45_000 })
    await window.keyboard.press('Control+Digit1')
    await window.getByRole('link', { name: /Hurtownia Wisła/ }).click()
    await window.getByRole('heading', { level: 2, name: 'Hurtownia Wisła' }).waitFor()
    expect(problems).toEqual([])
  } finally {
    await close()
  }
})

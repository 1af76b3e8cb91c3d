import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openFunnel, pastWords, until } from './steps.ts'
import { answerOpenWith, call, goTo, settle, type Tour } from './tour.ts'

type Ids = { readonly client: string; readonly buyer: string; readonly deal: string; readonly list: string; readonly draft: string; readonly issued: string; readonly pair: readonly string[] }
type Rows = { readonly rows: readonly { readonly id: string }[] }

/** Where a user can come to: `open` goes there; a window of its own is given back. */
export type Place = { readonly name: string; readonly open: (tour: Tour, ids: Ids) => Promise<Page | undefined> }

const place = (name: string, open: (tour: Tour, ids: Ids) => Promise<unknown>): Place => ({
  name,
  open: async (tour, ids) => {
    await open(tour, ids)
    return undefined
  }
})

const today = (): string => new Date().toISOString().slice(0, 10)
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** A firm in the middle of its work: demo clients, calls of the day, a pair that looks alike, invoices paid and not, rules, consents. */
export async function fillFirm(tour: Tour, clientCount: number): Promise<Ids> {
  await call(tour, 'app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła sp. z o.o.' })
  await call(tour, 'demo.load', { clientCount, dealsPerClient: 1.2, userCount: 5 }, 'demo')
  await tour.window.getByRole('navigation').first().waitFor()
  const list = await callFor(tour)
  const phones = [{ text: '42 630 11 87', label: null }]
  const first = await call<{ id: string }>(tour, 'clients.create', { name: 'Stolarnia Dąb', town: 'Łódź', street: 'Polna 1', phones, contacts: [{ name: 'Beata Nowicka', role: null }] })
  const second = await call<{ id: string }>(tour, 'clients.create', {
    name: 'Stolarnia Dab Sp. z o.o.', town: 'Łódź', street: 'Leśna 5', taxNumber: '8567346215', phones, emails: [{ email: 'biuro@dab.example' }], description: 'Dzwonić po 10'
  })
  await call(tour, 'notes.add', { clientId: first.id, dealId: null, contactId: null, kind: 'note', text: 'Pytają o czterdzieści krzeseł do sali' })
  const firstOf = async (filter: object, by: string): Promise<string> =>
    (await call<Rows>(tour, 'clients.list', { filter, sort: { by, direction: 'desc' }, page: { offset: 0, limit: 1 } })).rows[0]?.id ?? ''
  const client = await firstOf({ hasOpenDeal: true }, 'openDeals')
  const buyer = await firstOf({ status: 'active' }, 'lastContact')
  const openDeals = { search: '', pipelineId: null, outcome: 'open', stageId: null, ownerId: null, sourceId: null, clientId: client, only: 'all', cell: null }
  const { rows: deals } = await call<Rows>(tour, 'deals.list', { filter: openDeals, sort: null, page: { offset: 0, limit: 1 } })
  const { issued, draft } = await invoicesOf(tour, [client, buyer, first.id])
  return { client, buyer, deal: deals[0]?.id ?? '', list, draft, issued, pair: [first.id, second.id] }
}

/** A list with a script and some calls made, so that the desk looks as on a working day. */
export async function callFor(tour: Tour): Promise<string> {
  const { userId } = await call<{ userId: string }>(tour, 'app.status', {})
  const script = 'Dzień dobry, mówi {me}. Czy to {contact}? W maju pytali Państwo o krzesła konferencyjne. Mamy nową serię, dostawa na miejsce ({town}) w dziesięć dni.\n\nIle stanowisk planują Państwo w tym roku?'
  const choice = { name: 'Jesienna oferta mebli', purpose: 'service', script, ownerId: userId, startsOn: today(), endsOn: null, maxAttempts: 6, clients: { kind: 'filter', filter: { status: 'active' }, except: [] } }
  const { listId } = await call<{ listId: string }>(tour, 'calls.createList', choice, 'list')
  const outcomes = ['no-answer', 'busy', 'callback', 'send-offer', 'interested', 'no-answer', 'busy', 'gatekeeper']
  for (const [index, outcome] of outcomes.entries()) {
    const client = await call<{ entryId: string; phones: { id: string }[] } | null>(tour, 'calls.current', { listId, entryId: null })
    if (!client) return listId
    const endedAt = Date.now() - (outcomes.length - index) * 240_000
    const deal = outcome === 'interested' ? { title: 'Krzesła konferencyjne', amountMinor: 1_250_000 } : null
    await call(tour, 'calls.recordAttempt', {
      entryId: client.entryId, phoneId: client.phones[0]?.id ?? null, e164: null, startedAt: endedAt - 90_000, endedAt,
      dispositionId: `disposition-${outcome}`, note: index % 2 === 0 ? null : 'Decyzja po zarządzie 2.12.',
      callbackAt: outcome === 'callback' ? Date.now() + 3_600_000 : null, reasonId: null, deal, dealId: null, nextStep: null
    })
  }
  return listId
}

/** For each client an invoice: the first is overdue, the last paid in part, and one more is a draft. */
async function invoicesOf(tour: Tour, clientIds: readonly string[]): Promise<{ readonly issued: string; readonly draft: string }> {
  await call(tour, 'settings.changeFirm', {
    name: 'Meble Wisła sp. z o.o.', taxNumber: '5260250995', isVatPayer: true, street: 'ul. Źródlana 7/9', postalCode: '90-001', town: 'Łódź',
    bankAccount: 'PL61109010140000071219812874', bankName: null, email: null, phone: null
  })
  const make = async (clientId: string, issuedOn: string, dueOn: string): Promise<string> => {
    const { id } = await call<{ id: string }>(tour, 'invoices.draft', { clientId, dealId: null })
    const { buyer, currency } = await call<{ buyer: object; currency: string }>(tour, 'invoices.get', { id })
    const line = (name: string, quantity: number, price: number) => ({ id: null, name, unit: 'szt.', quantityMicro: quantity * 1_000_000, unitPriceE8: price * 100_000_000, discountBp: 0, vatCode: '23' })
    await call(tour, 'invoices.changeDraft', {
      id, issuedOn, soldOn: issuedOn, dueOn, place: 'Łódź', currency, method: 'net', paymentMethod: 'transfer',
      buyer: { ...buyer, street: 'Polna 1', postalCode: '90-001', town: 'Łódź' }, note: null,
      lines: [line('Krzesło konferencyjne „Wisła”', 40, 312), line('Montaż i wniesienie', 1, 900)]
    })
    return id
  }
  let issued = ''
  for (const [index, clientId] of clientIds.entries()) {
    const issuedOn = index === 0 ? daysAgo(30) : today()
    issued = await make(clientId, issuedOn, daysAgo(index === 0 ? 16 : -14))
    await call(tour, 'invoices.issue', { id: issued, issuedOn, soldOn: issuedOn })
  }
  const last = clientIds.at(-1) ?? ''
  await call(tour, 'payments.receive', {
    clientId: last, paidOn: today(), amountMinor: 500_000, currency: 'PLN', method: 'transfer', reference: 'przelew', allocations: [{ invoiceId: issued, amountMinor: 500_000 }]
  })
  return { issued, draft: await make(clientIds[0] ?? '', today(), daysAgo(-14)) }
}

const dialog = ({ window }: Tour) => window.getByRole('dialog').first().waitFor()
const grid = ({ window }: Tour) => window.getByRole('row').nth(2).waitFor()

async function press(tour: Tour, key: string): Promise<void> {
  await settle(tour.window)
  await tour.window.evaluate(() => document.activeElement?.matches('input:not([type=radio], [type=checkbox]), textarea') && (document.activeElement as HTMLElement).blur())
  await tour.window.keyboard.press(key)
}

async function openImport(tour: Tour): Promise<void> {
  await goTo(tour, '/import')
  const { window, words } = tour
  await answerOpenWith(tour, join(process.env['KLIENTELA_APP'] ?? '', 'resources/samples/firmy.xlsx'))
  await window.getByRole('button', { name: words('imports:file.choose') }).or(window.getByText(words('imports:columns.title'))).first().waitFor()
}

const settingsPlaces = ['firm', 'people', 'look', 'pipeline', 'properties', 'categories', 'sources', 'backups', 'data', 'score', 'privacy', 'history', 'about'].map((section) =>
  place(`settings-${section}`, (tour) => goTo(tour, `/settings/${section}`))
)

const analysisPlaces = ['abc', 'rfm', 'groups', 'places', 'loyalty'].map((tab, index) =>
  place(`analysis-${tab}`, async (tour) => {
    await goTo(tour, '/analysis')
    await tour.window.getByRole('tab').first().waitFor()
    await press(tour, `Digit${index + 1}`)
  })
)

const modes = { note: 'KeyN', call: 'KeyL', meeting: 'KeyM', email: 'KeyW', sms: 'KeyS', task: 'KeyT' }
const composerPlaces = Object.entries(modes).map(([mode, key]) =>
  place(`client-${mode}`, async (tour, { client }) => {
    await goTo(tour, `/clients/${client}`)
    await tour.window.getByRole('heading', { level: 1 }).waitFor()
    await press(tour, key)
  })
)

/** Every screen, panel and dialog that has a look of its own. */
export const places: readonly Place[] = [
  place('today', (tour) => goTo(tour, '/today')),
  place('clients', async (tour) => {
    await goTo(tour, '/clients')
    await grid(tour)
  }),
  place('clients-filter-builder', async (tour) => {
    await press(tour, 'KeyF')
    await dialog(tour)
  }),
  place('clients-new', async (tour) => {
    await press(tour, 'Control+KeyN')
    await dialog(tour)
  }),
  place('clients-preview', async (tour) => {
    await tour.window.getByRole('grid').focus()
    await tour.window.keyboard.press('Space')
    await tour.window.getByRole('main').getByRole('complementary').waitFor()
  }),
  place('clients-cell', async (tour) => {
    await tour.window.keyboard.press('Escape')
    await tour.window.getByRole('grid').focus()
    await tour.window.keyboard.press('F2')
    await tour.window.getByRole('grid').getByRole('textbox').waitFor()
  }),
  place('clients-chosen', async (tour) => {
    await tour.window.getByRole('grid').focus()
    await tour.window.keyboard.press('Control+KeyA')
    await tour.window.getByRole('toolbar').waitFor()
  }),
  place('clients-owner', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('clients:bar.owner') }).click()
    await dialog(tour)
  }),
  place('clients-call-list', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('calls:add.action') }).click()
    await dialog(tour)
  }),
  place('client', async (tour, { client }) => {
    await goTo(tour, `/clients/${client}`)
    await tour.window.getByRole('heading', { level: 1 }).waitFor()
  }),
  place('client-menu', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('clients:card.more'), exact: true }).click()
    await tour.window.getByRole('menu').waitFor()
  }),
  place('client-buyer', async (tour, { buyer }) => {
    await goTo(tour, `/clients/${buyer}`)
    await tour.window.getByRole('heading', { level: 1 }).waitFor()
  }),
  ...composerPlaces,
  place('client-score', async (tour) => {
    await tour.window.locator('button', { hasText: tour.words('scores:short') }).first().click()
    await dialog(tour)
  }),
  place('client-merge-with', async (tour) => {
    await tour.window.keyboard.press('Escape')
    await tour.window.getByRole('button', { name: tour.words('clients:card.more'), exact: true }).click()
    await tour.window.getByRole('menuitem', { name: tour.words('duplicates:mergeWith.action') }).click()
    await dialog(tour)
  }),
  place('duplicates', async (tour) => {
    await goTo(tour, '/duplicates')
    await until('the pair is found', async () => (await tour.window.getByRole('row').filter({ hasText: 'Stolarnia' }).count()) > 0, 60_000)
  }),
  place('duplicates-side-by-side', async (tour) => {
    await tour.window.getByRole('row').filter({ hasText: 'Stolarnia' }).first().dblclick()
    await tour.window.getByRole('radiogroup').first().waitFor()
  }),
  place('import-file', openImport),
  place('import-columns', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('imports:file.choose') }).click()
    await tour.window.getByText(tour.words('imports:columns.title')).waitFor()
  }),
  place('import-check', async (tour) => {
    const { window, words } = tour
    if (await window.getByText(words('imports:columns.noSource')).isVisible()) {
      await window.getByRole('combobox', { name: words('imports:columns.source'), exact: true }).or(window.getByRole('textbox', { name: words('imports:columns.source'), exact: true })).first().click()
      await window.getByRole('option', { name: words('builtins:source.exhibition'), exact: true }).click()
    }
    await window.keyboard.press('Control+Enter')
    await pastWords(tour)
  }),
  place('import-result', async (tour) => {
    await tour.window.keyboard.press('Control+Enter')
    await tour.window.getByRole('button', { name: tour.words('imports:result.showClients') }).waitFor({ timeout: 60_000 })
  }),
  place('calling', (tour) => goTo(tour, '/calling')),
  place('calling-new', async (tour) => {
    await press(tour, 'Control+KeyN')
    await dialog(tour)
  }),
  place('queue', async (tour, { list }) => {
    await goTo(tour, `/calling/${list}`)
    await tour.window.getByRole('region', { name: tour.words('calls:outcomes') }).waitFor()
  }),
  place('queue-new-contact', async (tour) => {
    await press(tour, 'KeyD')
    await tour.window.getByRole('form').waitFor()
  }),
  place('queue-call-back', (tour) => press(tour, 'Digit3')),
  place('queue-why-not', async (tour) => {
    await tour.window.keyboard.press('Escape')
    await press(tour, 'Digit5')
  }),
  place('board', async (tour) => {
    await goTo(tour, '/deals')
    await tour.window.locator('[data-board] [role=button]').first().waitFor()
  }),
  place('deal-new', async (tour) => {
    await press(tour, 'Control+KeyN')
    await dialog(tour)
  }),
  place('deal', async (tour, { deal }) => {
    await goTo(tour, `/deals/${deal}`)
    await tour.window.getByRole('heading', { level: 1 }).waitFor()
  }),
  place('deal-win', async (tour) => {
    await press(tour, 'KeyW')
    await dialog(tour)
  }),
  place('deal-lose', async (tour) => {
    await press(tour, 'KeyL')
    await dialog(tour)
  }),
  place('deal-task', async (tour) => {
    await press(tour, 'KeyT')
    await dialog(tour)
  }),
  { name: 'funnel-open', open: (tour) => openFunnelAt(tour, 'Digit1') },
  { name: 'funnel-closed', open: (tour) => openFunnelAt(tour, 'Digit2') },
  {
    name: 'funnel-list-of-a-number',
    open: async (tour) => {
      const page = await openFunnelAt(tour, 'Digit2')
      await page.getByRole('grid').getByRole('button', { name: /: [1-9]/ }).first().click()
      await page.getByRole('dialog').waitFor()
      return page
    }
  },
  place('invoices', (tour) => goTo(tour, '/invoices')),
  place('invoices-receivables', (tour) => goTo(tour, `/invoices?${new URLSearchParams({ view: '"receivables"' })}`)),
  place('invoices-payments', (tour) => goTo(tour, `/invoices?${new URLSearchParams({ view: '"payments"' })}`)),
  place('invoice-draft', (tour, { draft }) => goTo(tour, `/invoices/${draft}`)),
  place('invoice', (tour, { issued }) => goTo(tour, `/invoices/${issued}`)),
  place('invoice-payment', async (tour) => {
    await press(tour, 'KeyR')
    await dialog(tour)
  }),
  ...analysisPlaces,
  place('analysis-clients-of-a-cell', async (tour) => {
    await goTo(tour, '/analysis')
    await tour.window.getByRole('group', { name: tour.words('analysis:table.matrix') }).getByRole('button').first().click()
    await dialog(tour)
  }),
  place('analysis-settings', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('analysis:settings.open') }).click()
    await dialog(tour)
  }),
  ...settingsPlaces,
  place('settings-property-new', async (tour) => {
    await goTo(tour, '/settings/properties')
    await press(tour, 'Control+KeyN')
    await dialog(tour)
  }),
  place('settings-category-new', async (tour) => {
    await goTo(tour, '/settings/categories')
    await press(tour, 'Control+KeyN')
    await dialog(tour)
  }),
  place('settings-score-rule', async (tour) => {
    await goTo(tour, '/settings/score')
    await tour.window.getByRole('button', { name: tour.words('scores:rules.add') }).click()
    await dialog(tour)
  }),
  place('settings-privacy-person', async (tour, { client }) => {
    await goTo(tour, `/settings/privacy?${new URLSearchParams({ subject: JSON.stringify({ kind: 'client', id: client }) })}`)
    await tour.window.getByRole('button', { name: tour.words('privacy:report.export') }).waitFor()
  }),
  place('settings-privacy-erase', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('privacy:report.erase'), exact: true }).click()
    await dialog(tour)
  }),
  place('settings-privacy-retention', async (tour) => {
    await goTo(tour, '/settings/privacy')
    await tour.window.getByRole('tab').nth(1).click()
  }),
  place('settings-privacy-events', (tour) => tour.window.getByRole('tab').nth(2).click()),
  place('palette', async (tour) => {
    await tour.window.keyboard.press('Control+KeyK')
    await dialog(tour)
    await tour.window.keyboard.type('meb')
  }),
  place('keys', async (tour) => {
    await tour.window.keyboard.press('F1')
    await dialog(tour)
  }),
  place('user-menu', async (tour) => {
    await tour.window.getByRole('button', { name: tour.words('app:top.user') }).click()
    await tour.window.getByRole('menu').waitFor()
  })
]

async function openFunnelAt(tour: Tour, key: string): Promise<Page> {
  const page = await openFunnel(tour)
  await page.keyboard.press(key)
  await page.getByRole('grid').first().waitFor()
  return page
}

/** Goes to each of these places and does something there; what floats is closed before the next. Throws when one could not be come to, after the last. */
export async function visit(tour: Tour, ids: Ids, wanted: readonly Place[], see: (place: Place, page: Page) => Promise<void>): Promise<void> {
  const failed: Error[] = []
  for (const one of wanted) {
    try {
      const page = (await one.open(tour, ids)) ?? tour.window
      await see(one, page)
      if (page !== tour.window) await page.close()
    } catch (error) {
      failed.push(new Error(`${one.name} could not be come to`, { cause: error }))
    }
    // The next place may go on from a panel of this one only by closing it first, as the user would.
    await closeWhatFloats(tour.window)
  }
  if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message, cause }) => `${message}: ${String(cause)}`).join('\n'))
}

const floating = '[role=dialog], [role=menu], [role=listbox]'

async function closeWhatFloats(page: Page): Promise<void> {
  const isOpen = () => page.evaluate((selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility()), floating)
  for (let tries = 0; tries < 5 && (await isOpen()); tries += 1) {
    await page.keyboard.press('Escape')
    await page.waitForTimeout(200)
  }
}

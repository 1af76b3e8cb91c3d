import { callFor, fillFirm, places, visit } from './places.ts'
import { changeLook, openFunnel, openSection } from './steps.ts'
import { call, goTo, largeScreen, setSize, smallScreen, type Tour } from './tour.ts'

type Rows = { readonly rows: readonly { readonly id: string }[] }

/** The screens of the way again: in English, and in the dark in both languages. */
export async function revisit(tour: Tour): Promise<void> {
  for (const [language, scheme] of [['en', 'light'], ['en', 'dark'], ['pl', 'dark']] as const) {
    await changeLook(tour, language, scheme)
    await screens(tour)
  }
}

async function screens(tour: Tour): Promise<void> {
  const { window } = tour
  const page = { offset: 0, limit: 1 }
  await openSection(tour, 'today')
  await tour.look('today')
  await openSection(tour, 'clients')
  await window.getByRole('grid').waitFor()
  await tour.look('clients')
  const { rows } = await call<Rows>(tour, 'clients.list', { filter: { hasOpenDeal: true }, sort: { by: 'openDeals', direction: 'desc' }, page })
  await goTo(tour, `/clients/${rows[0]?.id}`)
  await tour.look('client')
  await openSection(tour, 'calling')
  await tour.look('call-lists')
  const [list] = await call<readonly { readonly id: string }[]>(tour, 'calls.lists', { state: 'open' })
  if (list) {
    await goTo(tour, `/calling/${list.id}`)
    await tour.look('queue')
  }
  await openSection(tour, 'deals')
  await tour.look('board')
  await window.locator('[data-board] [role=button]').first().focus()
  await window.keyboard.press('Enter')
  await tour.look('deal')
  await openSection(tour, 'invoices')
  await tour.look('invoices')
  const invoices = await call<Rows>(tour, 'invoices.list', {
    filter: { state: null, payment: null, clientId: null, dealId: null, period: null, search: '' },
    sort: null,
    page
  })
  if (invoices.rows[0]) {
    await goTo(tour, `/invoices/${invoices.rows[0].id}`)
    await tour.look('invoice')
  }
  await goTo(tour, '/import')
  await tour.look('import')
  for (const section of ['firm', 'pipeline', 'backups', 'history']) {
    await goTo(tour, `/settings/${section}`)
    await tour.look(`settings-${section}`)
  }
  const funnel = await openFunnel(tour)
  for (const key of ['Digit1', 'Digit2']) {
    await funnel.keyboard.press(key)
    await tour.look(key === 'Digit1' ? 'funnel-open' : 'funnel-closed', funnel)
  }
  await funnel.close()
}

/** Today, list, card, queue, board and funnel with 3,000 clients, in both sizes and schemes, in every language. */
export async function wideData(tour: Tour): Promise<void> {
  const { window } = tour
  await call(tour, 'app.setUp', { language: 'pl', country: 'PL', userName: 'Anna Kowalska', firmName: 'Meble Wisła sp. z o.o.' })
  await call(tour, 'demo.load', { clientCount: 3_000, dealsPerClient: 1.2, userCount: 5 }, 'demo')
  await window.getByRole('navigation').first().waitFor()
  await callFor(tour)
  await goTo(tour, '/clients')
  for (const size of [smallScreen, largeScreen]) {
    const looks = [['pl', 'light'], ['pl', 'dark'], ['en', 'dark'], ['en', 'light']] as const
    for (const [language, scheme] of size === smallScreen ? looks : [looks[0], looks[2]]) {
      await setSize(tour.launched, size)
      await changeLook(tour, language, scheme)
      await wideScreens(tour, size.width, size === smallScreen)
    }
  }
  await setSize(tour.launched, smallScreen)
  for (const language of ['uk', 'ru'] as const) {
    await changeLook(tour, language, 'light')
    await wideScreens(tour, smallScreen.width, true)
  }
}

async function wideScreens(tour: Tour, width: number, isFull: boolean): Promise<void> {
  const { window } = tour
  const look = (name: string, page = window): Promise<void> => tour.look(`wide-${width}-${name}`, page)
  await openSection(tour, 'today')
  await look('today')
  await openSection(tour, 'clients')
  await window.getByRole('row').nth(8).waitFor()
  await look('clients')
  if (isFull) {
    const { rows } = await call<Rows>(tour, 'clients.list', { filter: { hasOpenDeal: true }, sort: { by: 'openDeals', direction: 'desc' }, page: { offset: 0, limit: 1 } })
    await goTo(tour, `/clients/${rows[0]?.id}`)
    await look('client')
    const [list] = await call<readonly { readonly id: string }[]>(tour, 'calls.lists', { state: 'open' })
    if (list) {
      await goTo(tour, `/calling/${list.id}`)
      await look('queue')
    }
  }
  await openSection(tour, 'deals')
  await window.locator('[data-board] [role=button]').first().waitFor()
  await look('board')
  if (isFull) {
    await window.locator('[data-board] [role=button]').first().focus()
    await window.keyboard.press('Enter')
    await look('deal')
  }
  const funnel = await openFunnel(tour)
  if (width > smallScreen.width) await setSize(tour.launched, largeScreen)
  for (const key of ['Digit1', 'Digit2']) {
    await funnel.keyboard.press(key)
    await look(key === 'Digit1' ? 'funnel-open' : 'funnel-closed', funnel)
  }
  await funnel.close()
}

/** Every screen, panel and dialog in both colours, each in another pair of languages; those of the list and the desk on a large screen too. */
export async function everything(tour: Tour): Promise<void> {
  tour.window.setDefaultTimeout(12_000)
  const ids = await fillFirm(tour, 5_000)
  const looks = process.env['KLIENTELA_LOOKS']?.split(',') ?? ['pl light', 'en dark', 'uk light', 'ru dark']
  const only = process.env['KLIENTELA_PLACES']
  for (const look of looks) {
    const [language, scheme, size] = look.split(' ') as [Tour['language'], Tour['scheme'], string?]
    await setSize(tour.launched, size === 'large' ? largeScreen : smallScreen)
    await changeLook(tour, language, scheme)
    const wanted = only ? places.filter(({ name }) => new RegExp(only).test(name)) : places
    await visit(tour, ids, wanted, ({ name }, page) => tour.look(`${size ?? 'small'}-${name}`, page))
  }
}

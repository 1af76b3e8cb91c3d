import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { answerOpenWith, answerSaveWith, call, goTo, setSize, settle, smallScreen, type Tour } from './tour.ts'
import { wordsOf } from './words.ts'

/** Waits until something is true; says what when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`In ${timeoutMs / 1000} s it did not come true that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

function mustBe(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`Not so: ${what}`)
}

/** The number that a text begins with or holds first, without the spaces between its thousands. */
function numberIn(text: string): number {
  return Number(/\d[\d\s\u00a0\u202f]*/.exec(text)?.[0].replace(/\D/g, '') ?? Number.NaN)
}

/** A plural in any of its forms, as a pattern: `{{count}}` is any number. */
function anyForm({ words }: Tour, key: string): RegExp {
  const forms = ['one', 'few', 'many', 'other'].flatMap((form) => {
    try {
      return [words(`${key}_${form}`)]
    } catch {
      return []
    }
  })
  const pattern = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replace(/\{\{[^}]*\}\}/g, '.+')
  return new RegExp(forms.map(pattern).join('|'))
}

async function button({ window }: Tour, name: string | RegExp): Promise<Locator> {
  const found = window.getByRole('button', typeof name === 'string' ? { name } : { name }).first()
  await found.waitFor()
  return found
}

/** Chooses in a list box by its label. */
async function chooseIn(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).or(page.getByRole('textbox', { name: label, exact: true })).first().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const keysOfSections = { today: 1, clients: 2, calling: 3, deals: 4, funnel: 5, invoices: 6, settings: 7 } as const

/** Ctrl and a digit, as on the rail. */
export async function openSection({ window }: Tour, section: keyof typeof keysOfSections): Promise<void> {
  await window.keyboard.press(`Control+Digit${keysOfSections[section]}`)
}

const userName = 'Anna Kowalska'
const firmName = 'Meble Wisła sp. z o.o.'

/** The first start, all by keyboard: another language than the system's, the country, who and which firm. */
export async function firstStart(tour: Tour): Promise<void> {
  const { window } = tour
  const { keyboard } = window
  const english = wordsOf('en')
  await window.getByRole('heading', { name: english('start:welcome.title') }).waitFor()
  await tour.look('first-start')
  await until('the first field has the focus', () => window.evaluate(() => document.activeElement instanceof HTMLInputElement))
  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await keyboard.press('ArrowRight')
  tour.language = 'pl'
  tour.words = wordsOf('pl')
  const { words } = tour
  await window.getByRole('heading', { name: words('start:welcome.title') }).waitFor()
  await keyboard.press('Tab')
  await keyboard.type('Pol')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await window.getByText(words('start:welcome.userNameMissing')).waitFor()
  await tour.look('first-start-what-is-missing')
  await keyboard.type(userName)
  await keyboard.press('Tab')
  await keyboard.type(firmName)
  await tour.look('first-start-filled-in')
  await keyboard.press('Enter')
  await window.getByRole('heading', { name: words('start:welcome.howTitle') }).waitFor()
  await tour.look('how-to-begin')
  await keyboard.press('Enter')
  await window.getByRole('button', { name: words('imports:file.choose') }).waitFor()
  const status = await call<{ country: string; baseCurrency: string }>(tour, 'app.status', {})
  mustBe(status.country === 'PL' && status.baseCurrency === 'PLN', 'the firm is Polish and counts in zlotys')
}

/** The sample workbook: one column left out, checked, brought in, with what did not come in and why. */
export async function importSample(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await answerOpenWith(tour, join(process.env['KLIENTELA_APP'] ?? '', 'resources/samples/firmy.xlsx'))
  await tour.look('import-file')
  await keyboard.press('Enter')
  await window.getByText(words('imports:columns.title')).waitFor()
  const website = window.getByRole('combobox', { name: `${words('imports:columns.field')}: WWW` }).or(window.getByLabel(`${words('imports:columns.field')}: WWW`)).first()
  await tour.look('import-columns')
  await website.click()
  await window.getByRole('option', { name: words('imports:columns.leaveOut'), exact: true }).click()
  await window.getByText(anyForm(tour, 'imports:columns.leftOut')).first().waitFor()
  await website.click()
  await window.getByRole('option', { name: words('imports:field.website'), exact: true }).click()
  if (await window.getByText(words('imports:columns.noSource')).isVisible()) await chooseIn(window, words('imports:columns.source'), words('builtins:source.exhibition'))
  await keyboard.press('Control+Enter')
  await pastWords(tour)
  await tour.look('import-check')
  await keyboard.press('Control+Enter')
  await window.getByRole('button', { name: words('imports:result.showClients') }).waitFor({ timeout: 60_000 })
  await tour.look('import-result')
  for (const kind of ['failed', 'duplicate'] as const) {
    await window.getByRole('tab', { name: new RegExp(words(`imports:result.${kind}`)) }).click()
    await tour.look(`import-result-${kind}`)
  }
  await window.getByRole('button', { name: words('imports:result.export') }).first().click()
  const rows = await answerSaveWith(tour, 'niewczytane.xlsx')
  await window.getByRole('menuitem', { name: words('imports:result.xlsx') }).click()
  await isSaved(rows)
  await window.getByRole('button', { name: words('imports:result.showClients') }).click()
  await window.getByRole('grid').waitFor()
}

/** Words of the file that no list knows are taken as they are proposed, where there are any; the check follows. */
export async function pastWords(tour: Tour): Promise<void> {
  const { window, words } = tour
  const check = window.getByText(words('imports:check.problems'))
  const meaning = window.locator('[aria-current=step]').filter({ hasText: words('imports:steps.values') })
  const forward = window.getByRole('button', { name: words('imports:toCheck') })
  await check.or(meaning).first().waitFor({ timeout: 30_000 })
  if (await check.isVisible()) return
  await until('every word of the file has been looked up', () => forward.isEnabled(), 30_000)
  await tour.look('import-words')
  await window.keyboard.press('Control+Enter')
  await check.waitFor({ timeout: 30_000 })
}

/** Clients: found without Polish letters, opened, changed in place, a note and the next step. */
export async function clients(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await openSection(tour, 'clients')
  await window.getByRole('grid').waitFor()
  await tour.look('clients')
  await keyboard.press('Control+Slash')
  await keyboard.type('lodz')
  await until('a search for lodz finds only clients in Łódź', async () => {
    const rows = await window.getByRole('grid').getByRole('row').filter({ has: window.getByRole('gridcell') }).allInnerTexts()
    return rows.length > 1 && rows.every((row) => row.includes('Łódź'))
  })
  await tour.look('clients-search')
  await keyboard.press('Enter')
  await keyboard.press('Space')
  const preview = window.getByRole('main').getByRole('complementary')
  await preview.waitFor()
  const first = await preview.getAttribute('aria-label')
  await keyboard.press('ArrowDown')
  await until('the look beside the list follows the cursor', async () => (await preview.getAttribute('aria-label')) !== first)
  await tour.look('client-preview')
  await keyboard.press('Escape')
  await preview.waitFor({ state: 'hidden' })
  await keyboard.press('ArrowUp')
  await keyboard.press('Enter')
  await window.getByPlaceholder(words('card:placeholder.note')).waitFor()
  await tour.look('client')

  const shortName = (value: string) => window.getByRole('button', { name: new RegExp(`^${words('clients:field.shortName')}: ${value}`) })
  await shortName('').focus()
  await keyboard.press('F2')
  await keyboard.press('Control+KeyA')
  await keyboard.type('Ćwiek z Łodzi')
  await keyboard.press('Enter')
  await shortName('Ćwiek z Łodzi').waitFor()

  await window.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await keyboard.press('KeyN')
  await keyboard.type('Pytają o 40 krzeseł do sali konferencyjnej. Decyzja po zarządzie.')
  await keyboard.press('Control+Enter')
  await window.getByRole('listitem').filter({ hasText: '40 krzeseł' }).waitFor()
  await keyboard.press('KeyT')
  await keyboard.type('Wysłać ofertę z próbkami')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type(tour.language === 'pl' ? 'jutro 10:30' : 'tomorrow 10:30')
  await tour.look('client-next-step')
  await keyboard.press('Control+Enter')
  await window.getByRole('checkbox', { name: `${words('clients:tasks.complete')}: Wysłać ofertę z próbkami` }).waitFor()
  await tour.look('client-worked-on')
  await keyboard.press('Control+ArrowRight')
  await window.getByRole('listitem').filter({ hasText: '40 krzeseł' }).waitFor({ state: 'hidden' })
}

/** Calls: a list from a selection, outcomes by digits, a promise, a deal, and a slip taken back. */
export async function calling(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await openSection(tour, 'calling')
  await window.getByText(words('calls:empty')).waitFor()
  await tour.look('call-lists-empty')
  await openSection(tour, 'clients')
  await window.getByRole('grid').waitFor()
  await keyboard.press('Control+Slash')
  await keyboard.type('lodz')
  await keyboard.press('Enter')
  await until('the list has been narrowed', async () => (await window.getByRole('row').filter({ hasText: 'Łódź' }).count()) > 2)
  await keyboard.press('Control+KeyA')
  await window.getByRole('toolbar').waitFor()
  await tour.look('clients-chosen')
  await window.getByRole('button', { name: words('calls:add.action') }).click()
  const panel = window.getByRole('dialog')
  await panel.getByLabel(words('calls:form.name')).fill('Jesienna oferta mebli, Łódź')
  await chooseIn(window, words('calls:form.purpose'), words('calls:purpose.service'))
  await tour.look('new-call-list')
  await keyboard.press('Control+Enter')
  await window.getByRole('region', { name: words('calls:outcomes') }).waitFor()
  await until('a number waits to be dialled', () => window.evaluate(() => document.activeElement?.textContent?.includes('+48') ?? false))
  await tour.look('queue')

  const name = () => window.getByRole('heading', { level: 2 }).first().innerText()
  const nextAfter = (former: string) => until(`somebody comes after ${former}`, async () => (await name().catch(() => former)) !== former)
  let client = await name()
  await keyboard.press('Enter')
  await keyboard.press('KeyN')
  await keyboard.type('Nikt nie odbiera, w piątki do 14.')
  await keyboard.press('Escape')
  await tour.look('queue-dialling')
  await keyboard.press('Digit6')
  await nextAfter(client)

  client = await name()
  await keyboard.press('Digit3')
  await keyboard.type(tour.language === 'pl' ? 'jutro 10:30' : 'tomorrow 10:30')
  await tour.look('queue-call-back')
  await keyboard.press('Enter')
  await nextAfter(client)

  client = await name()
  await keyboard.press('Digit7')
  await nextAfter(client)
  await keyboard.press('KeyZ')
  await until('Z brings the client back', async () => (await name()) === client)
  await tour.look('queue-taken-back')

  await keyboard.press('Digit5')
  await window.getByRole('radiogroup', { name: words('calls:row.reason') }).waitFor()
  await tour.look('queue-why-not')
  await keyboard.press('Digit4')
  await nextAfter(client)

  client = await name()
  await keyboard.press('KeyN')
  await keyboard.type('40 stanowisk, remont sali do końca stycznia.')
  await keyboard.press('Escape')
  await keyboard.press('Digit1')
  await keyboard.type('12 500')
  await tour.look('queue-deal')
  await keyboard.press('Enter')
  await nextAfter(client)
  await tour.look('queue-going-on')
  await openSection(tour, 'calling')
  await window.getByRole('row').filter({ hasText: 'Jesienna oferta' }).waitFor()
  await tour.look('call-lists')
}

async function addDeal(tour: Tour, client: string, title: string, amount: string): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await keyboard.press('Control+KeyN')
  const panel = window.getByRole('dialog')
  await panel.waitFor()
  await panel.getByRole('combobox', { name: words('deals:form.client') }).or(panel.getByLabel(words('deals:form.client'))).first().fill(client)
  await window.getByRole('option').first().waitFor()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await panel.getByLabel(words('deals:form.dealTitle')).fill(title)
  await panel.getByLabel(words('deals:form.amount'), { exact: true }).fill(amount)
  if (title === 'Regały do archiwum') await tour.look('new-deal')
  await keyboard.press('Control+Enter')
  await panel.waitFor({ state: 'hidden' })
  await cardOf(window, title).waitFor()
}

function cardOf(window: Page, title: string): Locator {
  return window.locator('[data-board] [role=button]').filter({ hasText: title }).first()
}

function columnOf(tour: Tour, stage: string): Locator {
  return tour.window.locator('[data-board] section').filter({ has: tour.window.locator(`header:has-text("${tour.words(`builtins:stage.${stage}`)}")`) }).first()
}

/** The board: new deals, one moved by keys and one by the mouse, one lost with its reason, one won with its invoice. */
export async function board(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await openSection(tour, 'deals')
  await window.locator('[data-board]').waitFor()
  await addDeal(tour, 'żuraw', 'Regały do archiwum', '8 400')
  await addDeal(tour, 'kłos', 'Lada recepcyjna', '21 900,50')
  await tour.look('board')

  await cardOf(window, 'Regały do archiwum').focus()
  await keyboard.press('Shift+ArrowRight')
  await columnOf(tour, 'preparation').getByText('Regały do archiwum').waitFor()
  await keyboard.press('Shift+ArrowRight')
  await columnOf(tour, 'presentation').getByText('Regały do archiwum').waitFor()
  await until('the focus stays on the card that was moved', () => window.evaluate(() => document.activeElement?.textContent?.includes('Regały') ?? false))

  await drag(tour, cardOf(window, 'Lada recepcyjna'), columnOf(tour, 'preparation'))
  await columnOf(tour, 'preparation').getByText('Lada recepcyjna').waitFor()
  await tour.look('board-moved')

  await cardOf(window, 'Regały do archiwum').focus()
  await keyboard.press('KeyL')
  const panel = window.getByRole('dialog')
  await panel.waitFor()
  await chooseIn(window, words('deals:lose.reason'), words('builtins:lostReason.price'))
  await panel.getByRole('textbox', { name: words('deals:form.note') }).fill('Konkurencja o 15 % taniej')
  await tour.look('deal-lost')
  await keyboard.press('Control+Enter')
  await panel.waitFor({ state: 'hidden' })
  await cardOf(window, 'Regały do archiwum').waitFor({ state: 'hidden' })

  const won = cardOf(window, 'Jesienna oferta')
  await won.focus()
  await keyboard.press('Enter')
  await window.getByRole('button', { name: words('deals:win.action'), exact: false }).first().waitFor()
  await tour.look('deal')
  await keyboard.press('KeyW')
  await panel.waitFor()
  await panel.getByLabel(words('deals:win.invoice')).check()
  await tour.look('deal-won')
  await keyboard.press('Control+Enter')
  await until('the invoice of the won deal is open', () => Promise.resolve(/#\/invoices\/./.test(window.url())))
}

/** Drags with the mouse as a hand does, through the browser's own drag and drop. */
async function drag(tour: Tour, what: Locator, where: Locator): Promise<void> {
  const { mouse } = tour.window
  const from = await what.boundingBox()
  const to = await where.boundingBox()
  if (!from || !to) throw new Error('Nothing to drag, or nowhere')
  await mouse.move(from.x + 40, from.y + 16)
  await mouse.down()
  await mouse.move(from.x + 60, from.y + 24, { steps: 4 })
  await mouse.move(to.x + to.width / 2, to.y + 200, { steps: 8 })
  await tour.look('board-dragging')
  await mouse.move(to.x + to.width / 2, to.y + 210, { steps: 2 })
  await mouse.up()
}

/** The invoice: what the firm lacks filled in on the spot, lines with two rates, issued, printed, paid; the registers. */
export async function invoice(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  await (await button(tour, words('invoices:edit.fillSeller'))).click()
  const panel = window.getByRole('dialog')
  await panel.getByLabel(words('invoices:edit.taxNumber')).fill('725-187-04-37')
  await panel.getByLabel(words('invoices:edit.street')).fill('ul. Źródlana 7/9')
  await panel.getByLabel(words('invoices:edit.postalCode')).fill('90-001')
  await panel.getByLabel(words('invoices:edit.town')).fill('Łódź')
  await panel.getByLabel(words('settings:firm.bankAccount')).fill('PL61109010140000071219812874')
  await keyboard.press('Control+Enter')
  await panel.locator('[aria-invalid=true]').first().waitFor()
  await tour.look('invoice-firm-wrong-number')
  await panel.getByLabel(words('invoices:edit.taxNumber')).fill('526-02-50-995')
  await keyboard.press('Control+Enter')
  await panel.waitFor({ state: 'hidden' })

  const cell = (key: string, line: number) => window.getByLabel(words('invoices:edit.cell', { column: words(key), n: line }), { exact: true })
  const lineCount = await window.getByLabel(words('invoices:edit.lines')).locator('tbody tr').count()
  const [first, second] = lineCount === 0 ? [1, 2] : [lineCount, lineCount + 1]
  if (lineCount === 0) await keyboard.press('Control+KeyL')
  await cell('invoices:column.name', first).fill('Krzesło konferencyjne „Mgła”, dąb')
  await cell('invoices:column.quantity', first).fill('40')
  await cell('invoices:edit.netPrice', first).fill('312,50')
  await keyboard.press('Control+KeyL')
  await keyboard.type('Dostawa i montaż')
  await cell('invoices:edit.netPrice', second).fill('300')
  await cell('invoices:column.vatRate', second).or(cell('invoices:column.vat', second)).first().selectOption('8')
  await until('the total is right', async () => (await window.getByTestId('gross').innerText()).replace(/\s/g, '').startsWith('15699,00'))
  await tour.look('invoice-draft')
  await keyboard.press('Control+KeyI')
  const question = window.getByRole('dialog')
  await question.getByText('FV/').first().waitFor()
  await tour.look('invoice-issue')
  await keyboard.press('Enter')
  const heading = window.getByRole('heading', { level: 1 }).getByText(/^FV\/\d{4}\/A\/0001$/)
  await heading.waitFor()
  const number = await heading.innerText()
  await tour.look('invoice-issued')

  const pdf = await answerSaveWith(tour, 'faktura.pdf')
  await keyboard.press('Control+KeyP')
  await isSaved(pdf, 30_000)
  mustBe(readFileSync(pdf).subarray(0, 5).toString() === '%PDF-', 'the saved invoice is a PDF')
  const text = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
  if (text.status === 0) {
    const plain = text.stdout.replace(/\s/g, '')
    for (const part of [number, '15699,00', 'Krzesłokonferencyjne', '526']) mustBe(plain.includes(part.replace(/\s/g, '')), `the PDF says ${part}`)
  }

  await keyboard.press('KeyR')
  await panel.waitFor()
  await window.getByLabel(words('invoices:payment.amount'), { exact: true }).fill('10000')
  await tour.look('invoice-payment')
  await keyboard.press('Control+Enter')
  await panel.waitFor({ state: 'hidden' })
  await until('the rest is owed', async () => (await window.locator('main').innerText()).replace(/\s/g, '').includes('5699,00'))
  await tour.look('invoice-paid-in-part')

  await openSection(tour, 'invoices')
  await window.getByRole('row').filter({ hasText: number }).waitFor()
  await tour.look('invoices')
  for (const kind of ['xlsx', 'csv'] as const) {
    await (await button(tour, words('invoices:export.button'))).click()
    await panel.waitFor()
    await panel.getByText(words(`invoices:export.${kind}`)).click()
    if (kind === 'csv') await tour.look('invoices-register')
    const register = await answerSaveWith(tour, `rejestr.${kind}`)
    await keyboard.press('Control+Enter')
    await isSaved(register)
    await panel.waitFor({ state: 'hidden' })
    if (kind === 'csv') mustBe(readFileSync(register, 'utf8').includes(number), 'the register in CSV has the invoice')
    else mustBe(readFileSync(register).subarray(0, 2).toString() === 'PK', 'the register in XLSX is a workbook')
  }
  await window.getByRole('tab', { name: words('invoices:views.receivables') }).click()
  await tour.look('receivables')
}

/** Opens the funnel's own window, or brings it to the front. */
export async function openFunnel(tour: Tour): Promise<Page> {
  const { app } = tour.launched
  const there = app.windows().find((page) => page.url().includes('#/funnel'))
  const opening = there ? Promise.resolve(there) : app.waitForEvent('window')
  await openSection(tour, 'funnel')
  const page = await opening
  await page.waitForLoadState('domcontentloaded')
  await setSize(tour.launched, smallScreen)
  await page.getByRole('tab', { name: tour.words('funnel:tab.closed') }).waitFor()
  return page
}

/** The funnel: open and closed, a number that opens exactly its deals, a picture and a workbook. */
export async function funnel(tour: Tour): Promise<void> {
  const { words } = tour
  const page = await openFunnel(tour)
  await page.keyboard.press('Digit1')
  await page.getByRole('grid', { name: words('funnel:tab.open') }).waitFor()
  await tour.look('funnel-open', page)
  await page.keyboard.press('Digit2')
  const table = page.getByRole('grid', { name: words('funnel:tab.closed') })
  await table.waitFor()
  await tour.look('funnel-closed', page)

  const number = table.getByRole('button', { name: new RegExp(`: [1-9]`) }).first()
  const shown = numberIn(await number.innerText())
  await number.click()
  const list = page.getByRole('dialog')
  await list.getByText(anyForm(tour, 'deals:list.count')).first().waitFor()
  await settle(page)
  mustBe(numberIn(await list.getByText(anyForm(tour, 'deals:list.count')).first().innerText()) === shown, `the list says that it has ${shown} deals`)
  await until(`the list shows ${shown} deals`, async () => (await rowsOf(list)) === shown)
  await tour.look('funnel-list-of-a-number', page)
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })

  for (const kind of ['png', 'xlsx'] as const) {
    await page.getByRole('button', { name: words('funnel:export.label') }).click()
    const path = await answerSaveWith(tour, `lejek.${kind}`)
    await page.getByRole('menuitem', { name: words(`funnel:export.${kind}`) }).click()
    await isSaved(path)
  }
  await page.close()
}

/** How many rows a list says that it has; those in view are all drawn, with words. */
async function rowsOf(list: Locator): Promise<number> {
  const grid = list.getByRole('grid')
  const drawn = await grid.getByRole('row').filter({ has: list.page().getByRole('gridcell') }).allInnerTexts()
  const count = Number(await grid.getAttribute('aria-rowcount')) - 1
  return drawn.length >= Math.min(count, 10) && drawn.every((text) => text.trim() !== '') ? count : Number.NaN
}

async function isSaved(path: string, timeoutMs = 15_000): Promise<void> {
  await until(`${path} is saved`, () => existsSync(path) && statSync(path).size > 0, timeoutMs)
}

/** Settings: every section, a backup, and a restore that takes three clicks. */
export async function settings(tour: Tour): Promise<void> {
  const { window, words } = tour
  await openSection(tour, 'settings')
  const section = (id: string) => window.getByRole('navigation', { name: words('settings:title') }).getByRole('link', { name: words(`settings:sections.${id}`), exact: true })
  for (const id of ['firm', 'people', 'look', 'pipeline', 'data', 'about']) {
    await section(id).click()
    await tour.look(`settings-${id}`)
  }
  await section('backups').click()
  await (await button(tour, words('settings:backups.make'))).click()
  await window.getByText(words('settings:backups.made')).waitFor({ timeout: 30_000 })
  await tour.look('settings-backups')

  const [client] = (await call<{ rows: { id: string; name: string }[] }>(tour, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 1 } })).rows
  mustBe(client !== undefined, 'there is a client')
  const before = client?.name
  await call(tour, 'clients.change', { id: client?.id, change: { name: 'Zmienione po kopii' } })
  await openSection(tour, 'today')
  await openSection(tour, 'settings')
  // Backups, the copy, Restore: three clicks.
  await section('backups').click()
  await window.getByRole('row').filter({ hasText: words('settings:backups.causes.asked') }).first().click()
  await window.getByText(anyForm(tour, 'settings:backups.changes')).first().waitFor()
  await tour.look('settings-restore')
  await window.getByRole('button', { name: words('settings:backups.restore'), exact: true }).click()
  await until('the client is called as before', async () => (await call<{ name: string }>(tour, 'clients.get', { id: client?.id })).name === before, 30_000)
  await tour.look('settings-restored')
}

/** The history with its undo, the palette and the sheet of keys. */
export async function findAndTakeBack(tour: Tour): Promise<void> {
  const { window, words } = tour
  const { keyboard } = window
  const [client] = (await call<{ rows: { id: string; name: string }[] }>(tour, 'clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 1 } })).rows
  await call(tour, 'clients.change', { id: client?.id, change: { name: 'Nazwa przez pomyłkę' } })
  await goTo(tour, '/settings/history')
  await window.getByRole('button', { name: `${words('settings:history.undo')}: ${words('history:clients.change')}` }).first().waitFor()
  await tour.look('settings-history')
  await window.getByRole('button', { name: `${words('settings:history.undo')}: ${words('history:clients.change')}` }).first().click()
  await until('the name is as it was', async () => (await call<{ name: string }>(tour, 'clients.get', { id: client?.id })).name === client?.name)
  await tour.look('settings-history-taken-back')

  await keyboard.press('Control+KeyK')
  await until('the palette takes what is typed', () => window.evaluate(() => document.activeElement?.matches('[role=dialog] input') ?? false))
  await keyboard.type('zuraw')
  await window.locator('[data-action]').first().waitFor()
  await tour.look('palette')
  await keyboard.press('Enter')
  await until('the palette opens the client', () => Promise.resolve(/#\/clients\/./.test(window.url())))
  await window.getByRole('dialog').waitFor({ state: 'hidden' })
  await keyboard.press('F1')
  await window.getByRole('dialog').waitFor()
  await tour.look('keys')
  await keyboard.press('Escape')
  await window.getByRole('dialog').waitFor({ state: 'hidden' })
  await openSection(tour, 'today')
  await tour.look('today')
}

/** Chooses language and colours in the menu of the user, as the user would. */
export async function changeLook(tour: Tour, language: Tour['language'], scheme: Tour['scheme']): Promise<void> {
  const { window } = tour
  const names = { en: 'English', pl: 'Polski', uk: 'Українська', ru: 'Русский' }
  if (language !== tour.language) {
    await window.getByRole('button', { name: tour.words('app:top.user') }).click()
    await window.getByRole('menuitemradio', { name: names[language] }).click()
    tour.language = language
    tour.words = wordsOf(language)
    await window.getByRole('navigation', { name: tour.words('app:nav.label') }).waitFor()
  }
  if (scheme !== tour.scheme) {
    await window.getByRole('button', { name: tour.words('app:top.user') }).click()
    await window.getByRole('menuitemradio', { name: tour.words(`app:menu.${scheme}`), exact: true }).click()
    tour.scheme = scheme
    await window.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor()
  }
  await window.mouse.move(2, 2)
  await settle(window)
}

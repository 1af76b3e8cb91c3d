import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { type Language, phrasesOf } from './words.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type AxeNode = { readonly target: readonly unknown[]; readonly failureSummary?: string }
type AxeViolation = { readonly id: string; readonly impact: string | null; readonly help: string; readonly nodes: readonly AxeNode[] }
type Axe = { readonly run: (context: unknown, options: unknown) => Promise<{ readonly violations: readonly AxeViolation[] }> }

/** What a screen must never have: faults of access, a focus that is lost, sideways scrolling, keys or phrases of another language instead of words. */
export async function faultsOf(page: Page, language: Language): Promise<readonly string[]> {
  return [...(await sidewaysScrolls(page)), ...(await wrongWords(page, language)), ...(await focusFaults(page)), ...(await accessFaults(page))]
}

/** The window, or a pane that is not meant to, scrolls sideways. */
async function sidewaysScrolls(page: Page): Promise<readonly string[]> {
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({ scrollWidth: document.scrollingElement?.scrollWidth ?? 0, innerWidth: window.innerWidth }))
  return scrollWidth <= innerWidth ? [] : [`scrolls sideways: ${scrollWidth} px in a window of ${innerWidth}`]
}

const others: Readonly<Record<Language, readonly Language[]>> = { en: ['pl', 'uk'], pl: ['en', 'uk'], uk: ['en', 'pl', 'ru'], ru: ['en', 'pl', 'uk'] }
/** Names that the tour gives and that stand as an example in some language, and registers that are called so in every one. */
const names: ReadonlySet<string> = new Set(['Anna Kowalska', 'Marek Wójcik', 'NIP', 'REGON', 'KRS'])
const known = new Map<Language, ReadonlySet<string>>()

function phrases(language: Language): ReadonlySet<string> {
  const found = known.get(language) ?? phrasesOf(language)
  known.set(language, found)
  return found
}

async function wrongWords(page: Page, language: Language): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const found = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      // A name of a language stands in that language.
      if (text !== '' && !node.parentElement?.closest('[lang]:not(html), script, style')) found.add(text)
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) found.add(element.getAttribute(name)?.trim() ?? '')
    }
    return [...found]
  })
  const own = phrases(language)
  const faults: string[] = []
  for (const text of texts) {
    if (/\{\{|\}\}|\bundefined\b|\bNaN\b|\[object /.test(text) || /^[a-z]+[A-Za-z]*(\.[a-z][A-Za-z]*)+(_(one|few|many|other))?$/.test(text) && !/\.(xlsx|csv|sqlite|log|example|png|pdf)$/.test(text)) faults.push(`not words: “${text}”`)
    else if (text.length > 2 && !names.has(text) && !own.has(text) && others[language].some((other) => phrases(other).has(text))) faults.push(`another language: “${text}”`)
  }
  return faults
}

/** Serious and critical faults of access, as axe finds them. */
export function accessFaults(page: Page): Promise<readonly string[]> {
  return axeFaults(page, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
}

/** Words that cannot be read in the other colours; the page is back in its own afterwards. */
export async function contrastFaults(page: Page, scheme: 'light' | 'dark'): Promise<readonly string[]> {
  const dress = (wanted: string) =>
    page.evaluate((name) => {
      const { documentElement: root } = document
      const before = root.getAttribute('data-mantine-color-scheme') ?? 'light'
      root.setAttribute('data-mantine-color-scheme', name)
      return before
    }, wanted)
  const before = await dress(scheme)
  try {
    return (await axeFaults(page, ['color-contrast'])).map((fault) => `${scheme}, ${fault}`)
  } finally {
    await dress(before)
  }
}

async function axeFaults(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  // By the driver, not as a script of the page: the content policy stays as it is.
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // A card in the air is faint on purpose.
    const { violations } = await axe.run({ exclude: [['[data-dragged]']] }, { resultTypes: ['violations'], runOnly })
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary: failureSummary ?? '' })) }))
  }, rules)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `access, ${id}: ${help} (${nodes.length}): ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`)
}

/** Nobody has the focus, or it is on something that cannot be seen: who works by keys has to look for the way first. */
export async function focusFaults(page: Page): Promise<readonly string[]> {
  const isThere = () => {
    const active = document.activeElement
    return active !== null && active !== document.body && active.checkVisibility()
  }
  const isFound = await page.waitForFunction(isThere, undefined, { timeout: 3000 }).then(() => true, () => false)
  return isFound ? [] : ['nothing has the focus']
}

/** Words that do not fit their place: for the eye that goes over the pictures. */
export function remarksOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const remarks: string[] = []
    const cut = new Set<string>()
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element)
      const text = element.textContent?.trim() ?? ''
      if (style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1 && text !== '' && element.checkVisibility()) cut.add(text.slice(0, 60))
      const isPane = (style.overflowX === 'auto' || style.overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1
      if (isPane && element.checkVisibility()) remarks.push(`a pane scrolls sideways: ${element.className} ${element.scrollWidth} px in ${element.clientWidth}`)
    }
    if (cut.size > 0) remarks.push(`cut: ${[...cut].join(' / ')}`)
    return remarks
  })
}

import type { BrowserWindow } from 'electron'
import { closestLanguage, type Language } from '#main/app/words.ts'
import { AppError } from '#shared/result.ts'

/** "Page 1 of 2" in a language. */
export type PageWords = (language: Language, page: string, pages: string) => string

/** How long an invoice may take to draw itself, ms. */
const drawLimitMs = 20_000

/**
 * The PDF of what a print window shows, A4 with the margins of its style sheet and the number of each page at its foot.
 * The page says `ready` with its language, or `failed`, in its title once fonts and data are there.
 */
export async function printToPdf(window: BrowserWindow, pageOf: PageWords): Promise<Uint8Array> {
  try {
    const language = await drawn(window)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer(pageOf(language, '<span class="pageNumber"></span>', '<span class="totalPages"></span>')),
      margins: { top: 0, bottom: 0, left: 0, right: 0 }
    })
  } finally {
    if (!window.isDestroyed()) window.destroy()
  }
}

/** Counting pages is the browser's own work: style sheets of its older versions cannot. */
const footer = (words: string) => `<div style="width: 100%; padding: 0 15mm; text-align: right; font: 8pt sans-serif; color: #555">${words}</div>`

/** Gives the language of the page. */
function drawn(window: BrowserWindow): Promise<Language> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      clearTimeout(timer)
      reject(new AppError({ code: 'io', reason: 'print.failed', message }))
    }
    const timer = setTimeout(() => fail(`not drawn within ${drawLimitMs} ms`), drawLimitMs)
    window.webContents.on('page-title-updated', (_event, title) => {
      if (title === 'failed') fail('the page could not show the invoice')
      if (!title.startsWith('ready ')) return
      clearTimeout(timer)
      resolve(closestLanguage(title.slice('ready '.length)))
    })
    window.webContents.once('render-process-gone', (_event, { reason }) => fail(`page ended: ${reason}`))
    window.once('closed', () => fail('window closed'))
  })
}

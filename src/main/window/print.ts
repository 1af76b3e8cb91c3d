import type { BrowserWindow } from 'electron'
import { AppError } from '#shared/result.ts'

/** How long an invoice may take to draw itself, ms. */
const drawLimitMs = 20_000

/**
 * The PDF of what a print window shows, A4 with the margins of its style sheet. The page says `ready` or `failed` in its
 * title once fonts and data are there.
 */
export async function printToPdf(window: BrowserWindow): Promise<Uint8Array> {
  try {
    await drawn(window)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      margins: { top: 0, bottom: 0, left: 0, right: 0 }
    })
  } finally {
    if (!window.isDestroyed()) window.destroy()
  }
}

function drawn(window: BrowserWindow): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      clearTimeout(timer)
      reject(new AppError({ code: 'io', reason: 'print.failed', message }))
    }
    const timer = setTimeout(() => fail(`not drawn within ${drawLimitMs} ms`), drawLimitMs)
    window.webContents.on('page-title-updated', (_event, title) => {
      if (title === 'failed') fail('the page could not show the invoice')
      if (title !== 'ready') return
      clearTimeout(timer)
      resolve()
    })
    window.webContents.once('render-process-gone', (_event, { reason }) => fail(`page ended: ${reason}`))
    window.once('closed', () => fail('window closed'))
  })
}

import { getFixedT } from 'i18next'
import type { Invoice } from '#shared/contract/invoices.ts'
import { call } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'
import { notifyDone } from '../../app/notify.tsx'

/** Asks for a place and writes the invoice there as PDF; nothing happens when no place is chosen. */
export async function savePdf(invoice: Pick<Invoice, 'id' | 'number' | 'clientName'>): Promise<void> {
  const t = getFixedT(null, 'invoices')
  const name = invoice.number ?? t('edit.draftFile')
  try {
    const path = await call('shell.chooseSavePath', {
      title: t('edit.savePdf'),
      defaultName: `${t('edit.fileName')} ${name} ${invoice.clientName}`.slice(0, 150).concat('.pdf'),
      filters: [{ name: 'PDF', extensions: ['pdf'] }]
    })
    if (path === null) return
    await call('shell.printInvoice', { invoiceId: invoice.id, path })
    notifyDone(t('edit.pdfSaved'))
  } catch (error) {
    showError(error)
  }
}

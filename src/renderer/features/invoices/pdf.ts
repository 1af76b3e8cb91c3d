import { getFixedT } from 'i18next'
import type { Invoice } from '#shared/contract/invoices.ts'
import { call } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath } from '../../app/files.ts'
import { notifyDone } from '../../app/notify.ts'

/** Asks for a place and writes the invoice there as PDF; nothing happens when no place is chosen. */
export async function savePdf(invoice: Pick<Invoice, 'id' | 'number' | 'clientName'>): Promise<void> {
  const t = getFixedT(null, 'invoices')
  const name = invoice.number ?? t('edit.draftFile')
  try {
    const fullName = `${t('edit.fileName')} ${name} ${invoice.clientName}`.slice(0, 150)
    const path = await chooseSavePath({ title: t('edit.savePdf'), name: fullName, extension: 'pdf', kind: 'PDF' })
    if (path === null) return
    await call('shell.printInvoice', { invoiceId: invoice.id, path })
    notifyDone(t('edit.pdfSaved'))
  } catch (error) {
    showError(error)
  }
}

import { useRead } from '../../app/data.ts'
import { DraftEditor } from './DraftEditor.tsx'
import { IssuedInvoice } from './IssuedInvoice.tsx'

/** One invoice: a draft to edit, or a document with what was paid for it. */
export function InvoiceScreen({ id }: { readonly id: string }) {
  const invoice = useRead('invoices.get', { id })
  if (invoice.error && !invoice.data) throw invoice.error
  if (!invoice.data) return null
  return invoice.data.state === 'draft' ? <DraftEditor key={id} invoice={invoice.data} /> : <IssuedInvoice invoice={invoice.data} />
}

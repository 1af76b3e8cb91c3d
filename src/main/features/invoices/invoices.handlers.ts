import type { HandlersFor } from '#main/app/dispatch.ts'
import type { invoiceOperations } from '#shared/contract/invoices.ts'
import { changeDraft, draftInvoice, invoicePage, invoiceView, issueInvoice, numberGaps, removeDraft } from './invoices.ts'
import { applyCredit, paymentPage, receivePayment, removePayment } from './payments.ts'
import { receivables } from './receivables.ts'
import { exportRegister } from './register.ts'
import { changeTerms, termsOf } from './terms.ts'

export const invoiceHandlers: HandlersFor<typeof invoiceOperations> = {
  'invoices.list': invoicePage,
  'invoices.get': invoiceView,
  'invoices.draft': draftInvoice,
  'invoices.changeDraft': changeDraft,
  'invoices.removeDraft': removeDraft,
  'invoices.issue': issueInvoice,
  'invoices.terms': ({ db }) => termsOf(db),
  'invoices.changeTerms': changeTerms,
  'invoices.receivables': receivables,
  'invoices.gaps': numberGaps,
  'invoices.export': exportRegister,
  'payments.list': paymentPage,
  'payments.receive': receivePayment,
  'payments.useCredit': applyCredit,
  'payments.remove': removePayment
}

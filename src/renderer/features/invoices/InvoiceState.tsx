import { IconAlertTriangle, IconCheck, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { InvoiceRow } from '#shared/contract/invoices.ts'
import { Badge } from '../../ui/Badge.tsx'

type Stated = Pick<InvoiceRow, 'state' | 'paidMinor' | 'dueMinor' | 'daysOverdue'>

/** Where an invoice stands with its money. */
export function InvoiceState({ invoice }: { readonly invoice: Stated }) {
  const { t } = useTranslation('invoices')
  if (invoice.state === 'draft') return <Badge kind="future" icon={IconPencil}>{t('state.draft')}</Badge>
  if (invoice.dueMinor <= 0) return <Badge kind="ok" icon={IconCheck}>{t('state.paid')}</Badge>
  if (invoice.daysOverdue > 0) {
    return <Badge kind="overdue" icon={IconAlertTriangle}>{t('state.overdue', { count: invoice.daysOverdue })}</Badge>
  }
  return <Badge kind={invoice.paidMinor > 0 ? 'info' : 'plain'}>{t(invoice.paidMinor > 0 ? 'state.partly' : 'state.open')}</Badge>
}

import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Invoice } from '#shared/contract/invoices.ts'

/** The way to the deal that an invoice came from; nothing where it came from none. */
export function DealLink({ deal }: { readonly deal: Invoice['deal'] }) {
  const { t } = useTranslation('invoices')
  if (!deal) return null
  return (
    <Button variant="default" component="a" href={`#/deals/${deal.id}`} justify="flex-start">
      <span className="k-cut">{t('edit.deal', { title: deal.title })}</span>
    </Button>
  )
}

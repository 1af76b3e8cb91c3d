import { useTranslation } from 'react-i18next'
import { useUrlState } from '../../app/navigation.ts'
import { Page } from '../../ui/Page.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { InvoiceList } from './InvoiceList.tsx'
import { PaymentList } from './PaymentList.tsx'
import { Receivables } from './Receivables.tsx'

const views = ['invoices', 'receivables', 'payments'] as const

/** All invoices, who owes what since when, and the money that came in. */
export function InvoicesScreen() {
  const { t } = useTranslation('invoices')
  const [view, setView] = useUrlState<(typeof views)[number]>('view', 'invoices')
  const tabs = (
    <Tabs
      label={t('views.label')}
      value={view}
      onChange={(next) => setView(next as (typeof views)[number])}
      items={views.map((value) => ({ value, label: t(`views.${value}`) }))}
    />
  )
  return (
    <Page>
      {view === 'invoices' && <InvoiceList tabs={tabs} />}
      {view === 'receivables' && <Receivables tabs={tabs} />}
      {view === 'payments' && <PaymentList tabs={tabs} />}
    </Page>
  )
}

import { Checkbox, SegmentedControl, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { registerTables, type RegisterTable } from '#shared/contract/invoices.ts'
import { useJob } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath } from '../../app/files.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { type PeriodChoice, periodChoices, periodOf } from './periods.ts'

/** The register for the accountant: which period, which file, then where to. */
export function ExportPanel({ period: given, onClose }: { readonly period: PeriodChoice; readonly onClose: () => void }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const [period, setPeriod] = useState<PeriodChoice>(given)
  const [kind, setKind] = useState<'xlsx' | 'csv'>('xlsx')
  const [table, setTable] = useState<RegisterTable>('documents')
  const [hasDecimalComma, setDecimalComma] = useState(language() !== 'en')
  const job = useJob('invoices.export')

  async function submit() {
    const name = [t('export.fileName'), kind === 'csv' ? t(`register.${table}`) : '', format.today].filter(Boolean).join(' ')
    try {
      const path = await chooseSavePath({ title: t('export.title'), name, extension: kind, kind: kind.toUpperCase() })
      if (path === null) return
      const done = await job.start({ path, format: kind, table, period: periodOf(period, format.today), hasDecimalComma, language: language() })
      if (!done) return
      onClose()
      notifyDone(t('export.done', { count: done.value.rowCounts.documents }))
    } catch (error) {
      showError(error)
    }
  }

  return (
    <Panel
      opened
      title={t('export.title')}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('export.submit')} isBusy={job.state === 'running'} />}
    >
      <span className="k-muted">{t('export.hint')}</span>
      <Select
        label={t('period.label')}
        value={period}
        onChange={(next) => next && setPeriod(next as PeriodChoice)}
        data={periodChoices.map((value) => ({ value, label: t(`period.${value}`) }))}
      />
      <SegmentedControl
        style={{ flex: 'none' }}
        aria-label={t('export.format')}
        value={kind}
        onChange={(next) => setKind(next as 'xlsx' | 'csv')}
        data={[
          { value: 'xlsx', label: t('export.xlsx') },
          { value: 'csv', label: t('export.csv') }
        ]}
      />
      {kind === 'csv' && (
        <>
          <Select
            label={t('export.table')}
            value={table}
            onChange={(next) => next && setTable(next as RegisterTable)}
            data={registerTables.map((value) => ({ value, label: t(`register.${value}`) }))}
          />
          <Checkbox label={t('export.comma')} checked={hasDecimalComma} onChange={(event) => setDecimalComma(event.currentTarget.checked)} />
        </>
      )}
    </Panel>
  )
}

import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvoiceTerms } from '#shared/contract/invoices.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import css from './invoices.module.css'

/** Days to pay, cut points of the receivables, and whether every number of a series was given. */
export function TermsPanel({ onClose }: { readonly onClose: () => void }) {
  const terms = useRead('invoices.terms', {})
  if (terms.error) throw terms.error
  return terms.data ? <TermsForm terms={terms.data} onClose={onClose} /> : null
}

function TermsForm({ terms, onClose }: { readonly terms: InvoiceTerms; readonly onClose: () => void }) {
  const { t } = useTranslation('invoices')
  const [days, setDays] = useState(String(terms.paymentDays))
  const [buckets, setBuckets] = useState(terms.bucketDays.join(', '))
  const [isTried, setTried] = useState(false)
  const change = useCommand('invoices.changeTerms')
  const gaps = useRead('invoices.gaps', {})
  const paymentDays = /^\d{1,3}$/.test(days.trim()) && Number(days) <= 365 ? Number(days) : null
  const bucketDays = readDays(buckets)

  function submit() {
    setTried(true)
    if (paymentDays === null || bucketDays === null) return
    change.mutate(
      { paymentDays, bucketDays },
      {
        onSuccess: ({ changeId }) => {
          onClose()
          notifyDone(t('terms.saved'), changeId)
        }
      }
    )
  }

  return (
    <Panel
      opened
      title={t('terms.title')}
      onClose={onClose}
      onSubmit={submit}
      footer={<FormActions onCancel={onClose} submitLabel={t('save')} isBusy={change.isPending} />}
    >
      <TextInput
        label={t('terms.paymentDays')}
        value={days}
        data-autofocus
        error={isTried && paymentDays === null ? t('terms.daysError') : null}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <TextInput
        label={t('terms.bucketDays')}
        description={t('terms.bucketHint')}
        value={buckets}
        error={isTried && bucketDays === null ? t('terms.bucketError') : null}
        onChange={(event) => setBuckets(event.currentTarget.value)}
      />
      <div>
        <strong>{t('terms.series')}</strong>
        <ul className={css.obstacles}>
          {gaps.data?.length === 0 && <li className="k-muted">{t('terms.noSeries')}</li>}
          {gaps.data?.map(({ seriesId, seriesCode, year, lastNumber, missing }) => (
            <li key={seriesId} className={missing.length > 0 ? css.problem : undefined}>
              {missing.length === 0
                ? t('terms.noGaps', { series: seriesCode, year, last: lastNumber })
                : t('terms.gaps', { series: seriesCode, year, numbers: missing.slice(0, 20).join(', ') })}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}

function readDays(text: string): number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '')
  const days = parts.map(Number)
  const areRight = days.length >= 1 && days.length <= 6 && days.every((day) => Number.isInteger(day) && day >= 1 && day <= 3650)
  return areRight ? days : null
}

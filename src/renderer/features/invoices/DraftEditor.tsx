import { Button, Group, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconFileTypePdf, IconPencil, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Invoice } from '#shared/contract/invoices.ts'
import { usualUnit } from '#shared/documents.ts'
import { AppError } from '#shared/result.ts'
import type { VatRate } from '#shared/vat.ts'
import { useActions } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDraft } from '../../app/drafts.ts'
import { errorText } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { confirm } from '../../ui/ConfirmDialog.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card, Page, PageColumn, PageColumns } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { draftInput, draftTotals, type DraftValues, draftValues, newLine, readLine, type SetDraft } from './draft.ts'
import { DealLink } from './DealLink.tsx'
import { DraftBuyer } from './DraftBuyer.tsx'
import { DraftHeader } from './DraftHeader.tsx'
import { type ChangeLines, DraftLines } from './DraftLines.tsx'
import css from './invoices.module.css'
import { savePdf } from './pdf.ts'
import { SellerPanel } from './SellerPanel.tsx'
import { VatTotals } from './VatTotals.tsx'

const noRates: readonly VatRate[] = []

/** A draft: header, buyer and lines in one form, with totals that follow every key. */
export function DraftEditor({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation('invoices')
  const format = useFormat()
  const status = useRead('app.status', {})
  const rates = useRead('app.dictionaries', {}).data?.vatRates ?? noRates
  const [values, setValues] = useState(() => draftValues(invoice, language(), []))
  /** What the store has; differs from `values` by what is typed and not saved. */
  const [saved, setSaved] = useState(values)
  const isDirty = values !== saved && JSON.stringify(values) !== JSON.stringify(saved)
  const draft = useDraft(`invoices.${invoice.id}`, { values, isDirty: () => isDirty, setValues })
  const [isSellerOpen, setSellerOpen] = useState(false)
  const lineToFocus = useRef<string | null>(null)
  const save = useCommand('invoices.changeDraft')
  const remove = useCommand('invoices.removeDraft')
  const issue = useCommand('invoices.issue')
  const totals = useMemo(() => draftTotals(values, rates, language()), [values, rates])
  const isBusy = save.isPending || issue.isPending

  // After a save or an undo the store's lines have ids and texts of their own; what is typed and unsaved stays.
  const [shown, setShown] = useState(invoice)
  if (shown !== invoice) {
    const fresh = draftValues(invoice, language(), values.lines)
    setShown(invoice)
    setSaved(fresh)
    if (!isDirty) setValues(fresh)
  }

  useEffect(() => {
    if (lineToFocus.current === null) return
    document.querySelector<HTMLElement>(`[data-line="${lineToFocus.current}"]`)?.focus()
    lineToFocus.current = null
  })

  const set: SetDraft = useCallback((field, value) => setValues((now) => ({ ...now, [field]: value })), [])
  const changeLines: ChangeLines = useCallback((change) => setValues((now) => ({ ...now, lines: change(now.lines) })), [])

  function addLine() {
    const last = values.lines.at(-1)
    const country = invoice.seller.country
    const line = newLine(last?.unit ?? usualUnit(country), last?.vatCode ?? rates[0]?.code ?? '23')
    set('lines', [...values.lines, line])
    lineToFocus.current = line.key
  }

  /** True once the store has what is on the screen. */
  async function saveNow(onSaved?: (changeId: string | undefined) => void): Promise<boolean> {
    if (values.lines.some((line) => readLine(line, language()).problems.length > 0)) {
      document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      return false
    }
    if (!isDirty) return true
    try {
      const { changeId } = await save.mutateAsync(draftInput(invoice.id, values, language()))
      onSaved?.(changeId)
    } catch {
      return false
    }
    draft.discard()
    setSaved(values)
    return true
  }

  const saveAndSay = () => saveNow((changeId) => notifyDone(t('edit.saved'), changeId))

  async function print() {
    if (await saveNow()) await savePdf(invoice)
  }

  async function issueNow() {
    if (isBusy || !(await saveNow())) return
    const issuedOn = values.issuedOn ?? format.today
    const lastOn = invoice.next?.lastIssuedOn ?? null
    const isSure = await confirm({
      title: t('edit.issueTitle', { number: invoice.next?.number }),
      body: (
        <>
          <p>
            {t('edit.issueBody', {
              buyer: values.buyer.name,
              gross: format.money(totals?.grossMinor ?? 0, values.currency),
              due: values.dueOn ? format.day(values.dueOn) : '–'
            })}
          </p>
          {lastOn !== null && issuedOn < lastOn && <p>{t('edit.issueOlder', { day: format.day(lastOn) })}</p>}
        </>
      ),
      confirmLabel: t('edit.issue')
    })
    if (!isSure) return
    issue.mutate(
      { id: invoice.id, issuedOn, soldOn: values.soldOn ?? issuedOn },
      { onSuccess: ({ value }) => notifyDone(t('edit.issued', { number: value.number })) }
    )
  }

  function removeNow() {
    remove.mutate(
      { id: invoice.id },
      {
        onSuccess: ({ changeId }) => {
          draft.discard()
          go('/invoices')
          notifyDone(t('edit.removed'), changeId)
        }
      }
    )
  }

  const keys: Readonly<Record<string, () => void>> = {
    KeyL: addLine,
    KeyI: () => void issueNow(),
    KeyP: () => void print(),
    KeyS: () => void saveAndSay(),
    Enter: () => void saveAndSay()
  }
  // These keys mean nothing inside a text field, so they work while typing too.
  function onKeyDown(event: KeyboardEvent) {
    const run = event.ctrlKey || event.metaKey ? keys[event.code] : undefined
    if (!run || event.shiftKey || event.altKey) return
    event.preventDefault()
    run()
  }
  useActions([
    { id: 'invoices.addLine', label: t('edit.addLine'), keys: '$mod+KeyL', run: addLine },
    { id: 'invoices.issue', label: t('edit.issue'), keys: '$mod+KeyI', run: () => void issueNow() },
    { id: 'invoices.pdf', label: t('edit.savePdf'), keys: '$mod+KeyP', run: () => void print() },
    { id: 'invoices.save', label: t('edit.save'), keys: '$mod+KeyS', run: () => void saveAndSay() }
  ])

  const issuedOn = values.issuedOn ?? format.today
  const hasExempt = values.lines.some((line) => line.vatCode === 'zw' || line.vatCode === 'exempt')
  const base = status.data?.baseCurrency
  const obstacles = isDirty ? invoice.obstacles.filter((reason) => reason === 'invoice.seller_incomplete') : invoice.obstacles

  return (
    <Page>
      <div className={css.stack} style={{ flex: 1, minHeight: 0 }} onKeyDown={onKeyDown} role="presentation">
        <PageHeader
          back={{ to: '#/invoices', label: t('edit.back') }}
          title={invoice.clientName}
          beside={
            <span className={css.badges}>
              <Badge kind="future" icon={IconPencil}>{t('state.draft')}</Badge>
              {isDirty && <Badge kind="warn">{t('edit.unsaved')}</Badge>}
            </span>
          }
          main={
            <Group gap={6} wrap="nowrap">
              <Button variant="subtle" color="gray" leftSection={<IconTrash size={16} stroke={1.6} />} onClick={removeNow}>{t('edit.remove')}</Button>
              <Button variant="default" leftSection={<IconFileTypePdf size={16} stroke={1.6} />} rightSection={<Kbd keys="$mod+KeyP" />} onClick={() => void print()}>
                {t('edit.pdf')}
              </Button>
              <Button variant="default" disabled={!isDirty || isBusy} rightSection={<Kbd keys="$mod+KeyS" />} onClick={() => void saveAndSay()}>
                {t('save')}
              </Button>
              <Button disabled={isBusy} rightSection={<Kbd keys="$mod+KeyI" isOnMain />} onClick={() => void issueNow()}>{t('edit.issue')}</Button>
            </Group>
          }
        />
        <PageColumns widths="minmax(0, 1fr) 328px">
          <PageColumn>
            <DraftHeader
              {...headerOf(values)}
              issuedOn={issuedOn}
              today={format.today}
              usualPlace={invoice.seller.town}
              nextNumber={invoice.next?.number}
              set={set}
            />
            <Card padding={false}>
              <DraftLines
                lines={values.lines}
                valuesMinor={totals?.linesMinor ?? []}
                rates={rates}
                method={values.method}
                currency={values.currency}
                onChange={changeLines}
                onAdd={addLine}
              />
            </Card>
            <Card>
              <Textarea
                label={t('edit.note')}
                autosize
                minRows={2}
                maxRows={8}
                maxLength={2000}
                value={values.note}
                onChange={(event) => set('note', event.currentTarget.value)}
              />
              {hasExempt && values.note.trim() === '' && <span className="k-muted">{t('edit.hintExempt')}</span>}
              {base !== undefined && values.currency !== base && (totals?.vatMinor ?? 0) > 0 && (
                <span className="k-muted">{t('edit.hintCurrency', { base })}</span>
              )}
            </Card>
          </PageColumn>
          <PageColumn>
            <Card title={t('edit.totals')}>
              {totals ? <VatTotals {...totals} currency={values.currency} /> : <span className={css.problem} role="alert">{errorText(tooLarge)}</span>}
            </Card>
            {obstacles.length > 0 && (
              <Card title={t('edit.obstacles')}>
                <ul className={css.obstacles}>
                  {obstacles.map((reason) => (
                    <li key={reason}>
                      <IconAlertTriangle size={15} stroke={1.8} aria-hidden />
                      <span>
                        {errorText(new AppError({ code: 'rule', reason }))}{' '}
                        {reason === 'invoice.seller_incomplete' && (
                          <Button size="compact-sm" variant="light" onClick={() => setSellerOpen(true)}>{t('edit.fillSeller')}</Button>
                        )}
                      </span>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            <DraftBuyer buyer={values.buyer} clientId={invoice.clientId} set={set} />
            <DealLink deal={invoice.deal} />
          </PageColumn>
        </PageColumns>
      </div>
      {isSellerOpen && <SellerPanel onClose={() => setSellerOpen(false)} />}
    </Page>
  )
}

const tooLarge = new AppError({ code: 'validation', reason: 'invoice.too_large' })

function headerOf({ soldOn, dueOn, place, currency, method, paymentMethod }: DraftValues) {
  return { soldOn, dueOn, place, currency, method, paymentMethod }
}

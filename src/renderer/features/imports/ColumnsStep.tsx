import { Button, Select } from '@mantine/core'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { clientFields, dealFields, dayOrders, type DayOrder, type ImportColumn, type ImportField } from '#shared/contract/imports.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { errorText } from '../../app/errors.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { currencies } from '../invoices/currencies.ts'
import { TargetChoice } from './FileStep.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import { Notice } from './Notice.tsx'
import { useSource } from './useSource.ts'
import { asksDayOrder, changeWizard, hasName, rowChoices, type Wizard } from './wizard.ts'
import css from './imports.module.css'

/** Below it the user is asked to look (contract: ImportColumn.confidence). */
const unsure = 0.6
/** Several columns of these are all kept. */
const repeatable: ReadonlySet<ImportField> = new Set(['phone', 'email', 'note'])
const nowhere = '-'

/** Which column goes to which field, and what holds for all rows. */
export function ColumnsStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const { preview, fields, error } = wizard
  const { sourceId } = useSource(wizard)
  const next = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLTableSectionElement>(null)
  const isReady = rowChoices(wizard) !== null && sourceId !== null
  const forward = isReady ? { label: t('toCheck'), run: () => changeWizard({ step: 'check' }) } : undefined
  // Where something is to be decided the focus goes there, otherwise on.
  useEffect(() => {
    const line = next.current?.disabled ? 'tr[data-out] input' : 'tr[data-unsure] input'
    const choice = list.current?.querySelector<HTMLElement>(line) ?? document.querySelector<HTMLElement>('input[data-needed]') ?? next.current
    choice?.focus()
  }, [])
  const columns = preview?.columns ?? []
  const leftOut = columns.filter(({ index }) => !fields[index]).length

  return (
    <ImportFrame
      step="columns"
      takesFile
      forward={forward}
      onBack={() => changeWizard({ step: 'file' })}
      main={
        <>
          <Button variant="default" onClick={() => changeWizard({ step: 'file' })}>{t('back')}</Button>
          <Button ref={next} disabled={!isReady} onClick={forward?.run} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('toCheck')}</Button>
        </>
      }
    >
      {error && <Notice kind="problem">{errorText(error)}</Notice>}
      {!hasName(wizard) && <Notice kind="problem">{t(wizard.target === 'client' ? 'columns.clientMissing' : 'columns.dealMissing')}</Notice>}
      {preview?.isKnownLayout && <Notice kind="info">{t('columns.known')}</Notice>}
      <div className={css.split}>
        <Card fill padding={false} title={t('columns.title')} actions={leftOut > 0 && <span className={css.aside}>{t('columns.leftOut', { count: leftOut })}</span>}>
          <table className={css.columns}>
            <thead>
              <tr>
                <th>{t('columns.column')}</th>
                <th>{t('columns.samples')}</th>
                <th>{t('columns.field')}</th>
              </tr>
            </thead>
            <tbody ref={list}>
              {columns.map((column) => (
                <ColumnLine key={column.index} column={column} wizard={wizard} />
              ))}
            </tbody>
          </table>
        </Card>
        <ForAllRows wizard={wizard} />
      </div>
    </ImportFrame>
  )
}

function ColumnLine({ column, wizard }: { readonly column: ImportColumn; readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const { target, fields } = wizard
  const field = fields[column.index] ?? null
  const options = useMemo(
    () => [{ value: nowhere, label: t('columns.leaveOut') }, ...(target === 'client' ? clientFields : dealFields).map((one) => ({ value: one, label: t(`field.${one}`) }))],
    [target, t]
  )
  const isTwice = field !== null && !repeatable.has(field) && Object.entries(fields).some(([index, other]) => other === field && Number(index) < column.index)
  const isUnsure = field !== null && field === column.field && column.confidence < unsure
  return (
    <tr data-out={field === null || undefined} data-unsure={isUnsure || undefined}>
      <th scope="row">
        <span className="k-cut" title={column.header}>{column.header}</span>
      </th>
      <td>
        <span className={css.samples} title={column.samples.join('\n')}>
          {column.samples.length === 0 ? <i>{t('columns.noValues')}</i> : column.samples.slice(0, 3).map((sample) => <span key={sample}>{sample}</span>)}
        </span>
      </td>
      <td>
        <div className={css.fieldChoice}>
          <Select
            aria-label={`${t('columns.field')}: ${column.header}`}
            data={options}
            value={field ?? nowhere}
            searchable
            openOnFocus={false}
            selectFirstOptionOnChange
            maxDropdownHeight={320}
            w={220}
            onChange={(chosen) => changeWizard({ fields: { ...fields, [column.index]: chosen === nowhere ? null : (chosen as ImportField) } })}
          />
          {isUnsure && <Badge kind="warn">{t('columns.unsure')}</Badge>}
          {isTwice && <span className={css.twice}>{t('columns.twice')}</span>}
        </div>
      </td>
    </tr>
  )
}

function ForAllRows({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const words = useDictionaries()
  const { sourceId, choose } = useSource(wizard)
  const { preview, ownerId, currency, dayOrder, target } = wizard
  return (
    <div className={css.side}>
      <Card title={t('columns.settings')}>
        <div className={css.settings}>
          <TargetChoice wizard={wizard} />
          <Select
            label={t('columns.source')}
            description={t('columns.sourceHint')}
            required
            data={words.sources.map((source) => ({ value: source.id, label: words.nameOf('source', source) }))}
            value={sourceId}
            error={sourceId === null && words.isReady ? t('columns.noSource') : undefined}
            onChange={(id) => id !== null && choose(id)}
          />
          <Select
            label={t('columns.owner')}
            description={t('columns.ownerHint')}
            data={words.users.map((user) => ({ value: user.id, label: user.name }))}
            value={ownerId}
            placeholder={t('columns.nobody')}
            clearable
            onChange={(id) => changeWizard({ ownerId: id })}
          />
          {target === 'deal' && (
            <Select
              label={t('columns.currency')}
              description={t('columns.currencyHint')}
              data={currencies(currency ?? 'PLN')}
              value={currency}
              searchable
              onChange={(code) => code !== null && changeWizard({ currency: code })}
            />
          )}
          {asksDayOrder(wizard) && (
            <Select
              label={t('columns.dayOrder')}
              required
              data={dayOrders.map((order) => ({ value: order, label: t(`columns.${order}`) }))}
              value={dayOrder}
              error={dayOrder === null ? t('columns.dayOrderMissing') : undefined}
              data-needed={dayOrder === null || undefined}
              onChange={(order) => changeWizard({ dayOrder: order as DayOrder | null })}
            />
          )}
        </div>
      </Card>
      {preview && (
        <Card title={t('columns.fileInfo')}>
          <div className={css.fileInfo}>
            <b>{preview.fileName}</b>
            <span>
              {preview.sheets.length > 1 && `${preview.sheets.find(({ index }) => index === preview.sheetIndex)?.name ?? ''} · `}
              {t('file.rows', { count: preview.approxRows })}
            </span>
            <span className="k-muted">
              {preview.headerRow === null ? t('file.noHeader') : t('file.header', { row: preview.headerRow })}
              {preview.skippedRows.length > 0 && ` ${t('file.skipped', { count: preview.skippedRows.length })}`}
            </span>
            {preview.skippedRows.slice(0, 3).map(({ rowNumber, text }) => (
              <span key={rowNumber} className="k-muted k-cut">{t('file.skippedRow', { row: rowNumber, text })}</span>
            ))}
          </div>
        </Card>
      )}
    </div>
  )
}

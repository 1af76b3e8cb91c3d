import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldsOf, type ImportColumn, type ImportField, type PropertyKind, propertyKinds, repeatableFields } from '#shared/contract/imports.ts'
import { useRead } from '../../app/data.ts'
import { errorText } from '../../app/errors.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { ForAllRows } from './ForAllRows.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import { Notice } from './Notice.tsx'
import { PartTabs } from './PartTabs.tsx'
import { useSource } from './useSource.ts'
import { afterColumns, changePart, changeWizard, countryOf, currentPart, type Fed, type FilePart, isConsentWhole, missingIn, rowChoices, targetOf, type Wizard } from './wizard.ts'
import css from './imports.module.css'

/** Below it the user is asked to look (contract: ImportColumn.confidence). */
const unsure = 0.6
const nowhere = '-'
const asProperty = '+'
const propertyMark = 'property:'

/** Which column goes to which field, and what holds for all rows. */
export function ColumnsStep({ wizard }: { readonly wizard: Wizard }) {
  const { t, i18n } = useTranslation('imports')
  const part = currentPart(wizard)
  const { sourceId } = useSource(wizard)
  const next = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLTableSectionElement>(null)
  const isReady = rowChoices(wizard) !== null && sourceId !== null && isConsentWhole(wizard.consent)
  const following = afterColumns(wizard)
  const label = t(following === 'values' ? 'toValues' : 'toCheck')
  const forward = isReady ? { label, run: () => changeWizard({ step: following }) } : undefined
  // Where something is to be decided the focus goes there, otherwise on.
  useEffect(() => {
    const line = next.current?.disabled ? 'tr[data-out] input' : 'tr[data-unsure] input'
    const choice = list.current?.querySelector<HTMLElement>(line) ?? document.querySelector<HTMLElement>('input[data-needed]') ?? next.current
    choice?.focus()
  }, [])
  const columns = part?.preview?.columns ?? []
  const leftOut = columns.filter(({ index }) => !part?.fed[index]).length
  const missing = part?.preview ? missingIn(part) : null
  const target = part && targetOf(part)
  const shown = part?.preview?.country
  const proposed = part && shown && shown.by !== 'settings' && countryOf(part) === shown.code ? shown.code : null

  return (
    <ImportFrame
      step="columns"
      takesFile
      forward={forward}
      onBack={() => changeWizard({ step: 'file' })}
      main={
        <>
          <Button variant="default" onClick={() => changeWizard({ step: 'file' })}>{t('back')}</Button>
          <Button ref={next} disabled={!isReady} onClick={forward?.run} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{label}</Button>
        </>
      }
    >
      <PartTabs wizard={wizard} />
      {part?.error && <Notice kind="problem">{errorText(part.error)}</Notice>}
      {missing !== null && target && <Notice kind="problem">{t(missing === 'link' ? 'columns.linkMissing' : `columns.missing.${target}`)}</Notice>}
      {proposed && <Notice kind="info">{t('columns.countryProposed', { country: new Intl.DisplayNames(i18n.language, { type: 'region' }).of(proposed) ?? proposed })}</Notice>}
      {part?.preview?.template && <Notice kind="info">{t('columns.template', { name: part.preview.template.name })}</Notice>}
      {part?.preview?.isKnownLayout && <Notice kind="info">{t('columns.known')}</Notice>}
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
            <tbody ref={list}>{part && columns.map((column) => <ColumnLine key={`${part.key}/${column.index}`} column={column} part={part} />)}</tbody>
          </table>
        </Card>
        {part && <ForAllRows wizard={wizard} part={part} />}
      </div>
    </ImportFrame>
  )
}

function ColumnLine({ column, part }: { readonly column: ImportColumn; readonly part: FilePart }) {
  const { t } = useTranslation('imports')
  const target = targetOf(part)
  const properties = useRead('properties.list', {}, { enabled: target === 'client' }).data
  const fed = part.fed[column.index] ?? null
  const options = useMemo(() => {
    const fields = fieldsOf[target].map((one: ImportField) => ({ value: one as string, label: t(`field.${one}`) }))
    if (target !== 'client') return [{ value: nowhere, label: t('columns.leaveOut') }, ...fields]
    const own = (properties ?? []).map(({ id, name }) => ({ value: propertyMark + id, label: name }))
    return [
      { value: nowhere, label: t('columns.leaveOut') },
      { value: asProperty, label: t('columns.newProperty') },
      { group: t('columns.fields'), items: fields },
      ...(own.length > 0 ? [{ group: t('columns.properties'), items: own }] : [])
    ]
  }, [target, properties, t])
  const change = (to: Fed | null) => changePart(part.key, { fed: { ...part.fed, [column.index]: to } })
  const value = fed === null ? nowhere : 'field' in fed ? fed.field : 'propertyId' in fed ? propertyMark + fed.propertyId : asProperty
  const field = fed && 'field' in fed ? fed.field : null
  const isTwice =
    field !== null && !repeatableFields.has(field) && Object.entries(part.fed).some(([index, other]) => other && 'field' in other && other.field === field && Number(index) < column.index)
  const isUnsure = field !== null && field === column.field && column.confidence < unsure

  function choose(chosen: string | null) {
    if (chosen === null || chosen === nowhere) change(null)
    else if (chosen === asProperty) change({ newProperty: { name: column.header.slice(0, 60), kind: column.propertyKind } })
    else if (chosen.startsWith(propertyMark)) change({ propertyId: chosen.slice(propertyMark.length) })
    else change({ field: chosen as ImportField })
  }

  return (
    <tr data-out={fed === null || undefined} data-unsure={isUnsure || undefined}>
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
            value={value}
            searchable
            openOnFocus={false}
            selectFirstOptionOnChange
            maxDropdownHeight={320}
            w={264}
            onChange={choose}
          />
          {isUnsure && <Badge kind="warn">{t('columns.unsure')}</Badge>}
          {isTwice && <span className={css.twice}>{t('columns.twice')}</span>}
        </div>
        {fed && 'newProperty' in fed && <NewProperty column={column} property={fed.newProperty} onChange={(newProperty) => change({ newProperty })} />}
      </td>
    </tr>
  )
}

type NewPropertyProps = {
  readonly column: ImportColumn
  readonly property: { readonly name: string; readonly kind: PropertyKind }
  readonly onChange: (property: { readonly name: string; readonly kind: PropertyKind }) => void
}

/** The name and kind of a property that the import makes. */
function NewProperty({ column, property, onChange }: NewPropertyProps) {
  const { t } = useTranslation('imports')
  return (
    <div className={css.newProperty}>
      <TextInput
        aria-label={`${t('columns.propertyName')}: ${column.header}`}
        w={128}
        maxLength={60}
        defaultValue={property.name}
        onBlur={(event) => onChange({ ...property, name: event.currentTarget.value.trim() || column.header.slice(0, 60) })}
      />
      <Select
        aria-label={`${t('columns.propertyKind')}: ${column.header}`}
        w={128}
        data={propertyKinds.map((kind) => ({ value: kind, label: t(`propertyKind.${kind}`) }))}
        value={property.kind}
        onChange={(kind) => kind !== null && onChange({ ...property, kind: kind as PropertyKind })}
      />
    </div>
  )
}

import { ActionIcon, Button, Checkbox, Collapse, Group, Menu, MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconChevronDown, IconChevronRight, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { consentChannels, type DayNumbers, dayNumbers, type DayOrder, dayOrders, type ImportTemplate, rowActions, type RowAction } from '#shared/contract/imports.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Card } from '../../ui/Page.tsx'
import { CountrySelect } from '../clients/CountryChoice.tsx'
import { currencies } from '../invoices/currencies.ts'
import { PropertyInput } from '../properties/PropertyInput.tsx'
import { TargetChoice } from './FileStep.tsx'
import { useSource } from './useSource.ts'
import { asksDayNumbers, asksDayOrder, changePart, changeWizard, type ConsentForAll, countryOf, type Fed, type FilePart, hasTarget, rememberValues, targetOf, valuesFor, type Wizard } from './wizard.ts'
import css from './imports.module.css'

type Props = { readonly wizard: Wizard; readonly part: FilePart }

/** What holds for all rows: what they are, what is done with those that are there, where they come from and whose they are. */
export function ForAllRows({ wizard, part }: Props) {
  const { t } = useTranslation('imports')
  return (
    <div className={css.side}>
      <Card title={t('columns.fileInfo')} actions={<Templates wizard={wizard} part={part} />}>
        <div className={css.settings}>
          <TargetChoice part={part} />
          <FileInfo part={part} />
          <CountryChoice part={part} />
          {asksDayOrder(part) && (
            <Select
              label={t('columns.dayOrder')}
              required
              data={dayOrders.map((order) => ({ value: order, label: t(`columns.${order}`) }))}
              value={part.dayOrder}
              error={part.dayOrder === null ? t('columns.dayOrderMissing') : undefined}
              data-needed={part.dayOrder === null || undefined}
              onChange={(order) => changePart(part.key, { dayOrder: order as DayOrder | null })}
            />
          )}
          {asksDayNumbers(part) && (
            <Select
              label={t('columns.dayNumbers', { example: part.preview?.findings.find(({ kind }) => kind === 'dayNumbers')?.example ?? '' })}
              required
              data={dayNumbers.map((system) => ({ value: system, label: t(`columns.dayNumbers${system}`) }))}
              value={part.dayNumbers}
              error={part.dayNumbers === null ? t('columns.dayNumbersMissing') : undefined}
              data-needed={part.dayNumbers === null || undefined}
              onChange={(system) => changePart(part.key, { dayNumbers: system as DayNumbers | null })}
            />
          )}
        </div>
      </Card>
      <Card title={t('columns.settings')}>
        <div className={css.settings}>
          <Policy wizard={wizard} />
          <Origin wizard={wizard} />
          {hasTarget(wizard, 'client') && <More wizard={wizard} />}
        </div>
      </Card>
    </div>
  )
}

/** To the rules of which country phones and numbers are read; said where the file shows another than ours. */
function CountryChoice({ part }: { readonly part: FilePart }) {
  const { t } = useTranslation('imports')
  const proposed = part.preview?.country
  const code = countryOf(part)
  if (!proposed || targetOf(part) === 'product') return null
  const isProposed = proposed.by !== 'settings' && code === proposed.code
  return (
    <CountrySelect
      label={t('columns.country')}
      description={isProposed ? t(`columns.countryBy.${proposed.by as Exclude<typeof proposed.by, 'settings'>}`) : t('columns.countryHint')}
      value={code ?? proposed.code}
      onChange={(country) => changePart(part.key, { country })}
    />
  )
}

function Policy({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  return (
    <>
      <Select
        label={t('policy.known')}
        description={t('policy.knownHint')}
        data={rowActions.map((action) => ({ value: action, label: t(`policy.${action}`) }))}
        value={wizard.known}
        onChange={(action) => action !== null && changeWizard({ known: action as RowAction })}
      />
      <Select
        label={t('policy.unknown')}
        data={[
          { value: 'create', label: t('policy.add') },
          { value: 'skip', label: t('policy.leave') }
        ]}
        value={wizard.unknown}
        onChange={(action) => action !== null && changeWizard({ unknown: action as 'create' | 'skip' })}
      />
    </>
  )
}

function Origin({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const words = useDictionaries()
  const { sourceId, choose } = useSource(wizard)
  const hasMoney = hasTarget(wizard, 'deal', 'product', 'purchase')
  return (
    <>
      <Select
        label={t('columns.source')}
        description={t('columns.sourceHint')}
        required
        data={words.sourceOptions()}
        value={sourceId}
        error={sourceId === null && words.isReady ? t('columns.noSource') : undefined}
        onChange={(id) => id !== null && choose(id)}
      />
      {hasTarget(wizard, 'client', 'deal') && (
        <MultiSelect
          label={t('columns.owner')}
          description={t(wizard.ownerIds.length > 1 ? 'columns.ownersInTurn' : 'columns.ownerHint')}
          data={words.users.map((user) => ({ value: user.id, label: user.name }))}
          value={[...wizard.ownerIds]}
          placeholder={wizard.ownerIds.length === 0 ? t('columns.nobody') : ''}
          clearable
          onChange={(ids) => changeWizard({ ownerIds: ids })}
        />
      )}
      {hasMoney && (
        <Select
          label={t('columns.currency')}
          description={t('columns.currencyHint')}
          data={currencies(wizard.currency ?? 'PLN')}
          value={wizard.currency}
          searchable
          onChange={(code) => code !== null && changeWizard({ currency: code })}
        />
      )}
    </>
  )
}

/** Category, segment and consent: seldom needed, so out of the way until asked for. */
function More({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const { categoryIds, segment, consent } = wizard
  const [isOpened, setIsOpened] = useState(categoryIds.length > 0 || segment !== null || consent !== null || wizard.propertyValues.length > 0)
  const categories = useRead('categories.list', {}, { enabled: isOpened }).data ?? []
  const segments = (useRead('segments.list', {}, { enabled: isOpened }).data ?? []).filter(({ kind }) => kind === 'fixed')
  const [segmentText, setSegmentText] = useState(segment && 'name' in segment ? segment.name : '')
  const newSegment = '+'
  const list = useRef<HTMLDivElement>(null)
  // What opens below the edge is brought into sight.
  useEffect(() => {
    if (isOpened) setTimeout(() => list.current?.scrollIntoView({ block: 'end' }), 250)
  }, [isOpened])
  return (
    <div ref={list}>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={isOpened}
        leftSection={isOpened ? <IconChevronDown size={14} stroke={1.6} /> : <IconChevronRight size={14} stroke={1.6} />}
        onClick={() => setIsOpened(!isOpened)}
      >
        {t('more.title')}
      </Button>
      <Collapse expanded={isOpened}>
        <div className={css.settings}>
          {categories.length > 0 && (
            <MultiSelect
              label={t('more.categories')}
              data={categories.map(({ id, name }) => ({ value: id, label: name }))}
              value={[...categoryIds]}
              onChange={(ids) => changeWizard({ categoryIds: ids })}
            />
          )}
          <Select
            label={t('more.segment')}
            placeholder={t('more.noSegment')}
            clearable
            data={[{ value: newSegment, label: t('more.newSegment') }, ...segments.map(({ id, name }) => ({ value: id, label: name }))]}
            value={segment === null ? null : 'id' in segment ? segment.id : newSegment}
            onChange={(id) => changeWizard({ segment: id === null ? null : id === newSegment ? { name: segmentText.trim() || t('more.segmentName') } : { id } })}
          />
          {segment && 'name' in segment && (
            <TextInput
              label={t('more.segmentLabel')}
              maxLength={100}
              defaultValue={segment.name}
              onChange={(event) => {
                setSegmentText(event.currentTarget.value)
                changeWizard({ segment: { name: event.currentTarget.value.trim() || t('more.segmentName') } })
              }}
            />
          )}
          <Checkbox.Group
            label={t('more.consent')}
            description={t('more.consentHint')}
            value={[...(consent?.channels ?? [])]}
            onChange={(channels) =>
              changeWizard({ consent: channels.length === 0 ? null : { basis: '', wording: '', origin: '', on: null, ...consent, channels: consentChannels.filter((channel) => channels.includes(channel)) } })
            }
          >
            <Group gap={14} mt={6}>
              {consentChannels.map((channel) => (
                <Checkbox key={channel} value={channel} label={t(`more.channel.${channel}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          {consent && <ConsentGrounds consent={consent} />}
          <PropertiesForAll wizard={wizard} />
        </div>
      </Collapse>
    </div>
  )
}

/** On what ground, where and when all of them agreed: without that a consent is none. */
function ConsentGrounds({ consent }: { readonly consent: ConsentForAll }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const set = (change: Partial<ConsentForAll>) => changeWizard({ consent: { ...consent, ...change } })
  return (
    <>
      <TextInput
        label={t('more.consentBasis')}
        placeholder={t('more.consentBasisHint')}
        required
        maxLength={500}
        value={consent.basis}
        error={consent.basis.trim() === '' ? t('more.consentBasisMissing') : undefined}
        onChange={(event) => set({ basis: event.currentTarget.value })}
      />
      <DateInput label={t('more.consentOn')} required maxDate={format.today} value={consent.on} error={consent.on === null ? t('more.consentOnMissing') : undefined} onChange={(on) => set({ on })} />
      <TextInput
        label={t('more.consentOrigin')}
        required
        maxLength={200}
        value={consent.origin}
        error={consent.origin.trim() === '' ? t('more.consentOriginMissing') : undefined}
        onChange={(event) => set({ origin: event.currentTarget.value })}
      />
      <Textarea label={t('more.consentWording')} autosize minRows={2} maxRows={6} maxLength={4000} value={consent.wording} onChange={(event) => set({ wording: event.currentTarget.value })} />
    </>
  )
}

/** Properties that every client of the files gets, where its row does not say otherwise. */
function PropertiesForAll({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const properties = useRead('properties.list', {}).data ?? []
  const { propertyValues } = wizard
  const free = properties.filter(({ id }) => !propertyValues.some(({ propertyId }) => propertyId === id))
  const set = (propertyId: string, value: PropertyValue) => changeWizard({ propertyValues: propertyValues.map((one) => (one.propertyId === propertyId ? { propertyId, value } : one)) })
  if (properties.length === 0) return null
  return (
    <>
      {propertyValues.map(({ propertyId, value }) => {
        const property = properties.find(({ id }) => id === propertyId)
        if (!property) return null
        return (
          <Group key={propertyId} gap={4} wrap="nowrap" align="flex-end" className={css.propertyForAll}>
            <div><PropertyInput property={property} label={property.name} value={value} onChange={(next) => set(propertyId, next)} /></div>
            <ActionIcon
              variant="subtle"
              aria-label={t('more.propertyRemove', { name: property.name })}
              onClick={() => changeWizard({ propertyValues: propertyValues.filter((one) => one.propertyId !== propertyId) })}
            >
              <IconX size={15} stroke={1.6} />
            </ActionIcon>
          </Group>
        )
      })}
      {free.length > 0 && (
        <Select
          label={t('more.property')}
          description={t('more.propertyHint')}
          placeholder={t('more.propertyAdd')}
          data={free.map(({ id, name }) => ({ value: id, label: name }))}
          value={null}
          onChange={(id) => id !== null && changeWizard({ propertyValues: [...propertyValues, { propertyId: id, value: null }] })}
        />
      )}
    </>
  )
}

/** Saves how the columns go, takes one saved before, forgets one. */
function Templates({ wizard, part }: Props) {
  const { t } = useTranslation('imports')
  const templates = useRead('imports.templates', {}).data ?? []
  const save = useCommand('imports.saveTemplate')
  const remove = useCommand('imports.removeTemplate')
  const [name, setName] = useState('')
  const target = targetOf(part)
  const ours = templates.filter((template) => template.target === target)
  const columns = (part.preview?.columns ?? []).map(({ index, header }) => {
    const fed: Fed | null = part.fed[index] ?? null
    return {
      header: header.slice(0, 200),
      field: fed && 'field' in fed ? fed.field : null,
      propertyId: fed && 'propertyId' in fed ? fed.propertyId : null,
      newProperty: fed && 'newProperty' in fed ? fed.newProperty : null
    }
  })
  const canSave = name.trim() !== '' && columns.some(({ field, propertyId, newProperty }) => field !== null || propertyId !== null || newProperty !== null)

  function keep() {
    if (!canSave) return
    save.mutate({ name: name.trim(), target, columns, known: wizard.known, unknown: wizard.unknown, values: valuesFor(wizard, part) }, { onSuccess: ({ value }) => notifyDone(t('template.saved', { name: value.name })) })
    setName('')
  }
  function take(template: ImportTemplate) {
    const byHeader = new Map(template.columns.map((column) => [column.header.trim().toLowerCase(), column]))
    const fed = Object.fromEntries(
      (part.preview?.columns ?? []).map(({ index, header }): [number, Fed | null] => {
        const to = byHeader.get(header.trim().toLowerCase())
        return [index, to?.field ? { field: to.field } : to?.propertyId ? { propertyId: to.propertyId } : to?.newProperty ? { newProperty: to.newProperty } : null]
      })
    )
    changePart(part.key, { fed })
    changeWizard({ known: template.known, unknown: template.unknown })
    rememberValues(template.values)
  }

  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={280}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} stroke={1.6} />}>{t('template.title')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ours.length === 0 && <Menu.Label>{t('template.none')}</Menu.Label>}
        {ours.map((template) => (
          <Group key={template.id} gap={4} wrap="nowrap" className={css.template}>
            <Menu.Item closeMenuOnClick onClick={() => take(template)}>{template.name}</Menu.Item>
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              aria-label={t('template.remove', { name: template.name })}
              onClick={() => remove.mutate({ id: template.id }, { onSuccess: ({ changeId }) => notifyDone(t('template.removed', { name: template.name }), changeId) })}
            >
              {t('template.forget')}
            </Button>
          </Group>
        ))}
        <Menu.Divider />
        <div className={css.saveTemplate}>
          <TextInput
            aria-label={t('template.name')}
            placeholder={t('template.name')}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.code === 'Enter') keep()
            }}
          />
          <Button disabled={!canSave} loading={save.isPending} onClick={keep}>{t('template.save')}</Button>
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}

function FileInfo({ part }: { readonly part: FilePart }) {
  const { t } = useTranslation('imports')
  const { preview } = part
  if (!preview) return null
  return (
    <div className={css.fileInfo}>
      <b className="k-cut" title={preview.fileName}>{preview.fileName}</b>
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
  )
}

import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rfmSegments } from '#shared/analysis.ts'
import { channels } from '#shared/consent.ts'
import { consentStates, type DayTest, eventKinds, type FilterCondition, type FilterPeriod, loyaltyStates, moneyFields, type NumberTest } from '#shared/contract/filters.ts'
import { periodKinds } from '#shared/day.ts'
import { currencyExponent } from '#shared/money.ts'
import { readDecimal, writeDecimal } from '../../invoices/decimals.ts'
import { language } from '../../../app/i18n.ts'
import { choiceTests, dayTests, isChoiceField, isDayField, severalTests, textTests } from './conditions.ts'
import type { FilterWords, Option } from './useFilterWords.ts'
import css from './filters.module.css'

type Change = (condition: FilterCondition) => void
type FieldsProps<C extends FilterCondition = FilterCondition> = { readonly condition: C; readonly words: FilterWords; readonly onChange: Change }

/** How a field is asked and for what: the rest of a condition beside its name. */
export function ConditionFields({ condition, words, onChange }: FieldsProps) {
  const { t } = useTranslation('filters')
  switch (condition.field) {
    case 'consent':
      return (
        <>
          <Choice label={t('how')} value={condition.channel} options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))} onChange={(channel) => onChange({ ...condition, channel })} />
          <Choice label={t('value')} value={condition.state} options={consentStates.map((value) => ({ value, label: t(`consentState.${value}`) }))} onChange={(state) => onChange({ ...condition, state })} />
        </>
      )
    case 'nextStep':
      return <Choice label={t('value')} value={condition.state} options={(['overdue', 'today', 'later', 'any', 'none'] as const).map((value) => ({ value, label: t(`next.${value}`) }))} onChange={(state) => onChange({ ...condition, state })} />
    case 'openDeal':
      return (
        <>
          <HasChoice has={condition.has} onChange={(has) => onChange({ ...condition, has })} />
          <MultiSelect aria-label={t('anyStage')} placeholder={condition.stageIds.length === 0 ? t('anyStage') : ''} className={css.wide} data={[...words.stages]} value={[...condition.stageIds]} onChange={(stageIds) => onChange({ ...condition, stageIds })} />
          <DayCount label={t('olderDays')} days={condition.olderThanDays} onChange={(olderThanDays) => onChange({ ...condition, olderThanDays })} />
          <Amount label={`${t('worthFrom')}, ${words.currency}`} currency={words.currency} minor={condition.fromMinor} onChange={(fromMinor) => onChange({ ...condition, fromMinor })} />
        </>
      )
    case 'closedDeal':
      return (
        <>
          <HasChoice has={condition.has} onChange={(has) => onChange({ ...condition, has })} />
          <Choice label={t('value')} value={condition.outcome} options={(['won', 'lost'] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))} onChange={(outcome) => onChange({ ...condition, outcome })} />
          <PeriodFields period={condition.period} onChange={(period) => onChange({ ...condition, period })} />
        </>
      )
    case 'overdueInvoice':
      return (
        <>
          <HasChoice has={condition.has} onChange={(has) => onChange({ ...condition, has })} />
          <DayCount label={t('lateDays')} days={condition.olderThanDays} onChange={(olderThanDays) => onChange({ ...condition, olderThanDays })} />
        </>
      )
    case 'bought':
      return (
        <>
          <Choice label={t('how')} value={condition.is} options={(['during', 'notSince', 'notDuring'] as const).map((value) => ({ value, label: t(`boughtIs.${value}`) }))} onChange={(is) => onChange({ ...condition, is })} />
          <PeriodFields period={condition.period} onChange={(period) => onChange({ ...condition, period })} />
        </>
      )
    case 'revenue':
      return (
        <>
          <PeriodFields period={condition.period} onChange={(period) => onChange({ ...condition, period })} />
          <Amount label={`${t('from')}, ${words.currency}`} currency={words.currency} minor={condition.fromMinor} onChange={(fromMinor) => onChange({ ...condition, fromMinor })} />
          <Amount label={`${t('to')}, ${words.currency}`} currency={words.currency} minor={condition.toMinor} onChange={(toMinor) => onChange({ ...condition, toMinor })} />
        </>
      )
    case 'event':
      return (
        <>
          <HasChoice has={condition.has} onChange={(has) => onChange({ ...condition, has })} />
          <Choice label={t('value')} value={condition.kind} options={eventKinds.map((value) => ({ value, label: t(`event.${value}`) }))} onChange={(kind) => onChange({ ...condition, kind, dispositionIds: kind === 'call' ? condition.dispositionIds : [], byId: kind === 'payment' ? null : condition.byId })} />
          {condition.kind === 'call' && (
            <MultiSelect aria-label={t('anyOutcome')} placeholder={condition.dispositionIds.length === 0 ? t('anyOutcome') : ''} className={css.wide} data={[...words.outcomes]} value={[...condition.dispositionIds]} onChange={(dispositionIds) => onChange({ ...condition, dispositionIds })} />
          )}
          {condition.kind !== 'payment' && (
            <Select aria-label={t('byWhom')} placeholder={t('byAnybody')} className={css.how} clearable data={[...words.choices('owner')]} value={condition.byId} onChange={(byId) => onChange({ ...condition, byId })} />
          )}
          <PeriodFields period={condition.period} onChange={(period) => onChange({ ...condition, period })} />
        </>
      )
    case 'loyalty':
      return <Choice label={t('value')} value={condition.state} options={loyaltyStates.map((value) => ({ value, label: t(`loyalty.${value}`) }))} onChange={(state) => onChange({ ...condition, state })} />
    case 'birthday':
      return <DayCount label={t('birthdayDays')} most={364} days={condition.days} onChange={(days) => onChange({ ...condition, days: days ?? 0 })} />
    case 'abcClass':
      return <Several values={condition.values} options={(['A', 'B', 'C', 'none'] as const).map((value) => ({ value, label: value === 'none' ? t('rfm.none') : value }))} onChange={(values) => onChange({ ...condition, values })} />
    case 'xyzClass':
      return <Several values={condition.values} options={(['X', 'Y', 'Z', 'none'] as const).map((value) => ({ value, label: value === 'none' ? t('rfm.none') : value }))} onChange={(values) => onChange({ ...condition, values })} />
    case 'rfmSegment':
      return <Several values={condition.values} options={([...rfmSegments, 'none'] as const).map((value) => ({ value, label: t(`rfm.${value}`) }))} onChange={(values) => onChange({ ...condition, values })} />
    case 'clientGroup':
      return (
        <>
          <Choice label={t('value')} value={condition.group} options={(['regular', 'key', 'recommending'] as const).map((value) => ({ value, label: t(`group.${value}`) }))} onChange={(group) => onChange({ ...condition, group })} />
          <YesNo value={condition.is} onChange={(is) => onChange({ ...condition, is })} />
        </>
      )
    case 'purchaseCount':
    case 'leadScore':
      return <Range from={condition.from} to={condition.to} digits={0} onChange={(ends) => onChange({ ...condition, ...ends })} />
    default:
      return <TestFields condition={condition} words={words} onChange={onChange} />
  }
}

type Tested = Extract<FilterCondition, { readonly test: object }>

/** Fields of a client and properties: a test of the field's kind with what it needs. */
function TestFields({ condition, words, onChange }: FieldsProps<Tested>) {
  const { t } = useTranslation('filters')
  const { test } = condition
  const property = condition.field === 'property' ? words.properties.byId.get(condition.propertyId) : undefined
  const set = (next: object) => onChange({ ...condition, test: next } as FilterCondition)
  const kind = kindOf(condition, property?.kind)
  switch (kind) {
    case 'flag':
      return <YesNo value={test.is === 'no' ? 'no' : 'yes'} onChange={(is) => set({ is })} />
    case 'number': {
      const isMoney = moneyFields.includes(condition.field)
      const { from, to } = test.is === 'between' ? test : { from: null, to: null }
      const digits = isMoney ? currencyExponent(words.currency) : condition.field === 'property' ? 6 : 0
      return <Range from={from} to={to} digits={digits} unit={isMoney ? words.currency : ''} onChange={(ends) => set({ is: 'between', ...ends } satisfies NumberTest)} />
    }
    case 'text':
      return (
        <>
          <Choice label={t('how')} value={test.is} options={textTests.map((is) => ({ value: is as string, label: t(`tests.${is}`) }))} onChange={(is) => set(is === 'empty' || is === 'filled' ? { is } : { is, text: 'text' in test ? test.text : '' })} />
          {'text' in test && <TextInput aria-label={t('value')} className={css.wide} maxLength={200} value={test.text} onChange={(event) => set({ ...test, text: event.currentTarget.value })} />}
        </>
      )
    case 'choice': {
      const options = property ? property.choices.map((choice) => ({ value: choice.id, label: choice.name })) : words.choices(condition.field)
      const isSeveral = ['category', 'segment', 'callList', 'decisionRole'].includes(condition.field) || property?.kind === 'choices'
      return (
        <>
          <Choice label={t('how')} value={test.is} options={(isSeveral ? severalTests : choiceTests).map((is) => ({ value: is as string, label: t(`tests.${is}`) }))} onChange={(is) => set(is === 'empty' || is === 'filled' ? { is } : { is, values: 'values' in test ? test.values : [] })} />
          {'values' in test && <MultiSelect aria-label={t('value')} className={css.wide} searchable data={[...options]} value={[...test.values]} onChange={(values) => set({ ...test, values })} />}
        </>
      )
    }
    case 'day':
      return <DayFields test={test as DayTest | { readonly is: 'empty' | 'filled' }} isOptional={condition.field !== 'created'} onChange={set} />
  }
}

function kindOf({ field, test }: Tested, propertyKind: string | undefined): 'flag' | 'number' | 'text' | 'choice' | 'day' {
  if (propertyKind === 'yesNo' || test.is === 'yes' || test.is === 'no') return 'flag'
  if (propertyKind === 'number' || test.is === 'between') return 'number'
  if (propertyKind === 'date' || isDayField(field)) return 'day'
  if (propertyKind === 'choice' || propertyKind === 'choices') return 'choice'
  if (isChoiceField(field)) return 'choice'
  return 'values' in test ? 'choice' : 'text'
}

function DayFields({ test, isOptional, onChange }: { readonly test: DayTest | { readonly is: 'empty' | 'filled' }; readonly isOptional: boolean; readonly onChange: (test: object) => void }) {
  const { t } = useTranslation('filters')
  const tests = isOptional ? dayTests : dayTests.filter((is) => is !== 'empty' && is !== 'filled')
  return (
    <>
      <Choice
        label={t('how')}
        value={test.is}
        options={tests.map((is) => ({ value: is as string, label: t(`tests.${is}`) }))}
        onChange={(is) => {
          if (is === 'empty' || is === 'filled') onChange({ is })
          else if (is === 'during' || is === 'notDuring') onChange({ is, period: 'period' in test ? test.period : { kind: 'thisYear' } })
          else onChange({ is, days: 'days' in test ? test.days : 30 })
        }}
      />
      {'period' in test && <PeriodFields period={test.period} onChange={(period) => onChange({ ...test, period })} />}
      {'days' in test && <DayCount isBare label={t('days')} days={test.days} onChange={(days) => onChange({ ...test, days: days ?? 0 })} />}
    </>
  )
}

type ChoiceProps<V extends string> = { readonly label: string; readonly value: V; readonly options: readonly { readonly value: V; readonly label: string }[]; readonly onChange: (value: V) => void }

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  return <Select aria-label={label} className={css.how} allowDeselect={false} data={options as readonly Option[] as Option[]} value={value} onChange={(next) => next !== null && onChange(next as V)} />
}

function HasChoice({ has, onChange }: { readonly has: boolean; readonly onChange: (has: boolean) => void }) {
  const { t } = useTranslation('filters')
  return <Choice label={t('how')} value={has ? 'yes' : 'no'} options={[{ value: 'yes', label: t('has.yes') }, { value: 'no', label: t('has.no') }]} onChange={(value) => onChange(value === 'yes')} />
}

function YesNo({ value, onChange }: { readonly value: 'yes' | 'no'; readonly onChange: (value: 'yes' | 'no') => void }) {
  const { t } = useTranslation('filters')
  return <Choice label={t('value')} value={value} options={[{ value: 'yes', label: t('tests.yes') }, { value: 'no', label: t('tests.no') }]} onChange={onChange} />
}

function Several<V extends string>({ values, options, onChange }: { readonly values: readonly V[]; readonly options: readonly { readonly value: V; readonly label: string }[]; readonly onChange: (values: V[]) => void }) {
  const { t } = useTranslation('filters')
  return <MultiSelect aria-label={t('value')} className={css.wide} data={options as readonly Option[] as Option[]} value={[...values]} onChange={(next) => onChange(next as V[])} />
}

function DayCount({ label, days, isBare, most, onChange }: { readonly label: string; readonly days: number | null; readonly isBare?: boolean; readonly most?: number; readonly onChange: (days: number | null) => void }) {
  return (
    <NumberInput
      className={css.number}
      {...(isBare ? { 'aria-label': label } : { label })}
      min={0}
      max={most ?? 3650}
      allowDecimal={false}
      hideControls
      value={days ?? ''}
      onChange={(value) => onChange(typeof value === 'number' ? value : null)}
    />
  )
}

function Amount({ label, currency, minor, onChange }: { readonly label: string; readonly currency: string; readonly minor: number | null; readonly onChange: (minor: number | null) => void }) {
  return <DecimalInput label={label} digits={currencyExponent(currency)} value={minor} onChange={onChange} />
}

function Range({ from, to, digits, unit, onChange }: { readonly from: number | null; readonly to: number | null; readonly digits: number; readonly unit?: string; readonly onChange: (ends: { from: number | null; to: number | null }) => void }) {
  const { t } = useTranslation('filters')
  const of = (label: string) => (unit ? `${label}, ${unit}` : label)
  return (
    <>
      <DecimalInput label={of(t('from'))} digits={digits} value={from} onChange={(next) => onChange({ from: next, to })} />
      <DecimalInput label={of(t('to'))} digits={digits} value={to} onChange={(next) => onChange({ from, to: next })} />
    </>
  )
}

/** A number as people write it, kept in whole units of 10^-digits. */
function DecimalInput({ label, digits, value, onChange }: { readonly label: string; readonly digits: number; readonly value: number | null; readonly onChange: (value: number | null) => void }) {
  const [typed, setTyped] = useState(value === null ? '' : writeDecimal(value, digits, 0, language()))
  const read = typed.trim() === '' ? null : readDecimal(typed, digits, language())
  return (
    <TextInput
      className={css.number}
      label={label}
      inputMode="decimal"
      maxLength={20}
      error={read === undefined}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(event.currentTarget.value.trim() === '' ? null : (readDecimal(event.currentTarget.value, digits, language()) ?? null))
      }}
    />
  )
}

const custom = 'custom'

function PeriodFields({ period, onChange }: { readonly period: FilterPeriod; readonly onChange: (period: FilterPeriod) => void }) {
  const { t } = useTranslation('filters')
  return (
    <>
      <Select
        aria-label={t('period.label')}
        className={css.how}
        allowDeselect={false}
        data={[...periodKinds.map((kind) => ({ value: kind as string, label: t(`period.${kind}`) })), { value: custom, label: t('period.custom') }]}
        value={'kind' in period ? period.kind : custom}
        onChange={(value) => value !== null && onChange(value === custom ? { from: null, to: null } : { kind: value as (typeof periodKinds)[number] })}
      />
      {'from' in period && (
        <>
          <DateInput className={css.day} aria-label={t('from')} placeholder={t('from')} clearable valueFormat="DD.MM.YYYY" value={period.from} onChange={(from) => onChange({ ...period, from })} />
          <DateInput className={css.day} aria-label={t('to')} placeholder={t('to')} clearable valueFormat="DD.MM.YYYY" value={period.to} onChange={(to) => onChange({ ...period, to })} />
        </>
      )}
    </>
  )
}

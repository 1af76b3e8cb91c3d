import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clientKinds, clientStatuses, decisionRoles } from '#shared/contract/clients.ts'
import { type FilterCondition, type FilterGroup, type FilterPeriod, isGroup, moneyFields } from '#shared/contract/filters.ts'
import { countryCodes } from '#shared/countries.ts'
import { useRead } from '../../../app/data.ts'
import { useDictionaries } from '../../../app/dictionaries.ts'
import { useFormat } from '../../../app/format.ts'
import { usePropertyWords, writeNumber } from '../../properties/propertyWords.ts'

export type Option = { readonly value: string; readonly label: string }

/** What conditions are called: the values to choose from and a whole condition as one says it. */
export function useFilterWords() {
  const { t, i18n } = useTranslation(['filters', 'clients', 'card'])
  const format = useFormat()
  const words = useDictionaries()
  const own = usePropertyWords()
  const currency = useRead('app.status', {}).data?.baseCurrency ?? 'PLN'
  const segments = useRead('segments.list', {}).data
  const lists = useRead('calls.lists', { state: 'open' }).data
  const runs = useRead('imports.list', {}).data
  return useMemo(() => {
    const countries = new Intl.DisplayNames(i18n.language, { type: 'region' })
    const stages: Option[] = words.stages.filter((stage) => stage.outcome === 'open').map((stage) => ({ value: stage.id, label: words.nameOf('stage', stage) }))
    const outcomes: Option[] = words.dispositions.map((row) => ({ value: row.id, label: words.nameOf('disposition', row) }))
    const choices = (field: string): readonly Option[] => {
      switch (field) {
        case 'status':
          return clientStatuses.map((value) => ({ value, label: t(`clients:status.${value}`) }))
        case 'kind':
          return clientKinds.map((value) => ({ value, label: t(`clients:kind.${value}`) }))
        case 'country':
          return countryCodes.map((value) => ({ value, label: countries.of(value) ?? value })).sort((a, b) => a.label.localeCompare(b.label, i18n.language))
        case 'decisionRole':
          return decisionRoles.map((value) => ({ value, label: t(`card:decision.${value}`) }))
        case 'owner':
          return words.users.map((user) => ({ value: user.id, label: user.name }))
        case 'source':
          return words.sourceOptions()
        case 'category':
          return own.categories.map((category) => ({ value: category.id, label: category.name }))
        case 'segment':
          return (segments ?? []).map((segment) => ({ value: segment.id, label: segment.name }))
        case 'callList':
          return (lists ?? []).map((list) => ({ value: list.id, label: list.name }))
        case 'importRun':
          return (runs ?? []).map((run) => ({ value: run.id, label: `${run.fileName}, ${format.dayTime(run.startedAt)}` }))
        default:
          return []
      }
    }
    const named = (options: readonly Option[], ids: readonly string[]) => ids.map((id) => options.find((option) => option.value === id)?.label ?? t('gone')).join(', ')
    const period = (asked: FilterPeriod): string => {
      if ('kind' in asked) return t(`period.${asked.kind}`)
      const { from, to } = asked
      if (from === null) return to === null ? '…' : t('until', { day: format.day(to) })
      return to === null ? t('since', { day: format.day(from) }) : `${format.day(from)} – ${format.day(to)}`
    }
    const range = (from: number | null, to: number | null, write: (value: number) => string): string => {
      if (from === null) return to === null ? '…' : t('atMost', { value: write(to) })
      return to === null ? t('atLeast', { value: write(from) }) : `${write(from)} – ${write(to)}`
    }
    const money = (minor: number) => format.money(minor, currency)
    const fieldName = (condition: FilterCondition) =>
      condition.field === 'property' ? (own.byId.get(condition.propertyId)?.name ?? t('gone')) : t(`fields.${condition.field}`)

    function testSaid(condition: Extract<FilterCondition, { readonly test: object }>): string {
      const { test } = condition
      if ('text' in test) return `${t(`tests.${test.is}`)} „${test.text}”`
      if ('values' in test) {
        const property = condition.field === 'property' ? own.byId.get(condition.propertyId) : undefined
        const options = property ? property.choices.map((choice) => ({ value: choice.id, label: choice.name })) : choices(condition.field)
        const said = named(options, test.values)
        return test.is === 'anyOf' ? said : `${t(`tests.${test.is}`)} ${said}`
      }
      if ('period' in test) return `${test.is === 'notDuring' ? `${t('not')} ` : ''}${period(test.period)}`
      if ('days' in test) return t(`said.${test.is}`, { days: test.days })
      if (test.is === 'between') return range(test.from, test.to, moneyFields.includes(condition.field) ? money : condition.field === 'property' ? writeNumber : String)
      return t(`tests.${test.is}`)
    }

    /** A condition in a line, for a chip. */
    function say(condition: FilterCondition): string {
      const name = fieldName(condition)
      switch (condition.field) {
        case 'consent':
          return `${name}, ${t(`channel.${condition.channel}`)}: ${t(`consentState.${condition.state}`)}`
        case 'nextStep':
          return `${name}: ${t(`next.${condition.state}`)}`
        case 'openDeal': {
          const parts = [
            condition.stageIds.length > 0 ? named(stages, condition.stageIds) : '',
            condition.olderThanDays === null ? '' : t('said.older', { days: condition.olderThanDays }),
            condition.fromMinor === null ? '' : t('atLeast', { value: money(condition.fromMinor) })
          ].filter((part) => part !== '')
          return `${name}: ${parts.length > 0 && condition.has ? parts.join(', ') : [t(condition.has ? 'has.yes' : 'has.no'), ...parts].join(', ')}`
        }
        case 'closedDeal':
          return `${name}: ${condition.has ? '' : `${t('has.no')} `}${t(`outcome.${condition.outcome}`)}, ${period(condition.period)}`
        case 'overdueInvoice':
          return `${name}: ${t(condition.has ? 'has.yes' : 'has.no')}${condition.olderThanDays === null ? '' : ` (${t('said.older', { days: condition.olderThanDays })})`}`
        case 'bought':
          return condition.is === 'notSince' ? t('said.notSince', { period: period(condition.period) }) : `${name}: ${t(`boughtIs.${condition.is}`)} ${period(condition.period)}`
        case 'revenue':
          return `${name} (${period(condition.period)}): ${range(condition.fromMinor, condition.toMinor, money)}`
        case 'event': {
          const kind = t(`event.${condition.kind}`)
          const what = condition.dispositionIds.length > 0 ? `${kind} (${named(outcomes, condition.dispositionIds)})` : kind
          return [`${condition.has ? '' : `${t('has.no')} `}${what}`, words.userName(condition.byId), period(condition.period)].filter((part) => part !== '').join(', ')
        }
        case 'loyalty':
          return `${name}: ${t(`loyalty.${condition.state}`)}`
        case 'birthday':
          return `${name}: ${t('said.ahead', { days: condition.days })}`
        case 'abcClass':
        case 'xyzClass':
          return `${name}: ${condition.values.map((value) => (value === 'none' ? t('rfm.none') : value)).join(', ')}`
        case 'rfmSegment':
          return `${name}: ${condition.values.map((value) => t(`rfm.${value}`)).join(', ')}`
        case 'clientGroup':
          return `${t(`group.${condition.group}`)}: ${t(`tests.${condition.is}`)}`
        case 'purchaseCount':
        case 'leadScore':
          return `${name}: ${range(condition.from, condition.to, String)}`
        case 'lastContact':
          if (condition.test.is === 'olderThan') return t('said.quiet', { days: condition.test.days })
          return `${name}: ${testSaid(condition)}`
        default:
          return `${name}: ${testSaid(condition)}`
      }
    }
    /** All of them in one line, for what is printed. */
    function sayAll({ match, rules }: FilterGroup): string {
      const said = rules.map((rule) => (isGroup(rule) ? `(${sayAll(rule)})` : say(rule))).join(` ${t(match === 'all' ? 'and' : 'or')} `)
      return match === 'none' ? `${t('match.none')}: ${said}` : said
    }
    return { choices, stages, outcomes, period, say, sayAll, fieldName, currency, properties: own }
  }, [t, i18n.language, words, own, segments, lists, runs, format, currency])
}

export type FilterWords = ReturnType<typeof useFilterWords>

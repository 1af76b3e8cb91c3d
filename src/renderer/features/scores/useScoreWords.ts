import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type FilterGroup, isGroup } from '#shared/contract/filters.ts'
import type { FactorValue } from '#shared/contract/scores.ts'
import { bandEnds } from '#shared/score.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFilterWords } from '../clients/filters/useFilterWords.ts'
import { usePropertyWords, writeNumber } from '../properties/propertyWords.ts'

/** Conditions of rules and values of history as one says them. */
export function useScoreWords() {
  const { t, i18n } = useTranslation(['scores', 'filters'])
  const words = useDictionaries()
  const filters = useFilterWords()
  const properties = usePropertyWords()
  return useMemo(() => {
    const countries = new Intl.DisplayNames(i18n.language, { type: 'region' })
    function sayGroup(group: FilterGroup): string {
      const parts = group.rules.map((rule) => (isGroup(rule) ? `(${sayGroup(rule)})` : filters.say(rule)))
      const said = parts.join(group.match === 'all' ? `, ${t('filters:and')} ` : `, ${t('filters:or')} `)
      return group.match === 'none' ? `${t('filters:not')}: ${said}` : said
    }
    function sayFactor({ factor, propertyId }: Pick<FactorValue, 'factor' | 'propertyId'>): string {
      return factor === 'property' && propertyId !== null ? (properties.byId.get(propertyId)?.name ?? t('factor.property')) : t(`factor.${factor}`)
    }
    function sayValue({ factor, propertyId, value }: Pick<FactorValue, 'factor' | 'propertyId' | 'value'>): string {
      switch (factor) {
        case 'source':
          return words.sourceName(value) || value
        case 'kind':
          return value === 'person' ? t('kind.person') : t('kind.company')
        case 'country':
          return countries.of(value) ?? value
        case 'recency':
          return value === 'never' ? t('never') : t('days', { band: value })
        case 'property': {
          const property = propertyId === null ? undefined : properties.byId.get(propertyId)
          if (property?.kind === 'yesNo') return value === 'yes' ? t('yes') : t('no')
          if (property?.kind === 'number') return sayBand(value)
          return property?.choices.find((choice) => choice.id === value)?.name ?? value
        }
        default:
          return value
      }
    }
    function sayBand(band: string): string {
      const ends = bandEnds(band)
      const from = ends.from === null ? '' : writeNumber(ends.from)
      const to = ends.to === null ? '' : writeNumber(ends.to)
      if (from === '') return t('below', { to })
      return to === '' ? t('from', { from }) : t('between', { from, to })
    }
    return { sayGroup, sayFactor, sayValue }
  }, [t, i18n.language, words, filters, properties])
}

/** Points with their sign, as they are added. */
export function signed(points: number): string {
  return points > 0 ? `+${points}` : points < 0 ? `\u2212${-points}` : '0'
}

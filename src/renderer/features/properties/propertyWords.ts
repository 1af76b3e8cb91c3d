import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Category, Property, PropertyValue } from '#shared/contract/properties.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { language } from '../../app/i18n.ts'
import { readDecimal, writeDecimal } from '../invoices/decimals.ts'

const noProperties: readonly Property[] = []
const noCategories: readonly Category[] = []
/** Numbers of properties are kept x 10^6. */
const digits = 6

export type PropertyWords = {
  readonly isReady: boolean
  readonly all: readonly Property[]
  readonly categories: readonly Category[]
  readonly byId: ReadonlyMap<string, Property>
  readonly categoryById: ReadonlyMap<string, Category>
  /** A value as it is read; an empty text where nobody knows. */
  readonly say: (property: Property, value: PropertyValue) => string
}

/** The firm's properties and categories, with how their values are written. */
export function usePropertyWords(): PropertyWords {
  const { t } = useTranslation('properties')
  const format = useFormat()
  const properties = useRead('properties.list', {}).data
  const categories = useRead('categories.list', {}).data
  return useMemo(() => {
    const all = properties ?? noProperties
    const labels = categories ?? noCategories
    const say = (property: Property, value: PropertyValue): string => {
      const choice = (id: string) => property.choices.find((one) => one.id === id)?.name ?? ''
      if (value === null) return ''
      if (typeof value === 'boolean') return value ? t('yes') : t('no')
      if (typeof value === 'number') return writeNumber(value)
      if (typeof value !== 'string') return value.map(choice).join(', ')
      if (property.kind === 'choice') return choice(value)
      return property.kind === 'date' ? format.day(value) : value
    }
    return {
      isReady: properties !== undefined && categories !== undefined,
      all,
      categories: labels,
      byId: new Map(all.map((property) => [property.id, property])),
      categoryById: new Map(labels.map((category) => [category.id, category])),
      say
    }
  }, [properties, categories, t, format])
}

/** A number x 10^6 as people write it. */
export function writeNumber(micro: number): string {
  return writeDecimal(micro, digits, 0, language())
}

/** What was typed, x 10^6; undefined when it is no number. */
export function readNumber(text: string): number | undefined {
  return readDecimal(text, digits, language())
}

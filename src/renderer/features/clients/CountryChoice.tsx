import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countryCodes } from '#shared/countries.ts'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'

/** Countries that come first in the list: where the firms of our users sell. */
const usual: readonly string[] = ['PL', 'UA', 'DE', 'CZ', 'SK', 'LT', 'LV', 'EE', 'RO', 'HU', 'BG', 'MD', 'GE', 'KZ', 'RU', 'GB', 'FR', 'IT', 'ES', 'NL', 'BE', 'AT', 'SE', 'NO', 'DK', 'FI', 'US']

type CountryProps = { readonly value: string; readonly onChange: (country: string) => void }
type CountrySelectProps = CountryProps & { readonly label?: string; readonly description?: string }

/** A country chosen where it stands (ISO 3166 alpha-2). */
export function CountryChoice({ value, onChange }: CountryProps) {
  const { t } = useTranslation('clients')
  const options = useCountries(value)
  return <ChoiceMenu label={t('field.country')} value={value} placeholder={value} options={options} onChange={(country) => country !== null && onChange(country)} />
}

/** The same choice as a field of a form, found by typing. */
export function CountrySelect({ value, onChange, label, description }: CountrySelectProps) {
  const { t } = useTranslation('clients')
  const options = useCountries(value)
  return <Select label={label ?? t('field.country')} description={description} searchable allowDeselect={false} data={options} value={value} onChange={(country) => country !== null && onChange(country)} />
}

/** Every country by its name, the usual ones first. */
function useCountries(chosen: string): { value: string; label: string }[] {
  const { language } = useTranslation().i18n
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' })
    const named = (codes: readonly string[]) => codes.map((code) => ({ value: code, label: names.of(code) ?? code }))
    const others = named(countryCodes.filter((code) => !usual.includes(code))).sort((a, b) => a.label.localeCompare(b.label, language))
    const isKnown = usual.includes(chosen) || countryCodes.includes(chosen)
    return [...(isKnown ? [] : named([chosen])), ...named(usual), ...others]
  }, [language, chosen])
}

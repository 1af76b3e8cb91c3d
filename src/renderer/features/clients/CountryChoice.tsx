import { useTranslation } from 'react-i18next'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'

/** Countries that come first in the list: where the firms of our users sell. */
const countries = ['PL', 'UA', 'DE', 'CZ', 'SK', 'LT', 'LV', 'EE', 'RO', 'HU', 'BG', 'MD', 'GE', 'KZ', 'RU', 'GB', 'FR', 'IT', 'ES', 'NL', 'BE', 'AT', 'SE', 'NO', 'DK', 'FI', 'US'] as const

/** A country chosen where it stands (ISO 3166 alpha-2). */
export function CountryChoice({ value, onChange }: { readonly value: string; readonly onChange: (country: string) => void }) {
  const { t, i18n } = useTranslation('clients')
  const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
  const codes: readonly string[] = countries.some((code) => code === value) ? countries : [value, ...countries]
  return (
    <ChoiceMenu
      label={t('field.country')}
      value={value}
      placeholder={value}
      options={codes.map((code) => ({ value: code, label: names.of(code) ?? code }))}
      onChange={(country) => country !== null && onChange(country)}
    />
  )
}

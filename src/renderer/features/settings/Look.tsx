import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { colorSchemes, type ColorScheme } from '#shared/contract/app.ts'
import { useRead } from '../../app/data.ts'
import { chooseLanguage, useChooseColors } from '../../app/habits.ts'
import { language, languageNames, languages, type Language } from '../../app/i18n.ts'
import { Card } from '../../ui/Page.tsx'
import css from './settings.module.css'

/** Language and colours of this desk; both change at once. */
export function Look() {
  const { t } = useTranslation('settings')
  const status = useRead('app.status', {}).data
  const chooseColors = useChooseColors()
  return (
    <div className={css.narrow}>
      <Card>
        <div className={css.choice}>
          <strong>{t('look.language')}</strong>
          <SegmentedControl
            fullWidth
            aria-label={t('look.language')}
            value={language()}
            onChange={(next) => chooseLanguage(next as Language)}
            data={languages.map((one) => ({ value: one, label: <span lang={one}>{languageNames[one]}</span> }))}
          />
          <p>{t('look.languageText')}</p>
        </div>
        <div className={css.choice}>
          <strong>{t('look.colors')}</strong>
          <SegmentedControl
            fullWidth
            aria-label={t('look.colors')}
            value={status?.colorScheme ?? 'auto'}
            onChange={(next) => chooseColors(next as ColorScheme)}
            data={colorSchemes.map((one) => ({ value: one, label: t(`look.${one}`) }))}
          />
          <p>{t('look.colorsText')}</p>
        </div>
      </Card>
    </div>
  )
}

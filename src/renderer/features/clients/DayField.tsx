import { parseDay } from '#shared/day.ts'
import { AppError } from '#shared/result.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../app/format.ts'
import { EditField } from './EditField.tsx'

type DayFieldProps = {
  readonly label: string
  readonly value: string | null
  readonly placeholder: string
  readonly save: (day: string | null) => Promise<unknown>
}

/** A day edited where it stands, typed as people write days; empty takes it away. */
export function DayField({ label, value, placeholder, save }: DayFieldProps) {
  const { t } = useTranslation('card')
  const format = useFormat()
  const wrong = { tone: 'wrong', text: t('day.wrong') } as const
  const read = (text: string) => parseDay(text, 'dmy')
  return (
    <EditField
      label={label}
      value={value === null ? '' : format.day(value)}
      placeholder={placeholder}
      check={(text) => (read(text) === undefined ? wrong : null)}
      save={(text) => {
        const day = text === '' ? null : read(text)
        return day === undefined ? Promise.reject(new AppError({ code: 'validation', reason: 'input', fields: { day: 'invalid_format' } })) : save(day)
      }}
    />
  )
}

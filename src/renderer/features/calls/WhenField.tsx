import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { IconCalendar, IconClockExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallingHours } from '#shared/contract/calls.ts'
import { isWorkday } from '#shared/day.ts'
import { holidaysOf } from '#shared/holidays.ts'
import { minuteOfDay, parseWhen, type When } from '#shared/when.ts'
import { useRead } from '../../app/data.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import css from './calls.module.css'
import { clockText } from './clock.ts'
import { useNowEvery } from '../../app/useNow.ts'

export type WhenInput = {
  readonly text: string
  readonly setText: (text: string) => void
  /** What the words mean now; null while nothing is written. */
  readonly value: When | null
  readonly isChecked: boolean
  /** From now on what is missing or wrong is shown. */
  readonly check: () => void
}

/** A time as people say it, and what it means. */
export function useWhen(first: string, dayStartMinute: number): WhenInput {
  const { timeZone } = useFirm()
  const nowMs = useNowEvery(5_000)
  const [text, setText] = useState(first)
  const [isChecked, setIsChecked] = useState(false)
  const value = text.trim() === '' ? null : parseWhen(text, { nowMs, timeZone, dayStartMinute })
  return { text, setText, value, isChecked, check: () => setIsChecked(true) }
}

type WhenFieldProps = {
  readonly label: string
  readonly when: WhenInput
  readonly hours: CallingHours
  readonly isFirst?: boolean
  /** With the usual answers beside it. */
  readonly isWide?: boolean
  readonly placeholder?: string
}

/** "wt 14", "jutro 10:30": read while typing, shown as a date beside it, with a calendar for those who prefer one. */
export function WhenField({ label, when, hours, isFirst, isWide, placeholder }: WhenFieldProps) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const { timeZone } = useFirm()
  const status = useRead('app.status', {})
  const [isOpen, setIsOpen] = useState(false)
  const { value } = when
  const isMissing = isWide === true && value === null
  const isWrong = (value !== null && !value.ok) || isMissing
  const problem = when.isChecked && isWrong ? (value !== null && !value.ok && value.reason === 'past' ? t('row.past') : t('row.unclear')) : undefined
  const isOutside = value?.ok === true && isOutsideHours(value, hours, timeZone, status.data?.country ?? 'PL')

  function pick(day: string | null) {
    setIsOpen(false)
    if (day !== null) when.setText(`${format.day(day)} ${clockText(hours.fromMinute)}`)
  }

  return (
    <>
      <TextInput
        w={isWide ? 300 : 170}
        label={label}
        data-first={isFirst || undefined}
        placeholder={placeholder ?? t('row.callbackPlaceholder')}
        maxLength={60}
        autoComplete="off"
        value={when.text}
        error={problem}
        onChange={(event) => when.setText(event.currentTarget.value)}
        rightSection={
          <Popover opened={isOpen} onChange={setIsOpen} position="top-end" trapFocus returnFocus shadow="md">
            <Popover.Target>
              <ActionIcon size="sm" tabIndex={-1} aria-label={t('row.calendar')} title={t('row.calendar')} onClick={() => setIsOpen((open) => !open)}>
                <IconCalendar size={15} stroke={1.6} />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown>
              <DatePicker size="xs" minDate={format.today} value={value?.ok ? value.on : null} onChange={pick} />
            </Popover.Dropdown>
          </Popover>
        }
      />
      <div className={css.meaning} aria-live="polite">
        {value?.ok && <Badge kind="info">{value.isTimed || isWide ? format.dayTime(value.atMs) : format.relativeDay(value.on)}</Badge>}
        {isOutside && <Badge kind="warn" icon={IconClockExclamation}>{t('row.outside')}</Badge>}
        {isWide && value === null && (
          <>
            {(['inHour', 'tomorrow', 'inWeek'] as const).map((one) => (
              <Button key={one} size="compact-sm" variant="subtle" tabIndex={-1} onClick={() => when.setText(t(`row.${one}`))}>
                {t(`row.${one}`)}
              </Button>
            ))}
          </>
        )}
      </div>
    </>
  )
}

function isOutsideHours(when: Extract<When, { ok: true }>, hours: CallingHours, timeZone: string, country: string): boolean {
  if (!isWorkday(when.on, holidaysOf(country, Number(when.on.slice(0, 4))))) return true
  const minute = minuteOfDay(when.atMs, timeZone)
  return when.isTimed && (minute < hours.fromMinute || minute >= hours.toMinute)
}

import { Button, Menu, Popover, Select } from '@mantine/core'
import { DateInput, DatePickerInput } from '@mantine/dates'
import { IconAdjustmentsHorizontal, IconDownload, IconPhoto, IconTable } from '@tabler/icons-react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { comparisons, firstChoices, periodChoices, periodsOf, yesterday, type Choices } from './question.ts'
import css from './funnel.module.css'

type FunnelControlsProps = {
  readonly choices: Choices
  readonly onChange: (change: Partial<Choices>) => void
  readonly pipelineId: string
  readonly periodField: RefObject<HTMLInputElement | null>
  readonly compareField: RefObject<HTMLInputElement | null>
  readonly clientsButton: ReactNode
  readonly onExport: (kind: 'png' | 'xlsx') => void
}

/** What the funnel shows: tab, days, process, comparison, columns; the rest under "Settings". */
export function FunnelControls({ choices, onChange, pipelineId, periodField, compareField, clientsButton, onExport }: FunnelControlsProps) {
  const { t } = useTranslation('funnel')
  const words = useDictionaries()
  const format = useFormat()
  const isClosed = choices.tab === 'closed'
  const days = periodsOf(choices, format.today).period
  const changedSettings = (['basis', 'reading', 'ownerId', 'sourceId'] as const).filter((key) => choices[key] !== firstChoices[key]).length

  return (
    <PageHeader
      tabs={
        <Tabs
          label={t('tab.label')}
          value={choices.tab}
          onChange={(tab) => onChange({ tab: tab as Choices['tab'] })}
          items={[{ value: 'open', label: t('tab.open') }, { value: 'closed', label: t('tab.closed') }]}
        />
      }
      main={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={15} stroke={1.7} />}>{t('export.label')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPhoto size={15} stroke={1.6} />} onClick={() => onExport('png')}>{t('export.png')}</Menu.Item>
            <Menu.Item leftSection={<IconTable size={15} stroke={1.6} />} onClick={() => onExport('xlsx')}>{t('export.xlsx')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <div className={css.controls}>
        {isClosed ? (
          <>
            <Select
              ref={periodField}
              w={190}
              aria-label={t('period.label')}
              data={periodChoices.map((value) => ({ value, label: t(`period.${value}`) }))}
              value={choices.period}
              onChange={(value) => onChange(value === 'custom' ? { period: 'custom', ...days } : { period: (value ?? 'thisQuarter') as Choices['period'] })}
            />
            {choices.period === 'custom' && (
              <DatePickerInput
                type="range"
                className={css.custom}
                aria-label={t('period.days')}
                valueFormat="DD.MM.YYYY"
                allowSingleDateInRange
                value={[choices.from, choices.to]}
                onChange={([from, to]) => onChange({ from, to })}
              />
            )}
          </>
        ) : (
          <>
            <Select
              ref={periodField}
              w={150}
              aria-label={t('asOf.label')}
              data={[{ value: 'now', label: t('asOf.now') }, { value: 'day', label: t('asOf.day') }]}
              value={choices.asOf === null ? 'now' : 'day'}
              onChange={(value) => onChange({ asOf: value === 'now' ? null : yesterday(format.today) })}
            />
            {choices.asOf !== null && (
              <DateInput
                w={130}
                aria-label={t('asOf.pick')}
                valueFormat="DD.MM.YYYY"
                maxDate={yesterday(format.today)}
                value={choices.asOf}
                onChange={(asOf) => asOf !== null && onChange({ asOf })}
              />
            )}
          </>
        )}
        {words.pipelines.length > 1 && (
          <Select
            w={165}
            aria-label={t('title')}
            data={words.pipelines.map((one) => ({ value: one.id, label: words.pipelineName(one.id) }))}
            value={pipelineId}
            onChange={(value) => onChange({ pipelineId: value })}
          />
        )}
        {isClosed && (
          <Select
            ref={compareField}
            w={215}
            aria-label={t('compare.label')}
            data={comparisons.map((value) => ({ value, label: t(`compare.${value}`) }))}
            value={choices.compare}
            onChange={(value) => onChange({ compare: (value ?? 'none') as Choices['compare'] })}
          />
        )}
        <Select
          w={182}
          aria-label={t('columns.label')}
          data={(['none', 'owner', 'source'] as const).map((value) => ({ value, label: t(`columns.${value}`) }))}
          value={choices.columns}
          onChange={(value) => onChange({ columns: (value ?? 'none') as Choices['columns'] })}
        />
        {clientsButton}
        <Popover position="bottom-end" trapFocus shadow="md">
          <Popover.Target>
            <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={15} stroke={1.7} />}>
              {t('settings.label')}{changedSettings > 0 && ` (${changedSettings})`}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <div className={css.settings}>
              {isClosed && (
                <>
                  <Select
                    label={t('settings.basis')}
                    comboboxProps={{ withinPortal: false }}
                    data={(['close', 'cohort'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
                    value={choices.basis}
                    onChange={(value) => onChange({ basis: value as Choices['basis'] })}
                  />
                  <Select
                    label={t('settings.reading')}
                    comboboxProps={{ withinPortal: false }}
                    data={(['passed', 'visited'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
                    value={choices.reading}
                    onChange={(value) => onChange({ reading: value as Choices['reading'] })}
                  />
                </>
              )}
              <Select
                label={t('settings.owner')}
                comboboxProps={{ withinPortal: false }}
                data={[{ value: '', label: t('settings.everyone') }, ...words.users.map((user) => ({ value: user.id, label: user.name }))]}
                value={choices.ownerId ?? ''}
                onChange={(value) => onChange({ ownerId: value === '' ? null : value })}
              />
              <Select
                label={t('settings.source')}
                comboboxProps={{ withinPortal: false }}
                data={[{ value: '', label: t('settings.all') }, ...words.sourceOptions()]}
                value={choices.sourceId ?? ''}
                onChange={(value) => onChange({ sourceId: value === '' ? null : value })}
              />
            </div>
          </Popover.Dropdown>
        </Popover>
      </div>
    </PageHeader>
  )
}

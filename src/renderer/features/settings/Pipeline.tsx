import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StageRow } from '#shared/contract/app.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import type { Column } from '../../ui/columns.ts'
import css from './settings.module.css'

/** The stages of each pipeline, what a deal is worth in them and how long it may stay. */
export function Pipeline() {
  const { t } = useTranslation('settings')
  const { percent } = useFormat()
  const { pipelines, stages, nameOf } = useDictionaries()
  const [changing, setChanging] = useState<StageRow | null>(null)

  const columns: Column<StageRow>[] = [
    { id: 'position', header: t('pipeline.position'), width: 48, align: 'right', render: (stage) => (stage.outcome === 'open' ? stage.position : '') },
    { id: 'stage', header: t('pipeline.stage'), width: 250, grow: 1, isLink: true, render: (stage) => nameOf('stage', stage) },
    {
      id: 'outcome',
      header: '',
      width: 100,
      render: (stage) => (stage.outcome === 'open' || stage.name === null ? null : <Badge kind={stage.outcome === 'won' ? 'ok' : 'lost'}>{t(`pipeline.${stage.outcome}`)}</Badge>)
    },
    { id: 'probability', header: t('pipeline.probability'), width: 120, align: 'right', render: (stage) => percent(stage.probabilityBp / 10_000) },
    {
      id: 'limit',
      header: t('pipeline.limit'),
      width: 120,
      align: 'right',
      render: (stage) => {
        if (stage.outcome !== 'open') return ''
        return stage.ageLimitDays === null ? t('pipeline.noLimit') : t('pipeline.days', { count: stage.ageLimitDays })
      }
    }
  ]

  return (
    <div className={css.narrow}>
      <p className={css.intro} style={{ marginBottom: 10 }}>{t('pipeline.intro')}</p>
      {pipelines.map((pipeline) => (
        <section key={pipeline.id}>
          <h2 className={css.heading}>{nameOf('pipeline', pipeline)}</h2>
          <DataTable
            label={nameOf('pipeline', pipeline)}
            columns={columns}
            source={arraySource(stages.filter((stage) => stage.pipelineId === pipeline.id))}
            height="auto"
            onOpen={setChanging}
          />
        </section>
      ))}
      {changing && <StagePanel stage={changing} onClose={() => setChanging(null)} />}
    </div>
  )
}

function StagePanel({ stage, onClose }: { readonly stage: StageRow; readonly onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { nameOf } = useDictionaries()
  const { number } = useFormat()
  const isOpen = stage.outcome === 'open'
  const form = useForm({
    initialValues: {
      name: stage.name ?? '',
      probability: number(stage.probabilityBp / 100),
      limit: stage.ageLimitDays === null ? '' : String(stage.ageLimitDays)
    },
    validate: {
      probability: (text) => (readPercent(text) === null ? t('pipeline.probabilityWrong') : null),
      limit: (text) => (readDays(text) === undefined ? t('pipeline.limitWrong') : null)
    }
  })
  const change = useCommand('settings.changeStage')
  const submit = form.onSubmit(
    ({ name, probability, limit }) =>
      change.mutate(
        { id: stage.id, name, probabilityBp: readPercent(probability) ?? 0, ageLimitDays: readDays(limit) ?? null },
        {
          onSuccess: ({ changeId }) => {
            onClose()
            notifyDone(t('pipeline.changed'), changeId)
          }
        }
      ),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  )
  const usual = nameOf('stage', { ...stage, name: null })
  return (
    <Panel
      opened
      title={`${t('pipeline.change')}: ${nameOf('stage', stage)}`}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('save')} isBusy={change.isPending} />}
    >
      <TextInput
        data-autofocus
        label={t('pipeline.name')}
        placeholder={usual}
        description={usual === '' ? undefined : t('pipeline.nameHint', { name: usual })}
        maxLength={100}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      {isOpen && (
        <>
          <TextInput label={t('pipeline.probabilityLabel')} inputMode="decimal" autoComplete="off" maxLength={6} {...form.getInputProps('probability')} />
          <TextInput label={t('pipeline.limitLabel')} description={t('pipeline.limitHint')} inputMode="numeric" autoComplete="off" maxLength={4} {...form.getInputProps('limit')} />
        </>
      )}
    </Panel>
  )
}

/** '40', '12,5 %' in basis points; null when it is no share. */
function readPercent(text: string): number | null {
  const match = /^(\d{1,3}(?:[.,]\d{1,2})?)\s*%?$/.exec(text.trim())
  const bp = match ? Math.round(Number(match[1]?.replace(',', '.')) * 100) : -1
  return bp >= 0 && bp <= 10_000 ? bp : null
}

/** Whole days; null for none, undefined when it is no number of days. */
function readDays(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0
  return days >= 1 && days <= 3650 ? days : undefined
}

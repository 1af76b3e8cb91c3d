import { Button, Group, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useForm } from '@mantine/form'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { callPurposes, usualMaxAttempts, type CallListFields, type CallListRow, type CallPurpose } from '#shared/contract/calls.ts'
import { clientStatuses, type ClientFilter, type ClientStatus } from '#shared/contract/clients.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useDraft } from '../../app/drafts.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import css from './calls.module.css'
import { filledText } from './filled.ts'
import { scriptFields } from './script.ts'

type Values = {
  readonly name: string
  readonly purpose: CallPurpose
  readonly ownerId: string | null
  readonly script: string
  readonly startsOn: string
  readonly endsOn: string | null
  readonly maxAttempts: number | string
  readonly status: ClientStatus | ''
  readonly clientOwnerId: string
  readonly quietDays: number | string
}

/** A new call list from a filter with its count, or the fields of one that is there. */
export function ListPanel({ list, onClose }: { readonly list: CallListRow | null; readonly onClose: () => void }) {
  const { t } = useTranslation('calls')
  const format = useFormat()
  const words = useDictionaries()
  const status = useRead('app.status', {})
  const script = useRef<HTMLTextAreaElement>(null)
  const form = useForm<Values>({
    initialValues: {
      name: list?.name ?? '',
      purpose: list?.purpose ?? 'offer',
      ownerId: list ? list.ownerId : (status.data?.userId ?? null),
      script: list?.script ?? '',
      startsOn: list?.startsOn ?? format.today,
      endsOn: list?.endsOn ?? null,
      maxAttempts: list?.maxAttempts ?? usualMaxAttempts,
      status: '',
      clientOwnerId: '',
      quietDays: ''
    },
    validate: { name: (name) => (name.trim() === '' ? t('form.nameMissing') : null) }
  })
  const change = useCommand('calls.changeList', { form })
  const making = useJob('calls.createList', { form })
  const draft = useDraft(`calls.list.${list?.id ?? 'new'}`, form)
  const filter = filterOf(form.values)
  const count = useRead('clients.count', { filter }, { enabled: list === null })

  function insert(field: string) {
    const area = script.current
    const text = form.values.script
    const at = area?.selectionStart ?? text.length
    form.setFieldValue('script', `${text.slice(0, at)}{${field}}${text.slice(area?.selectionEnd ?? at)}`)
    area?.focus()
  }

  const submit = form.onSubmit((values) => void save(fieldsOf(values)))

  async function save(fields: CallListFields) {
    if (list !== null) {
      change.mutate(
        { listId: list.id, change: fields },
        {
          onSuccess: ({ changeId }) => {
            draft.discard()
            notifyDone(t('saved', { name: fields.name }), changeId)
            onClose()
          }
        }
      )
      return
    }
    if (making.state === 'running') return
    const done = await making.start({ ...fields, clients: { kind: 'filter', filter, except: [] } })
    if (!done) return
    draft.discard()
    notifyDone(filledText(t, done.value), done.changeId)
    onClose()
    go(`/calling/${done.value.listId}`)
  }

  return (
    <Panel
      title={t(list === null ? 'form.newTitle' : 'form.editTitle')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      width={480}
      footer={
        <Group justify="space-between" wrap="nowrap">
          <span className={css.found} aria-live="polite">
            {making.state === 'running' && making.progress
              ? t('form.working', { done: format.count(making.progress.done), total: format.count(making.progress.total ?? 0) })
              : list === null && count.data !== undefined && t('form.found', { count: count.data })}
          </span>
          <FormActions
            onCancel={onClose}
            submitLabel={t(list === null ? 'form.submit' : 'form.save')}
            isBusy={change.isPending || making.state === 'running' || (list === null && count.data === 0)}
          />
        </Group>
      }
    >
      <TextInput label={t('form.name')} placeholder={t('form.nameHint')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
      {list === null && (
        <fieldset className={css.who}>
          <legend>{t('form.who')}</legend>
          <Select
            label={t('form.status')}
            data={[{ value: '', label: t('form.anyStatus') }, ...clientStatuses.map((value) => ({ value, label: t(`form.statuses.${value}`) }))]}
            {...form.getInputProps('status')}
          />
          <Select
            label={t('form.ownedBy')}
            data={[{ value: '', label: t('form.anybody') }, ...words.users.map((user) => ({ value: user.id, label: user.name }))]}
            {...form.getInputProps('clientOwnerId')}
          />
          <NumberInput label={t('form.quiet')} placeholder="–" title={t('form.quietHint')} min={1} max={3650} allowDecimal={false} {...form.getInputProps('quietDays')} />
        </fieldset>
      )}
      <div>
        <span className={css.label}>{t('form.purpose')}</span>
        <SegmentedControl
          fullWidth
          aria-label={t('form.purpose')}
          data={callPurposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
          value={form.values.purpose}
          onChange={(value) => form.setFieldValue('purpose', value as CallPurpose)}
        />
        <p className={css.hint}>{t(`purposeHint.${form.values.purpose}`)}</p>
      </div>
      <Group grow align="flex-start" gap="xs">
        <Select
          label={t('form.owner')}
          data={words.users.map((user) => ({ value: user.id, label: user.name }))}
          clearable
          {...form.getInputProps('ownerId')}
        />
        <NumberInput label={t('form.maxAttempts')} min={1} max={50} allowDecimal={false} {...form.getInputProps('maxAttempts')} />
      </Group>
      <Group grow align="flex-start" gap="xs">
        <DateInput label={t('form.startsOn')} valueFormat="DD.MM.YYYY" {...form.getInputProps('startsOn')} />
        <DateInput label={t('form.endsOn')} valueFormat="DD.MM.YYYY" placeholder="–" clearable minDate={form.values.startsOn} {...form.getInputProps('endsOn')} />
      </Group>
      <Textarea
        ref={script}
        label={t('form.script')}
        description={t('form.scriptHint')}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={10_000}
        {...form.getInputProps('script')}
      />
      <Group gap={4}>
        <span className={css.label}>{t('form.insert')}:</span>
        {scriptFields.map((field) => (
          <Button key={field} size="compact-xs" variant="default" onClick={() => insert(field)}>{t(`form.field.${field}`)}</Button>
        ))}
      </Group>
    </Panel>
  )
}

function fieldsOf(values: Values): CallListFields {
  return {
    name: values.name.trim(),
    purpose: values.purpose,
    script: values.script.trim() === '' ? null : values.script.trim(),
    ownerId: values.ownerId,
    startsOn: values.startsOn,
    endsOn: values.endsOn,
    maxAttempts: Number(values.maxAttempts) || usualMaxAttempts
  }
}

function filterOf({ status, clientOwnerId, quietDays }: Values): ClientFilter {
  return {
    ...(status !== '' && { status }),
    ...(clientOwnerId !== '' && { ownerId: clientOwnerId }),
    ...(Number(quietDays) >= 1 && { noContactDays: Math.min(3650, Math.floor(Number(quietDays))) })
  }
}

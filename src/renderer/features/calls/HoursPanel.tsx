import { Group, NumberInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { CallingHours } from '#shared/contract/calls.ts'
import { useCommand } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { clockMinute, clockText } from './clock.ts'

/** When the firm makes calls and how often a client may be tried in a day. */
export function HoursPanel({ hours, onClose }: { readonly hours: CallingHours; readonly onClose: () => void }) {
  const { t } = useTranslation(['calls', 'errors'])
  const isTime = (text: string) => (clockMinute(text) === undefined ? t('errors:field.invalid_format') : null)
  const form = useForm({
    initialValues: { fromMinute: clockText(hours.fromMinute), toMinute: clockText(hours.toMinute), maxPerDay: hours.maxPerDay as number | string },
    validate: { fromMinute: isTime, toMinute: isTime }
  })
  const change = useCommand('calls.changeHours', { form })
  const submit = form.onSubmit((values) => {
    if (change.isPending) return
    change.mutate(
      { fromMinute: clockMinute(values.fromMinute) ?? 0, toMinute: clockMinute(values.toMinute) ?? 0, maxPerDay: Number(values.maxPerDay) || 1 },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('hoursPanel.saved'), changeId)
          onClose()
        }
      }
    )
  })
  return (
    <Panel
      title={t('hoursPanel.title')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('hoursPanel.save')} isBusy={change.isPending} />}
    >
      <Group grow align="flex-start" gap="xs">
        <TextInput label={t('hoursPanel.from')} maxLength={5} data-autofocus {...form.getInputProps('fromMinute')} />
        <TextInput label={t('hoursPanel.to')} maxLength={5} {...form.getInputProps('toMinute')} />
      </Group>
      <NumberInput label={t('hoursPanel.maxPerDay')} min={1} max={20} allowDecimal={false} {...form.getInputProps('maxPerDay')} />
      <Text size="xs" c="dimmed">{t('hoursPanel.hint')}</Text>
    </Panel>
  )
}

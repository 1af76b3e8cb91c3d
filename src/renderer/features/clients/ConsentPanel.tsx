import { Checkbox, Group, Select, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { channels, type Channel } from '#shared/consent.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { useCommand } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'

type ConsentPanelProps = {
  readonly client: Pick<ClientCard, 'id' | 'contacts' | 'name'>
  readonly contactId: string | null
  readonly channels: readonly Channel[]
  readonly state: 'given' | 'withdrawn'
  readonly onClose: () => void
}

/** Writes down what somebody said about being contacted: for which channels, on what ground, in which words, where and when. */
export function ConsentPanel({ client, contactId, channels: asked, state, onClose }: ConsentPanelProps) {
  const { t } = useTranslation('card')
  const format = useFormat()
  const form = useForm({
    initialValues: { contactId: contactId ?? '', channels: [...asked] as Channel[], state, basis: '', wording: '', origin: '', on: format.today },
    validate: {
      basis: (text, values) => (values.state === 'given' && text.trim() === '' ? t('consent.basisMissing') : null),
      channels: (list) => (list.length === 0 ? t('consent.channelMissing') : null)
    }
  })
  const record = useCommand('consents.record', { form })
  const submit = form.onSubmit(({ contactId: person, on, ...values }) =>
    record.mutate(
      { ...values, clientId: client.id, contactId: person === '' ? null : person, on: on === format.today ? null : on },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('consent.recorded'), changeId)
          onClose()
        }
      }
    )
  )
  return (
    <Panel
      title={t('consent.title')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('consent.save')} isBusy={record.isPending} />}
    >
      <SegmentedControl
        fullWidth
        aria-label={t('consent.what')}
        data={[
          { value: 'given', label: t('consent.yes') },
          { value: 'withdrawn', label: t('consent.no') }
        ]}
        {...form.getInputProps('state')}
      />
      <Select
        label={t('consent.who')}
        allowDeselect={false}
        data={[{ value: '', label: client.name }, ...client.contacts.map((person) => ({ value: person.id, label: person.name }))]}
        {...form.getInputProps('contactId')}
      />
      <Checkbox.Group label={t('consent.channels')} {...form.getInputProps('channels')}>
        <Group gap="md" mt={4}>
          {channels.map((channel) => <Checkbox key={channel} value={channel} label={t(`channel.${channel}`)} />)}
        </Group>
      </Checkbox.Group>
      <TextInput label={t('consent.basis')} placeholder={t('consent.basisHint')} maxLength={500} data-autofocus {...form.getInputProps('basis')} />
      <TextInput label={t('consent.origin')} placeholder={t('consent.originHint')} maxLength={200} {...form.getInputProps('origin')} />
      <DateInput label={t('consent.on')} valueFormat="DD.MM.YYYY" maxDate={format.today} {...form.getInputProps('on')} />
      <Textarea label={t('consent.wording')} autosize minRows={2} maxRows={8} maxLength={4000} {...form.getInputProps('wording')} />
    </Panel>
  )
}

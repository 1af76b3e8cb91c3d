import { Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useCommand, useJob } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import type { Cell } from './cells.ts'

/** Makes a segment of a cell: one that lives with the figures, or these clients for good. */
export function SegmentPanel({ cell, onClose }: { readonly cell: Cell; readonly onClose: () => void }) {
  const { t } = useTranslation('analysis')
  const form = useForm({
    initialValues: { name: cell.title, kind: 'live' as 'live' | 'fixed' },
    validate: { name: (name) => (name.trim() === '' ? t('segment.nameMissing') : null) }
  })
  const live = useCommand('segments.createLive', { form })
  const fixed = useJob('segments.createFixed', { form })
  const isBusy = live.isPending || fixed.state === 'running'

  const submit = form.onSubmit(async ({ name, kind }) => {
    if (isBusy) return
    const tell = (changeId: string | undefined) => {
      notifyDone(t('segment.done', { name }), changeId)
      onClose()
    }
    if (kind === 'live') {
      live.mutate({ name, filter: cell.filter }, { onSuccess: ({ changeId }) => tell(changeId) })
      return
    }
    const done = await fixed.start({ name, selection: { kind: 'filter', filter: cell.filter, except: [] } })
    if (done) tell(done.changeId)
  })

  return (
    <Panel
      title={t('segment.title')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('segment.submit')} isBusy={isBusy} />}
    >
      <TextInput label={t('segment.name')} required maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <Radio.Group label={t('segment.kind')} {...form.getInputProps('kind')}>
        <Stack gap={8} mt={6}>
          <Radio value="live" label={t('segment.live')} />
          <Radio value="fixed" label={t('segment.fixed')} />
        </Stack>
      </Radio.Group>
    </Panel>
  )
}

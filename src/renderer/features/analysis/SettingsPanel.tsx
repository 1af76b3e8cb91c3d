import { Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { analysisBases, type AnalysisSettings, xyzSteps } from '#shared/contract/analysis.ts'
import { useCommand } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { FormActions, Panel } from '../../ui/Panel.tsx'

/** Window, limits and steps of the analysis; filters and segments follow them. */
export function SettingsPanel({ settings, onClose }: { readonly settings: AnalysisSettings; readonly onClose: () => void }) {
  const { t } = useTranslation('analysis')
  const form = useForm({
    initialValues: {
      months: settings.months,
      basis: settings.basis,
      abcA: settings.abcBp[0] / 100,
      abcB: settings.abcBp[1] / 100,
      xyzStep: settings.xyzStep,
      xyzX: settings.xyzPercent[0],
      xyzY: settings.xyzPercent[1],
      regularCount: settings.regularCount
    },
    validate: {
      abcB: (abcB, { abcA }) => (abcB <= abcA ? t('settings.order') : null),
      xyzY: (xyzY, { xyzX }) => (xyzY <= xyzX ? t('settings.order') : null)
    }
  })
  const save = useCommand('analysis.changeSettings', { form })

  const submit = form.onSubmit((values) => {
    if (save.isPending) return
    save.mutate(
      {
        months: values.months,
        basis: values.basis,
        abcBp: [Math.round(values.abcA * 100), Math.round(values.abcB * 100)],
        xyzStep: values.xyzStep,
        xyzPercent: [values.xyzX, values.xyzY],
        regularCount: values.regularCount
      },
      {
        onSuccess: ({ changeId }) => {
          notifyDone(t('settings.done'), changeId)
          onClose()
        }
      }
    )
  })

  return (
    <Panel
      title={t('settings.title')}
      opened
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('settings.save')} isBusy={save.isPending} />}
    >
      <NumberInput label={t('settings.months')} min={3} max={60} clampBehavior="strict" allowDecimal={false} data-autofocus {...form.getInputProps('months')} />
      <Stack gap={4}>
        <Text size="sm" fw={500} component="span">{t('settings.basis')}</Text>
        <SegmentedControl aria-label={t('settings.basis')} data={analysisBases.map((value) => ({ value, label: t(`basis.${value}`) }))} {...form.getInputProps('basis')} />
      </Stack>
      <Group grow align="flex-start">
        <NumberInput label={t('settings.abcA')} min={1} max={98} clampBehavior="strict" decimalScale={2} {...form.getInputProps('abcA')} />
        <NumberInput label={t('settings.abcB')} min={2} max={99} clampBehavior="strict" decimalScale={2} {...form.getInputProps('abcB')} />
      </Group>
      <Select label={t('settings.xyzStep')} allowDeselect={false} data={xyzSteps.map((value) => ({ value, label: t(`settings.step.${value}`) }))} {...form.getInputProps('xyzStep')} />
      <Group grow align="flex-start">
        <NumberInput label={t('settings.xyzX')} min={1} max={200} clampBehavior="strict" allowDecimal={false} {...form.getInputProps('xyzX')} />
        <NumberInput label={t('settings.xyzY')} min={2} max={400} clampBehavior="strict" allowDecimal={false} {...form.getInputProps('xyzY')} />
      </Group>
      <Text size="xs" c="dimmed">{t('settings.xyzHint')}</Text>
      <NumberInput label={t('settings.regular')} min={2} max={100} clampBehavior="strict" allowDecimal={false} {...form.getInputProps('regularCount')} />
    </Panel>
  )
}

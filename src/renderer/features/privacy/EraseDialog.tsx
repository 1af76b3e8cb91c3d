import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ErasureReason, erasureReasons, type PrivacyReport, type PrivacySubject } from '#shared/contract/privacy.ts'
import { useJob } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'

/** Whom; with what is known of one person, when it is one. */
export type ToErase = {
  readonly name: string | null
  readonly subjects: readonly PrivacySubject[]
  readonly report: PrivacyReport | null
  readonly reason: ErasureReason
}

/** Says what goes, what stays and why, and asks for a word to be typed: nothing brings an erasure back. */
export function EraseDialog({ toErase, onClose }: { readonly toErase: ToErase; readonly onClose: (isDone: boolean) => void }) {
  const { t } = useTranslation(['privacy', 'ui'])
  const format = useFormat()
  const { name, subjects, report } = toErase
  const [reason, setReason] = useState(toErase.reason)
  const [keepsForbidden, setKeepsForbidden] = useState(true)
  const [typed, setTyped] = useState('')
  const erasing = useJob('privacy.erase')
  const isReady = typed.trim().toLowerCase() === t('erase.word').toLowerCase()
  const isBusy = erasing.state === 'running'

  async function submit() {
    if (!isReady || isBusy) return
    const done = await erasing.start({ subjects: [...subjects], reason, keepsForbidden })
    if (!done) return
    notifyDone(t('erase.done', { count: done.value.erasedCount }))
    onClose(true)
  }

  return (
    <Modal opened onClose={() => !isBusy && onClose(false)} title={name === null ? t('erase.many', { count: subjects.length }) : t('erase.title', { name })} size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="sm">
          <Text size="sm" fw={600}>{t('erase.final')}</Text>
          <Text size="sm">{t('erase.goes')}</Text>
          {report === null && <Text size="sm">{t('erase.manyStays')}</Text>}
          {report !== null && report.invoiceCount > 0 && <Text size="sm">{t('erase.invoices', { count: report.invoiceCount })}</Text>}
          {report !== null && report.closedDealCount > 0 && <Text size="sm">{t('erase.deals', { count: report.closedDealCount })}</Text>}
          {report?.backupsGoneOn && <Text size="sm">{t('erase.backups', { day: format.day(report.backupsGoneOn) })}</Text>}
          <Select
            label={t('erase.reason')}
            allowDeselect={false}
            data={erasureReasons.map((value) => ({ value, label: t(`reason.${value}`) }))}
            value={reason}
            onChange={(value) => value && setReason(value as ErasureReason)}
          />
          {(report === null || report.forbiddenCount > 0) && (
            <Checkbox label={t('erase.keepForbidden')} checked={keepsForbidden} onChange={(event) => setKeepsForbidden(event.currentTarget.checked)} />
          )}
          <TextInput label={t('erase.typed', { word: t('erase.word') })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={isBusy} onClick={() => onClose(false)}>{t('ui:cancel')}</Button>
            <Button type="submit" color="red" disabled={!isReady} loading={isBusy}>{t('erase.submit')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

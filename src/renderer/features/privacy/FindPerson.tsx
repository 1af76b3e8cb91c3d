import { Button, Group, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconEraser, IconSearch } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrivacyReport, PrivacySubject } from '#shared/contract/privacy.ts'
import { useJob, useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { useFormat } from '../../app/format.ts'
import { go, useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Card, Nothing } from '../../ui/Page.tsx'
import { EraseDialog, type ToErase } from './EraseDialog.tsx'
import css from './privacy.module.css'

/** Finds a client or a person and shows all that is known of them. */
export function FindPerson() {
  const { t } = useTranslation('privacy')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useUrlState<PrivacySubject | null>('subject', null)
  const [words] = useDebouncedValue(text.trim(), 200)
  const field = useRef<HTMLInputElement>(null)
  const hits = useRead('privacy.search', { text: words }, { enabled: words.length >= 2 })
  if (hits.error) throw hits.error
  const shown = words.length >= 2 ? (hits.data ?? []) : []
  return (
    <Card>
      <p className={css.intro}>{t('find.intro')}</p>
      <TextInput
        ref={field}
        mt="xs"
        maw={460}
        data-first-focus={chosen === null || undefined}
        aria-label={t('find.label')}
        placeholder={t('find.label')}
        leftSection={<IconSearch size={15} stroke={1.6} />}
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(null)
        }}
      />
      {!chosen && words.length >= 2 && hits.data && (
        <ul className={css.hits}>
          {shown.map((hit) => (
            <li key={`${hit.kind} ${hit.id}`}>
              <button type="button" className={css.hit} onClick={() => setChosen({ kind: hit.kind, id: hit.id })}>
                <strong className="k-cut">{hit.name}</strong>
                <span className="k-muted k-cut">{hit.kind === 'contact' ? t('find.at', { client: hit.clientName }) : hit.town}</span>
                {hit.isRemoved && <Badge kind="plain">{t('find.removed')}</Badge>}
              </button>
            </li>
          ))}
          {shown.length === 0 && <Nothing padding={false}>{t('find.none')}</Nothing>}
        </ul>
      )}
      {chosen && (
        <Report
          key={chosen.id}
          subject={chosen}
          onErased={() => {
            setChosen(null)
            setText('')
            // The button that the dialog would give the focus back to is gone.
            setTimeout(() => field.current?.focus(), 200)
          }}
        />
      )}
    </Card>
  )
}

function Report({ subject, onErased }: { readonly subject: PrivacySubject; readonly onErased: () => void }) {
  const { t } = useTranslation('privacy')
  const format = useFormat()
  const [toErase, setToErase] = useState<ToErase | null>(null)
  const exporting = useJob('privacy.export')
  const found = useRead('privacy.report', { subject }, { keepPrevious: false })
  if (found.error) throw found.error
  const report = found.data
  if (!report) return null

  async function handOut({ subject: { name } }: PrivacyReport) {
    const path = await chooseSavePath({ title: t('export.save'), name: `${t('export.fileName')} ${name}`.replace(/[\\/:*?"<>|]/g, ' '), extension: 'zip', kind: t('export.kind') })
    if (path === null) return
    const done = await exporting.start({ subject, path })
    if (done) notifyDone(t('export.done', { name: fileName(path) }))
  }

  return (
    <div className={css.report}>
      <Group justify="space-between" wrap="nowrap">
        <h3 className={css.name}>{report.subject.name}</h3>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" autoFocus leftSection={<IconDownload size={16} stroke={1.6} />} loading={exporting.state === 'running'} onClick={() => void handOut(report).catch(showError)}>
            {t('report.export')}
          </Button>
          <Button color="red" leftSection={<IconEraser size={16} stroke={1.6} />} onClick={() => setToErase({ name: report.subject.name, subjects: [subject], report, reason: 'request' })}>
            {t('report.erase')}
          </Button>
        </Group>
      </Group>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('report.where')}</th>
            <th>{t('report.rows')}</th>
            <th>{t('report.log')}</th>
            <th>{t('report.kept')}</th>
          </tr>
        </thead>
        <tbody>
          {report.sections.map(({ table, rowCount, logCount, keptCount }) => (
            <tr key={table}>
              <td>{t(`table.${table as 'client'}`)}</td>
              <td>{format.count(rowCount)}</td>
              <td>{format.count(logCount)}</td>
              <td>{keptCount === 0 ? '' : format.count(keptCount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.mentions.length > 0 && (
        <div>
          <h4 className={css.heading}>{t('report.mentions')}</h4>
          <p className={css.intro}>{t('report.mentionsHint')}</p>
          <ul className={css.mentions}>
            {report.mentions.map(({ table, rowId, clientId, clientName, excerpt }) => (
              <li key={`${table} ${rowId}`}>
                <span className="k-muted">{t(`table.${table as 'client'}`)}</span>
                {clientId !== null && <button type="button" className={css.link} onClick={() => go(`/clients/${clientId}`)}>{clientName}</button>}
                <span className="k-cut">{excerpt}</span>
              </li>
            ))}
          </ul>
          {report.hasMoreMentions && <p className={css.intro}>{t('report.more')}</p>}
        </div>
      )}
      {toErase && (
        <EraseDialog
          toErase={toErase}
          onClose={(isDone) => {
            setToErase(null)
            if (isDone) onErased()
          }}
        />
      )}
    </div>
  )
}

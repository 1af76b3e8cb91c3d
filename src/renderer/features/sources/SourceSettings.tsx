import { ActionIcon, Button, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArchive, IconArrowBackUp, IconArrowMerge, IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceRow } from '#shared/contract/sources.ts'
import { useAction } from '../../app/actions.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { notifyDone } from '../../app/notify.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { OrderedRows } from '../properties/OrderedRows.tsx'
import css from './sources.module.css'

type NamedSource = Omit<SourceRow, 'name'> & { readonly name: string }

/** Where clients come from: added, named, put in order, made one, put away (S-20, S-25). */
export function SourceSettings() {
  const { t } = useTranslation('sources')
  const { nameOf } = useDictionaries()
  const read = useRead('sources.list', {})
  const [opened, setOpened] = useState<string | 'new' | null>(null)
  const move = useCommand('sources.move')
  const putAway = useCommand('sources.putAway')
  useAction('create', () => setOpened('new'), { label: t('add') })
  if (read.error) throw read.error
  if (!read.data) return null
  const all = read.data.map((row): NamedSource => ({ ...row, name: nameOf('source', row) }))
  const offered = all.filter((row) => !row.isAway)
  const away = all.filter((row) => row.isAway)
  const changed = offered.find((row) => row.id === opened)
  return (
    <>
      <div className={css.top}>
        <Text className="k-muted" size="xs" maw={760}>{t('intro')}</Text>
        <Button flex="none" leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setOpened('new')}>{t('add')}</Button>
      </div>
      <OrderedRows label={t('title')} rows={offered} onMove={(id, beforeId) => move.mutate({ id, beforeId }, { onSuccess: ({ changeId }) => notifyDone(t('moved'), changeId) })}>
        {(source) => (
          <>
            <span className="k-cut">{source.name}</span>
            <span className={css.count}>{t('clients', { count: source.clientCount })}</span>
            <ActionIcon aria-label={`${t('edit')}: ${source.name}`} onClick={() => setOpened(source.id)}>
              <IconPencil size={15} stroke={1.6} />
            </ActionIcon>
          </>
        )}
      </OrderedRows>
      {away.length > 0 && (
        <section aria-label={t('away')}>
          <h2 className={css.heading}>{t('away')}</h2>
          <ul className={css.away}>
            {away.map((source) => (
              <li key={source.id}>
                <span className="k-cut">{source.name}</span>
                <span className={css.count}>{t('clients', { count: source.clientCount })}</span>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  leftSection={<IconArrowBackUp size={14} stroke={1.6} />}
                  aria-label={`${t('bringBack')}: ${source.name}`}
                  onClick={() => putAway.mutate({ id: source.id, isAway: false }, { onSuccess: ({ changeId }) => notifyDone(t('broughtBack', { name: source.name }), changeId) })}
                >
                  {t('bringBack')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {opened !== null && (opened === 'new' || changed) && <SourcePanel source={changed ?? null} others={offered.filter((row) => row.id !== opened)} onClose={() => setOpened(null)} />}
    </>
  )
}

type SourcePanelProps = { readonly source: NamedSource | null; readonly others: readonly NamedSource[]; readonly onClose: () => void }

function SourcePanel({ source, others, onClose }: SourcePanelProps) {
  const { t } = useTranslation('sources')
  const form = useForm({ initialValues: { name: source?.name ?? '' }, validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null) } })
  const create = useCommand('sources.create', { form })
  const rename = useCommand('sources.rename', { form })
  const putAway = useCommand('sources.putAway')
  const submit = form.onSubmit(({ name }) => {
    const onSuccess = ({ changeId }: { readonly changeId?: string }) => {
      notifyDone(t(source ? 'saved' : 'added', { name: name.trim() }), changeId)
      onClose()
    }
    if (source) rename.mutate({ id: source.id, name }, { onSuccess })
    else create.mutate({ name }, { onSuccess })
  })
  return (
    <Panel
      opened
      title={source ? t('edit') : t('add')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={source ? t('save') : t('add')} isBusy={create.isPending || rename.isPending} />}
    >
      <TextInput data-autofocus required label={t('name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      {source && (
        <>
          <MergeSource source={source} others={others} onDone={onClose} />
          <div>
            <Button
              variant="default"
              leftSection={<IconArchive size={15} stroke={1.6} />}
              disabled={others.length === 0 || putAway.isPending}
              onClick={() =>
                putAway.mutate(
                  { id: source.id, isAway: true },
                  {
                    onSuccess: ({ changeId }) => {
                      notifyDone(t('putAwayDone', { name: source.name }), changeId)
                      onClose()
                    }
                  }
                )
              }
            >
              {t('putAway')}
            </Button>
            <p className={css.hint}>{t('putAwayHint')}</p>
          </div>
        </>
      )}
    </Panel>
  )
}

function MergeSource({ source, others, onDone }: { readonly source: NamedSource; readonly others: readonly NamedSource[]; readonly onDone: () => void }) {
  const { t } = useTranslation('sources')
  const [intoId, setIntoId] = useState<string | null>(null)
  const merging = useJob('sources.merge')
  const into = others.find((row) => row.id === intoId)
  async function merge() {
    if (!into) return
    const done = await merging.start({ id: source.id, intoId: into.id })
    if (!done) return
    notifyDone(t('merged', { name: source.name, into: into.name, count: done.value.clientCount }), done.changeId)
    onDone()
  }
  return (
    <div>
      <Select label={t('mergeInto')} placeholder={t('choose')} clearable searchable data={others.map((row) => ({ value: row.id, label: row.name }))} value={intoId} onChange={setIntoId} />
      <p className={css.hint}>{t('mergeHint', { count: source.clientCount })}</p>
      <Button variant="default" leftSection={<IconArrowMerge size={15} stroke={1.6} />} disabled={!into || merging.state === 'running'} onClick={() => void merge()}>
        {t('merge')}
      </Button>
    </div>
  )
}

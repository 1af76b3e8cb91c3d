import { ActionIcon, Button, Input, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Category, type CategoryColor, categoryColors } from '#shared/contract/properties.ts'
import { useAction } from '../../app/actions.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { CategoryBadge } from './CategoryBadge.tsx'
import { OrderedRows } from './OrderedRows.tsx'
import css from './properties.module.css'

/** The labels that clients carry: made, named, coloured, put in order, taken away. */
export function CategorySettings() {
  const { t } = useTranslation('properties')
  const read = useRead('categories.list', {})
  const [opened, setOpened] = useState<string | 'new' | null>(null)
  const move = useCommand('categories.move')
  useAction('create', () => setOpened('new'), { label: t('category.add') })
  if (read.error) throw read.error
  if (!read.data) return null
  const changed = read.data.find((category) => category.id === opened)
  return (
    <>
      <div className={css.top}>
        <Text className="k-muted" size="xs" maw={760}>{t('category.intro')}</Text>
        <Button flex="none" leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} onClick={() => setOpened('new')}>{t('category.add')}</Button>
      </div>
      {read.data.length === 0 ? (
        <EmptyState text={t('category.empty')} />
      ) : (
        <OrderedRows
          label={t('category.title')}
          rows={read.data}
          onMove={(id, beforeId) => move.mutate({ id, beforeId }, { onSuccess: ({ changeId }) => notifyDone(t('moved'), changeId) })}
        >
          {(category) => (
            <>
              <CategoryBadge category={category} />
              <ActionIcon ml="auto" aria-label={`${t('category.edit')}: ${category.name}`} onClick={() => setOpened(category.id)}>
                <IconPencil size={15} stroke={1.6} />
              </ActionIcon>
            </>
          )}
        </OrderedRows>
      )}
      {opened !== null && (opened === 'new' || changed) && <CategoryPanel category={changed ?? null} onClose={() => setOpened(null)} />}
    </>
  )
}

function CategoryPanel({ category, onClose }: { readonly category: Category | null; readonly onClose: () => void }) {
  const { t } = useTranslation('properties')
  const form = useForm({
    initialValues: { name: category?.name ?? '', color: category ? category.color : ('blue' as CategoryColor | null) },
    validate: { name: (name) => (name.trim() === '' ? t('category.nameMissing') : null) }
  })
  const create = useCommand('categories.create', { form })
  const change = useCommand('categories.change', { form })
  const submit = form.onSubmit((values) => {
    const onSuccess = ({ changeId }: { readonly changeId?: string }) => {
      notifyDone(t(category ? 'saved' : 'added', { name: values.name.trim() }), changeId)
      onClose()
    }
    if (category) change.mutate({ id: category.id, ...values }, { onSuccess })
    else create.mutate(values, { onSuccess })
  })
  return (
    <Panel
      opened
      title={category ? t('category.edit') : t('category.add')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={category ? t('save') : t('category.add')} isBusy={create.isPending || change.isPending} />}
    >
      <TextInput data-autofocus required label={t('name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      <Input.Wrapper label={t('category.color')} labelElement="div">
        <div className={css.swatches} role="radiogroup" aria-label={t('category.color')}>
          {categoryColors.map((color) => (
            <button
              key={color}
              type="button"
              role="radio"
              aria-checked={form.values.color === color}
              className={css.swatch}
              onClick={() => form.setFieldValue('color', color)}
            >
              <span className={css.dot} data-color={color} aria-hidden />
              {t(`category.colors.${color}`)}
            </button>
          ))}
        </div>
      </Input.Wrapper>
      {category && <RemoveCategory category={category} onDone={onClose} />}
    </Panel>
  )
}

function RemoveCategory({ category, onDone }: { readonly category: Category; readonly onDone: () => void }) {
  const { t } = useTranslation('properties')
  const count = useRead('categories.count', { id: category.id })
  const removing = useJob('categories.remove')
  const carries = (clientCount: number) => (clientCount === 0 ? t('takesNothing') : t('category.takes', { count: clientCount }))
  async function remove() {
    const done = await removing.start({ id: category.id })
    if (!done) return
    notifyDone(t('removed', { name: category.name }), done.changeId)
    onDone()
  }
  return (
    <div>
      <Button variant="default" leftSection={<IconTrash size={15} stroke={1.6} />} disabled={removing.state === 'running'} onClick={() => void remove()}>
        {t('removeNamed', { name: category.name })}
      </Button>
      {count.data && <p className="k-muted" style={{ margin: '4px 0 0', fontSize: 12 }}>{carries(count.data.clientCount)}</p>}
    </div>
  )
}

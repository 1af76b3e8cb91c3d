import { Button, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserRow } from '#shared/contract/app.ts'
import { useAction } from '../../app/actions.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { InlineEdit } from '../../ui/InlineEdit.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { FormActions, Panel } from '../../ui/Panel.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import type { Column } from '../../ui/columns.ts'
import css from './settings.module.css'

const roles = ['rep', 'head', 'accountant', 'admin'] as const

/** Everybody who works here; one's own name is changed in place. */
export function People() {
  const { t } = useTranslation('settings')
  const [isAdding, setIsAdding] = useState(false)
  const users = useRead('app.dictionaries', {}).data?.users ?? []
  const ownId = useRead('app.status', {}).data?.userId
  const rename = useCommand('settings.renameUser')
  useAction('create', () => setIsAdding(true), { label: t('people.add') })

  async function saveName(name: string) {
    const { changeId } = await rename.mutateAsync({ name })
    notifyDone(t('people.renamed'), changeId)
  }

  const columns: Column<UserRow>[] = [
    {
      id: 'name',
      header: t('people.name'),
      width: 320,
      grow: 1,
      render: (user) => (
        <span style={{ display: 'inline-flex', gap: 9, alignItems: 'center', minWidth: 0 }}>
          <Avatar initials={initialsOf(user.name)} name={user.name} size={22} />
          {user.id === ownId ? <InlineEdit label={t('people.name')} value={user.name} onSave={saveName} /> : <span className="k-cut">{user.name}</span>}
          {user.id === ownId && <Badge kind="info">{t('people.you')}</Badge>}
        </span>
      )
    },
    { id: 'role', header: t('people.role'), width: 260, render: (user) => t(`people.roles.${user.role}`) }
  ]

  return (
    <>
      <div className={css.line}>
        <p className={css.intro}>{t('people.intro')}</p>
        <Button leftSection={<IconPlus size={15} stroke={1.8} />} rightSection={<Kbd keys="$mod+KeyN" isOnMain />} style={{ flex: 'none' }} onClick={() => setIsAdding(true)}>
          {t('people.add')}
        </Button>
      </div>
      <div className={css.narrow}>
        <DataTable label={t('sections.people')} columns={columns} source={arraySource(users)} height="auto" />
      </div>
      {isAdding && <NewPerson onClose={() => setIsAdding(false)} />}
    </>
  )
}

function NewPerson({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('settings')
  const form = useForm<{ name: string; role: UserRow['role'] }>({
    initialValues: { name: '', role: 'rep' },
    validate: { name: (text) => (text.trim() === '' ? t('people.nameMissing') : null) }
  })
  const add = useCommand('settings.addUser', { form })
  const submit = form.onSubmit(
    (values) =>
      add.mutate(values, {
        onSuccess: ({ value, changeId }) => {
          onClose()
          notifyDone(t('people.added', { name: value.name }), changeId)
        }
      }),
    () => form.getInputNode('name')?.focus()
  )
  return (
    <Panel
      opened
      title={t('people.addTitle')}
      onClose={onClose}
      onSubmit={() => submit()}
      footer={<FormActions onCancel={onClose} submitLabel={t('people.add')} isBusy={add.isPending} />}
    >
      <TextInput data-autofocus label={t('people.name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      <Radio.Group label={t('people.role')} {...form.getInputProps('role')}>
        <Stack gap="xs" mt={4}>
          {roles.map((role) => (
            <Radio key={role} value={role} label={t(`people.roles.${role}`)} description={t(`people.roleHint.${role}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Panel>
  )
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase()
}

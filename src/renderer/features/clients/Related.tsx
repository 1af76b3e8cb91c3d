import { ActionIcon, Checkbox } from '@mantine/core'
import { IconPencil, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientCard, ClientRef } from '#shared/contract/clients.ts'
import { useCommand } from '../../app/data.ts'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import { ClientPicker } from '../invoices/ClientPicker.tsx'
import css from './clients.module.css'

/** Firms around a client: whose part it is, who sent it to us, and the other way round; and whether it is a key client. */
export function Related({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const change = useCommand('clients.change')
  const { id } = client
  return (
    <Card title={t('related.title')}>
      <Checkbox
        size="xs"
        mb={6}
        label={t('related.isKey')}
        checked={client.isKey === true}
        onChange={(event) => change.mutate({ id, change: { isKey: event.currentTarget.checked } })}
      />
      <KeyValueList
        items={[
          { label: t('related.parent'), value: <RelatedOne label={t('related.parent')} value={client.parent} onChange={(parentId) => change.mutate({ id, change: { parentId } })} /> },
          {
            label: t('related.recommendedBy'),
            value: <RelatedOne label={t('related.recommendedBy')} value={client.recommendedBy} onChange={(recommendedById) => change.mutate({ id, change: { recommendedById } })} />
          },
          ...(client.branches.length > 0 ? [{ label: t('related.branches'), value: <Links clients={client.branches} /> }] : []),
          ...(client.recommended.length > 0 ? [{ label: t('related.recommended'), value: <Links clients={client.recommended} /> }] : [])
        ]}
      />
    </Card>
  )
}

function Links({ clients }: { readonly clients: readonly ClientRef[] }) {
  return clients.map((one) => <div key={one.id} className="k-cut"><a className={css.link} href={`#/clients/${one.id}`}>{one.name}</a></div>)
}

type RelatedOneProps = { readonly label: string; readonly value: ClientRef | null; readonly onChange: (id: string | null) => void }

function RelatedOne({ label, value, onChange }: RelatedOneProps) {
  const { t } = useTranslation('card')
  const [isOpen, setIsOpen] = useState(false)
  if (isOpen) {
    return (
      <div
        role="group"
        aria-label={label}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setIsOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && setIsOpen(false)}
      >
        <ClientPicker
          label={<span className="k-spoken">{label}</span>}
          value={value}
          isFocused
          onChange={(client) => {
            setIsOpen(false)
            if (client) onChange(client.id)
          }}
        />
      </div>
    )
  }
  if (value === null) {
    return <button type="button" className={css.plainAdd} aria-label={`${label}: ${t('related.choose')}`} onClick={() => setIsOpen(true)}>{t('related.choose')}</button>
  }
  return (
    <span className={css.related}>
      <a className={`${css.link} k-cut`} href={`#/clients/${value.id}`}>{value.name}</a>
      <ActionIcon size={20} aria-label={`${t('related.other')}: ${label}`} title={t('related.other')} onClick={() => setIsOpen(true)}>
        <IconPencil size={13} stroke={1.6} />
      </ActionIcon>
      <ActionIcon size={20} aria-label={`${t('related.clear')}: ${label}`} title={t('related.clear')} onClick={() => onChange(null)}>
        <IconX size={13} stroke={1.6} />
      </ActionIcon>
    </span>
  )
}

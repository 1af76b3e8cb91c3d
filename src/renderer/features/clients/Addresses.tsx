import { ActionIcon, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { addressKinds, type AddressKind, type ClientAddress } from '#shared/contract/card.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { call } from '../../app/api.ts'
import { useCommand } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { Card, Nothing } from '../../ui/Page.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import { CountryChoice } from './CountryChoice.tsx'
import { EditField } from './EditField.tsx'
import css from './clients.module.css'

/** Where post and goods go, where that is not the legal address. */
export function Addresses({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const add = useCommand('addresses.add')
  const addOne = (kind: AddressKind) =>
    add.mutate({ clientId: client.id, kind, name: null, street: null, postalCode: null, town: client.town, region: null, country: client.country })
  return (
    <Card
      title={t('address.title')}
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} aria-label={t('address.add')} title={t('address.add')}>
              <IconPlus size={16} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {addressKinds.map((kind) => <Menu.Item key={kind} onClick={() => addOne(kind)}>{t(`address.${kind}`)}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {client.addresses.length === 0 && <Nothing padding={false}>{t('address.none')}</Nothing>}
      {client.addresses.map((address) => <Address key={address.id} address={address} />)}
    </Card>
  )
}

function Address({ address }: { readonly address: ClientAddress }) {
  const { t } = useTranslation(['card', 'clients'])
  const remove = useCommand('addresses.remove')
  const change = useCommand('addresses.change')
  const { id } = address
  const kind = t(`address.${address.kind}`)
  const text = (field: 'name' | 'street' | 'postalCode' | 'town' | 'region', label: string) => (
    <EditField
      label={`${kind}, ${label}`}
      value={address[field] ?? ''}
      placeholder={label}
      save={(value) => call('addresses.change', { id, change: { [field]: value === '' ? null : value } })}
    />
  )
  return (
    <div className={css.block}>
      <div className={css.reach}>
        <span className={css.personName}>
          <ChoiceMenu
            label={t('address.kind')}
            value={address.kind}
            placeholder=""
            options={addressKinds.map((one) => ({ value: one, label: t(`address.${one}`) }))}
            onChange={(one) => change.mutate({ id, change: { kind: one === 'delivery' ? 'delivery' : 'post' } })}
          />
        </span>
        <RemoveButton what={kind} size={22} onRemove={() => remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('address.removed'), changeId) })} />
      </div>
      <div>{text('name', t('address.name'))}</div>
      <div>{text('street', t('clients:field.street'))}</div>
      <div className={css.pair}>
        <span>{text('postalCode', t('clients:field.postalCode'))}</span>
        <span>{text('town', t('clients:field.town'))}</span>
      </div>
      <div><CountryChoice value={address.country} onChange={(country) => change.mutate({ id, change: { country } })} /></div>
    </div>
  )
}

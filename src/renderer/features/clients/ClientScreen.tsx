import { ActionIcon, Menu } from '@mantine/core'
import { IconAlertCircle, IconArrowsJoin2, IconDotsVertical, IconShieldLock, IconTrash } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clientStatuses, type ClientCard, type ClientStatus } from '#shared/contract/clients.ts'
import { useAction, useActions } from '../../app/actions.ts'
import { call } from '../../app/api.ts'
import { useCommand, useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { Card, Page, PageColumn, PageColumns } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Accounts } from './Accounts.tsx'
import { ClientClasses } from '../analysis/ClientClasses.tsx'
import { MergeWithPanel } from '../duplicates/MergeWithPanel.tsx'
import { PossibleDuplicates } from '../duplicates/PossibleDuplicates.tsx'
import { ClientScore } from '../scores/ClientScore.tsx'
import { Addresses } from './Addresses.tsx'
import { ClientDetails } from './ClientDetails.tsx'
import { ClientPeople } from './ClientPeople.tsx'
import { ClientProperties } from './ClientProperties.tsx'
import { ClientSales } from './ClientSales.tsx'
import { Composer } from './Composer.tsx'
import { Consents } from './Consents.tsx'
import { EditField } from './EditField.tsx'
import { placeOf, rememberPlace } from './listPlace.ts'
import { NumbersStrip } from './NumbersStrip.tsx'
import { NextStepBadge } from './NextStepBadge.tsx'
import { PhoneButton } from './PhoneButton.tsx'
import { gateOf, reachOut } from './reachOut.ts'
import { ReachDialog } from './ReachDialog.tsx'
import { Related } from './Related.tsx'
import { TaskLine } from './TaskLine.tsx'
import { Timeline } from './Timeline.tsx'
import css from './clients.module.css'

const statusKinds = { prospect: 'info', active: 'ok', former: 'future' } as const

/** A client's card: facts left, history in the middle, sales right (screens.md 4.2). */
export function ClientScreen({ id }: { readonly id: string }) {
  const card = useRead('clients.get', { id }, { keepPrevious: false })
  const status = useRead('app.status', {})
  const leadsTo = card.data?.id ?? id
  useEffect(() => {
    // A link to a client that was merged leads to the one that took it over.
    if (leadsTo !== id) go(`/clients/${leadsTo}`, { replace: true })
  }, [leadsTo, id])
  if (card.error && !card.data) throw card.error
  if (!card.data || !status.data) return null
  return <ClientCardView key={id} client={card.data} currency={status.data.baseCurrency} />
}

function ClientCardView({ client, currency }: { readonly client: ClientCard; readonly currency: string }) {
  const { t } = useTranslation(['clients', 'card', 'privacy', 'duplicates'])
  const { id } = client
  const removing = useJob('clients.remove')
  const [isMerging, setIsMerging] = useState(false)
  const good = client.phones.filter((phone) => !phone.isBad && !phone.isForbidden)
  const mainPhone = good.find((phone) => gateOf(client, 'call', phone).gate !== 'closed') ?? good[0]

  async function step(by: 1 | -1) {
    const place = placeOf(id)
    const index = (place?.index ?? 0) + by
    if (!place || index < 0) return
    const { rows } = await call('clients.list', { filter: place.filter, sort: place.sort, page: { offset: index, limit: 1 } })
    const next = rows[0]
    if (!next) return
    rememberPlace({ ...place, index, clientId: next.id })
    go(`/clients/${next.id}`, { replace: true })
  }

  async function remove() {
    const done = await removing.start({ selection: { kind: 'ids', ids: [id] } })
    if (!done) return
    if (done.value.removedCount === 0) return notifyDone(t('kept', { count: done.value.keptCount }))
    go('/clients')
    notifyDone(t('removedClient', { name: client.name }), done.changeId)
  }

  useAction('previous', () => void step(-1).catch(showError))
  useAction('next', () => void step(1).catch(showError))
  useActions([
    ...(mainPhone ? [{ id: 'clients.call', label: t('actions.call'), keys: 'KeyC', run: () => void reachOut({ clientId: id, channel: 'call', address: mainPhone.e164 }) }] : []),
    { id: 'clients.edit', label: t('actions.edit'), keys: 'KeyE', run: focusDetails }
  ])

  return (
    <Page>
      <PageHeader
        back={{ to: '#/clients', label: t('card.back') }}
        title={
          <span className={css.cardTitle}>
            <EditField
              label={t('field.name')}
              value={client.name}
              placeholder={t('field.name')}
              save={(name) => (name === '' ? Promise.resolve() : call('clients.change', { id, change: { name } }))}
            />
          </span>
        }
        beside={
          <>
            <StatusAndOwner client={client} />
            <ClientClasses clientId={id} />
            <ClientScore clientId={id} />
          </>
        }
        main={
          <>
            {client.phones.slice(0, 2).map((phone) => (
              <PhoneButton key={phone.id} client={client} phone={phone} isMain={phone === mainPhone} />
            ))}
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label={t('card.more')} title={t('card.more')}>
                  <IconDotsVertical size={17} stroke={1.6} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconShieldLock size={15} stroke={1.6} />}
                  onClick={() => go(`/settings/privacy?${new URLSearchParams({ subject: JSON.stringify({ kind: 'client', id }) })}`)}
                >
                  {t('privacy:find.title')}
                </Menu.Item>
                <Menu.Item leftSection={<IconArrowsJoin2 size={15} stroke={1.6} />} onClick={() => setIsMerging(true)}>{t('duplicates:mergeWith.action')}</Menu.Item>
                <Menu.Item leftSection={<IconTrash size={15} stroke={1.6} />} onClick={() => void remove()}>{t('card.removeClient')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        }
      >
        {client.next ? <NextStepBadge next={client.next} hasText /> : <Badge kind="warn" icon={IconAlertCircle}>{t('card.noNext')}</Badge>}
      </PageHeader>
      <PossibleDuplicates clientId={id} />
      {isMerging && <MergeWithPanel clientId={id} name={client.name} onClose={() => setIsMerging(false)} />}
      <NumbersStrip client={client} currency={currency} />
      <ReachDialog />
      <PageColumns widths="300px minmax(0, 1fr) 290px">
        <PageColumn id="client-details">
          <ClientPeople client={client} />
          <Consents client={client} />
          <ClientDetails client={client} />
          <Card title={t('card:properties')}>
            <ClientProperties clientId={id} />
          </Card>
          <Addresses client={client} />
          <Accounts client={client} />
          <Related client={client} />
        </PageColumn>
        <PageColumn>
          <Card>
            <Composer client={client} />
          </Card>
          {client.openTasks.length > 0 && (
            <Card title={t('tasks.open')} padding={false}>
              <div className={css.lines}>
                {client.openTasks.map((task) => (
                  <TaskLine key={task.id} task={task} />
                ))}
              </div>
            </Card>
          )}
          <Card fill padding={false}>
            <Timeline clientId={id} />
          </Card>
        </PageColumn>
        <PageColumn>
          <ClientSales client={client} currency={currency} />
        </PageColumn>
      </PageColumns>
    </Page>
  )
}

function focusDetails() {
  document.querySelector<HTMLElement>('#client-details dd button')?.focus()
}

function StatusAndOwner({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('clients')
  const words = useDictionaries()
  const change = useCommand('clients.change')
  return (
    <>
      <ChoiceMenu
        label={t('field.status')}
        value={client.status}
        placeholder=""
        options={clientStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        onChange={(status) => change.mutate({ id: client.id, change: { status: status as ClientStatus } })}
      >
        <Badge kind={statusKinds[client.status]}>{t(`status.${client.status}`)}</Badge>
      </ChoiceMenu>
      <ChoiceMenu
        label={t('field.owner')}
        value={client.ownerId}
        placeholder={t('filter.nobody')}
        options={[...words.users.map((user) => ({ value: user.id as string | null, label: user.name })), { value: null, label: t('filter.nobody') }]}
        onChange={(ownerId) => change.mutate({ id: client.id, change: { ownerId } })}
      />
    </>
  )
}

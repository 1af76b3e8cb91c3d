import { ActionIcon, Menu } from '@mantine/core'
import { IconAlertCircle, IconCake, IconCopy, IconDotsVertical, IconMail, IconMessage, IconPhone, IconPhoneOff, IconTrash, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '#shared/consent.ts'
import { decisionRoles, type ClientCard, type ClientContact, type ClientEmail, type ClientPhone } from '#shared/contract/clients.ts'
import { formatPhone } from '#shared/phone.ts'
import { call } from '../../app/api.ts'
import { useCommand } from '../../app/data.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { copyText } from '../../ui/copyText.ts'
import { Card } from '../../ui/Page.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import { DayField } from './DayField.tsx'
import { EditField } from './EditField.tsx'
import { gateOf, reachOut } from './reachOut.ts'
import css from './clients.module.css'

const decisionKinds = { decides: 'ok', influences: 'info', uses: 'plain', pays: 'plain', blocks: 'overdue' } as const

/** How a client is reached: the firm's own numbers and addresses, then those of each person. */
export function ClientPeople({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('clients')
  const addContact = (name: string) => (name === '' ? Promise.resolve() : call('clients.addContact', { clientId: client.id, name, role: null }))
  return (
    <>
      <Card title={t('card.reach')}>
        <Reach client={client} contactId={null} />
      </Card>
      <Card title={t('card.people')}>
        {client.contacts.map((person) => (
          <Person key={person.id} client={client} person={person} />
        ))}
        <div className={css.reach}>
          <EditField label={t('card.addPerson')} value="" placeholder={`+ ${t('card.addPerson')}`} save={addContact} />
        </div>
      </Card>
    </>
  )
}

function Person({ client, person }: { readonly client: ClientCard; readonly person: ClientContact }) {
  const { t } = useTranslation(['clients', 'card'])
  const remove = useCommand('clients.removeContact')
  const change = useCommand('clients.changeContact')
  return (
    <div className={css.person}>
      <div className={css.reach}>
        <span className={css.personName}>
          <EditField
            label={t('form.person')}
            value={person.name}
            placeholder=""
            save={(name) => (name === '' ? Promise.resolve() : call('clients.changeContact', { id: person.id, name }))}
          />
        </span>
        <RemoveButton what={person.name} size={22} onRemove={() => remove.mutate({ id: person.id }, { onSuccess: ({ changeId }) => notifyDone(t('removedPerson', { name: person.name }), changeId) })} />
      </div>
      <div className={css.pair}>
        <span>
          <EditField
            label={t('field.role')}
            value={person.role ?? ''}
            placeholder={t('field.role')}
            save={(role) => call('clients.changeContact', { id: person.id, role: role === '' ? null : role })}
          />
        </span>
        <ChoiceMenu
          label={t('card:person.decisionRole')}
          value={person.decisionRole}
          placeholder={t('card:person.decisionRole')}
          options={[{ value: null, label: '–' }, ...decisionRoles.map((role) => ({ value: role, label: t(`card:decision.${role}`) }))]}
          onChange={(role) => change.mutate({ id: person.id, decisionRole: decisionRoles.find((one) => one === role) ?? null })}
        >
          {person.decisionRole !== null && <Badge kind={decisionKinds[person.decisionRole]}>{t(`card:decision.${person.decisionRole}`)}</Badge>}
        </ChoiceMenu>
      </div>
      <div className={css.pair}>
        <IconCake size={14} stroke={1.6} aria-hidden className="k-muted" />
        <span>
          <DayField
            label={t('card:person.birthday')}
            value={person.birthday}
            placeholder={t('card:person.birthday')}
            save={(birthday) => call('clients.changeContact', { id: person.id, birthday })}
          />
        </span>
      </div>
      <div className={css.personNote}>
        <EditField
          label={t('card:person.note')}
          value={person.note ?? ''}
          placeholder={t('card:person.note')}
          multiline
          save={(note) => call('clients.changeContact', { id: person.id, note: note === '' ? null : note })}
        />
      </div>
      <Reach client={client} contactId={person.id} />
    </div>
  )
}

/** Numbers and addresses of the firm (`contactId` null) or of one person, with places for one more of each. */
function Reach({ client, contactId }: { readonly client: ClientCard; readonly contactId: string | null }) {
  const { t } = useTranslation('clients')
  const clientId = client.id
  return (
    <>
      {client.phones.filter((phone) => phone.contactId === contactId).map((phone) => (
        <PhoneLine key={phone.id} client={client} phone={phone} />
      ))}
      {client.emails.filter((email) => email.contactId === contactId).map((email) => (
        <EmailLine key={email.id} client={client} email={email} />
      ))}
      <div className={css.reach}>
        <span>
          <EditField
            label={t('card.addPhone')}
            value=""
            placeholder={`+ ${t('field.phone')}`}
            save={(text) => (text === '' ? Promise.resolve() : call('clients.addPhone', { clientId, contactId, text, label: null }))}
          />
        </span>
        <span>
          <EditField
            label={t('card.addEmail')}
            value=""
            placeholder={`+ ${t('field.email')}`}
            save={(email) => (email === '' ? Promise.resolve() : call('clients.addEmail', { clientId, contactId, email }))}
          />
        </span>
      </div>
    </>
  )
}

function PhoneLine({ client, phone }: { readonly client: ClientCard; readonly phone: ClientPhone }) {
  const { t } = useTranslation(['clients', 'card'])
  const remove = useCommand('clients.removePhone')
  const change = useCommand('clients.changePhone')
  const forbid = useCommand('calls.forbidNumber')
  const allow = useCommand('calls.allowNumber')
  const number = formatPhone(phone.e164)
  const removeIt = () => remove.mutate({ id: phone.id }, { onSuccess: ({ changeId }) => notifyDone(t('removedPhone'), changeId) })
  const setForbidden = () =>
    phone.isForbidden
      ? allow.mutate({ phoneId: phone.id }, { onSuccess: ({ changeId }) => notifyDone(t('card:doNotCall.off', { number }), changeId) })
      : forbid.mutate({ phoneId: phone.id, reason: null }, { onSuccess: ({ changeId }) => notifyDone(t('card:doNotCall.on', { number }), changeId) })
  const target = { clientId: client.id, address: phone.e164 }
  return (
    <div className={css.reach}>
      <span className="k-number">
        <EditField
          label={t('field.phone')}
          value={number}
          placeholder=""
          save={async (text) => (text === '' ? removeIt() : await call('clients.changePhone', { id: phone.id, text }))}
        />
        {phone.label !== null && <span className="k-muted"> {phone.label}</span>}
      </span>
      {phone.isForbidden && <Badge kind="overdue" icon={IconPhoneOff} title={t('card:gate.doNotCall')}>{t('card.forbidden')}</Badge>}
      {phone.isBad && <Badge kind="warn">{t('card.bad')}</Badge>}
      {!phone.isForbidden && !phone.isBad && (
        <>
          <GateButton client={client} channel="call" contactId={phone.contactId} label={`${t('card.call')}: ${number}`} picture={IconPhone} onClick={() => void reachOut({ ...target, channel: 'call' })} />
          <GateButton client={client} channel="sms" contactId={phone.contactId} label={`${t('card:sendSms')}: ${number}`} picture={IconMessage} onClick={() => void reachOut({ ...target, channel: 'sms' })} />
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={24} aria-label={`${t('card.more')}: ${number}`} title={t('card.more')}>
            <IconDotsVertical size={15} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={15} stroke={1.6} />} onClick={() => void copyText(phone.e164).then(() => notifyDone(t('card.copied')))}>
            {t('card.copyNumber')}
          </Menu.Item>
          <Menu.Item leftSection={<IconAlertCircle size={15} stroke={1.6} />} onClick={() => change.mutate({ id: phone.id, isBad: !phone.isBad })}>
            {t(phone.isBad ? 'card.markGood' : 'card.markBad')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPhoneOff size={15} stroke={1.6} />} onClick={setForbidden}>
            {t(phone.isForbidden ? 'card:doNotCall.allow' : 'card:doNotCall.forbid')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={15} stroke={1.6} />} onClick={removeIt}>{t('card.remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function EmailLine({ client, email }: { readonly client: ClientCard; readonly email: ClientEmail }) {
  const { t } = useTranslation('clients')
  const remove = useCommand('clients.removeEmail')
  const removeIt = () => remove.mutate({ id: email.id }, { onSuccess: ({ changeId }) => notifyDone(t('removedEmail'), changeId) })
  return (
    <div className={css.reach}>
      <span>
        <EditField
          label={t('field.email')}
          value={email.email}
          placeholder=""
          save={async (text) => (text === '' ? removeIt() : await call('clients.changeEmail', { id: email.id, email: text }))}
        />
      </span>
      <GateButton
        client={client}
        channel="email"
        contactId={email.contactId}
        label={`${t('card.write')}: ${email.email}`}
        picture={IconMail}
        onClick={() => void reachOut({ clientId: client.id, channel: 'email', address: email.email })}
      />
      <RemoveButton what={email.email} size={24} onRemove={removeIt} />
    </div>
  )
}

type GateButtonProps = {
  readonly client: ClientCard
  readonly channel: Channel
  readonly contactId: string | null
  readonly label: string
  readonly picture: Icon
  readonly onClick: () => void
}

/** Leads to a call or a message; its colour and title tell whether an offer may be made. */
function GateButton({ client, channel, contactId, label, picture: Picture, onClick }: GateButtonProps) {
  const { t } = useTranslation('card')
  const { gate, reason } = gateOf(client, channel, { contactId })
  const why = t(`gate.${reason}`)
  return (
    <ActionIcon className={css.gate} data-gate={gate} size={24} aria-label={`${label}. ${why}`} title={`${label}. ${why}`} onClick={onClick}>
      <Picture size={15} stroke={1.6} />
    </ActionIcon>
  )
}

import { ActionIcon, Menu } from '@mantine/core'
import { IconCopy, IconDotsVertical, IconMail, IconPhone, IconPhoneOff, IconShieldCheck, IconShieldX, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ClientCard, ClientContact, ClientEmail, ClientPhone } from '#shared/contract/clients.ts'
import { dayOf } from '#shared/day.ts'
import { formatPhone } from '#shared/phone.ts'
import { call } from '../../app/api.ts'
import { useCommand } from '../../app/data.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { copyText } from '../../ui/copyText.ts'
import { Card } from '../../ui/Page.tsx'
import { EditField } from './EditField.tsx'
import { dial, writeTo } from './reachOut.ts'
import css from './clients.module.css'

/** How a client is reached: the firm's own numbers and addresses, then those of each person. */
export function ClientPeople({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('clients')
  const addContact = (name: string) => (name === '' ? Promise.resolve() : call('clients.addContact', { clientId: client.id, name, role: null }))
  return (
    <>
      <Card title={t('card.reach')}>
        <Reach client={client} contactId={null} />
        <CallConsent client={client} />
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
  const { t } = useTranslation('clients')
  const remove = useCommand('clients.removeContact')
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
        <ActionIcon
          size={22}
          aria-label={`${t('card.remove')}: ${person.name}`}
          title={t('card.remove')}
          onClick={() => remove.mutate({ id: person.id }, { onSuccess: ({ changeId }) => notifyDone(t('removedPerson', { name: person.name }), changeId) })}
        >
          <IconTrash size={14} stroke={1.6} />
        </ActionIcon>
      </div>
      <div className={`${css.reach} k-muted`}>
        <EditField
          label={t('field.role')}
          value={person.role ?? ''}
          placeholder={t('field.role')}
          save={(role) => call('clients.changeContact', { id: person.id, role: role === '' ? null : role })}
        />
      </div>
      <Reach client={client} contactId={person.id} />
    </div>
  )
}

/** Whether the client agreed to be called with offers; what is chosen is written into the history. */
function CallConsent({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation(['clients', 'calls'])
  const format = useFormat()
  const { timeZone } = useFirm()
  const record = useCommand('calls.recordConsent')
  const { callConsent } = client
  const kind = callConsent === null ? 'future' : callConsent.state === 'given' ? 'ok' : 'overdue'
  return (
    <div className={css.reach}>
      <span className="k-muted">{t('consent.call')}</span>
      <ChoiceMenu
        label={t('consent.call')}
        value={callConsent?.state ?? null}
        placeholder={t('consent.unknown')}
        options={(['given', 'withdrawn'] as const).map((state) => ({ value: state, label: t(`consent.${state}`) }))}
        onChange={(state) =>
          record.mutate(
            { clientId: client.id, state: state === 'given' ? 'given' : 'withdrawn', basis: null },
            { onSuccess: ({ changeId }) => notifyDone(t('calls:consent.recorded'), changeId) }
          )
        }
      >
        <Badge kind={kind} icon={callConsent?.state === 'given' ? IconShieldCheck : IconShieldX}>
          {callConsent === null ? t('consent.unknown') : `${t(`consent.${callConsent.state}`)} ${format.relativeDay(dayOf(callConsent.at, timeZone))}`}
        </Badge>
      </ChoiceMenu>
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
        <PhoneLine key={phone.id} phone={phone} />
      ))}
      {client.emails.filter((email) => email.contactId === contactId).map((email) => (
        <EmailLine key={email.id} email={email} />
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

function PhoneLine({ phone }: { readonly phone: ClientPhone }) {
  const { t } = useTranslation('clients')
  const remove = useCommand('clients.removePhone')
  const change = useCommand('clients.changePhone')
  const number = formatPhone(phone.e164)
  const removeIt = () => remove.mutate({ id: phone.id }, { onSuccess: ({ changeId }) => notifyDone(t('removedPhone'), changeId) })
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
      {phone.isForbidden && <Badge kind="overdue" icon={IconPhoneOff}>{t('card.forbidden')}</Badge>}
      {phone.isBad && <Badge kind="warn">{t('card.bad')}</Badge>}
      {!phone.isForbidden && !phone.isBad && (
        <ActionIcon size={24} aria-label={`${t('card.call')}: ${number}`} title={t('card.call')} onClick={() => dial(phone.e164)}>
          <IconPhone size={15} stroke={1.6} />
        </ActionIcon>
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
          <Menu.Item leftSection={<IconPhoneOff size={15} stroke={1.6} />} onClick={() => change.mutate({ id: phone.id, isBad: !phone.isBad })}>
            {t(phone.isBad ? 'card.markGood' : 'card.markBad')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} stroke={1.6} />}
            onClick={removeIt}
          >
            {t('card.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function EmailLine({ email }: { readonly email: ClientEmail }) {
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
      <ActionIcon size={24} aria-label={`${t('card.write')}: ${email.email}`} title={t('card.write')} onClick={() => writeTo(email.email)}>
        <IconMail size={15} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        size={24}
        aria-label={`${t('card.remove')}: ${email.email}`}
        title={t('card.remove')}
        onClick={removeIt}
      >
        <IconTrash size={14} stroke={1.6} />
      </ActionIcon>
    </div>
  )
}

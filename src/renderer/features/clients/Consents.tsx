import { ActionIcon, Button, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconMinus, IconPlus, IconX, type Icon } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channels, needsPriorConsent, wordFor, type Channel, type ConsentGate } from '#shared/consent.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { dayOf } from '#shared/day.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFirm, useFormat } from '../../app/format.ts'
import { Card } from '../../ui/Page.tsx'
import { ConsentPanel } from './ConsentPanel.tsx'
import { gateOf } from './reachOut.ts'
import css from './clients.module.css'

type Asked = { readonly contactId: string | null; readonly channels: readonly Channel[]; readonly state: 'given' | 'withdrawn' }

const pictures: Readonly<Record<ConsentGate, Icon>> = { open: IconCheck, warn: IconAlertTriangle, closed: IconX }

/** Who agreed to what: a line for the client and each person, a column for each channel, and how it came about. */
export function Consents({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const [asked, setAsked] = useState<Asked | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const people = [{ id: null, name: t('consent.asFirm') }, ...client.contacts]
  return (
    <Card
      title={t('consent.card')}
      actions={
        <ActionIcon size={24} aria-label={t('consent.title')} title={t('consent.title')} onClick={() => setAsked({ contactId: null, channels, state: 'given' })}>
          <IconPlus size={16} stroke={1.6} />
        </ActionIcon>
      }
    >
      <table className={css.consents}>
        <thead>
          <tr>
            <th><span className="k-spoken">{t('consent.who')}</span></th>
            {channels.map((channel) => <th key={channel} scope="col">{t(`channel.${channel}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id ?? ''}>
              <th scope="row" className="k-cut">{person.name}</th>
              {channels.map((channel) => (
                <td key={channel}>
                  <ConsentCell client={client} person={person} channel={channel} onOpen={(state) => setAsked({ contactId: person.id, channels: [channel], state })} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.hintLine}>{t(needsPriorConsent(client.country) ? 'consent.ruleNeeded' : 'consent.ruleWarn')}</p>
      {client.consents.length > 0 && (
        <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t('consent.history', { count: client.consents.length })}
        </Button>
      )}
      {isOpen && <ConsentHistory client={client} />}
      {asked && <ConsentPanel client={client} {...asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}

type ConsentCellProps = {
  readonly client: ClientCard
  readonly person: { readonly id: string | null; readonly name: string }
  readonly channel: Channel
  readonly onOpen: (state: 'given' | 'withdrawn') => void
}

function ConsentCell({ client, person, channel, onOpen }: ConsentCellProps) {
  const { t } = useTranslation('card')
  const format = useFormat()
  const { timeZone } = useFirm()
  const word = wordFor(client.consents, person.id, channel)
  const { gate, reason } = gateOf(client, channel, { contactId: person.id })
  const said = word === null ? t('consent.unknown') : `${t(`consent.${word.state}`)} ${format.day(dayOf(word.at, timeZone))}`
  const about = [`${person.name}, ${t(`channel.${channel}`)}: ${said}`, word?.basis, t(`gate.${reason}`)].filter(Boolean).join('. ')
  const Picture = word === null && gate !== 'warn' ? IconMinus : pictures[gate]
  return (
    <UnstyledButton className={css.consent} data-gate={gate} aria-label={about} title={about} onClick={() => onOpen(word?.state === 'given' ? 'withdrawn' : 'given')}>
      <Picture size={14} stroke={2.2} aria-hidden />
    </UnstyledButton>
  )
}

function ConsentHistory({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const nameOf = (id: string | null) => client.contacts.find((person) => person.id === id)?.name ?? (id === null ? t('consent.asFirm') : t('consent.former'))
  return (
    <ol className={css.consentHistory}>
      {client.consents.toReversed().map((word) => {
        const facts = [
          word.basis && `${t('consent.basis')}: ${word.basis}`,
          word.origin && `${t('consent.origin')}: ${word.origin}`,
          word.wording && `„${word.wording}”`,
          word.byId && t('consent.by', { name: words.userName(word.byId) })
        ].filter(Boolean)
        return (
          <li key={word.id} className="k-selectable">
            <b>{format.day(dayOf(word.at, timeZone))} · {nameOf(word.contactId)} · {t(`channel.${word.channel}`)}: {t(`consent.${word.state}`)}</b>
            {facts.map((fact) => <Fragment key={fact}><br />{fact}</Fragment>)}
          </li>
        )
      })}
    </ol>
  )
}

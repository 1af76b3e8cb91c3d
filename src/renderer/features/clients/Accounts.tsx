import { ActionIcon } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ClientAccount } from '#shared/contract/card.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { formatIban } from '#shared/identifiers.ts'
import { call } from '../../app/api.ts'
import { useCommand } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import { copyText } from '../../ui/copyText.ts'
import { Card } from '../../ui/Page.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import { DayField } from './DayField.tsx'
import { EditField } from './EditField.tsx'
import { numberChecks } from './numberChecks.ts'
import css from './clients.module.css'

/** Bank accounts with what the white list of VAT payers said of them. */
export function Accounts({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const checks = numberChecks(client.country, t)
  const add = (iban: string) =>
    iban === '' ? Promise.resolve() : call('accounts.add', { clientId: client.id, iban, bankName: null, currency: null })
  return (
    <Card title={t('account.title')}>
      {client.accounts.map((account) => <Account key={account.id} client={client} account={account} />)}
      <div className={css.reach}>
        <span>
          <EditField label={t('account.add')} value="" placeholder={`+ ${t('account.add')}`} check={checks.iban} save={add} />
        </span>
      </div>
    </Card>
  )
}

function Account({ client, account }: { readonly client: ClientCard; readonly account: ClientAccount }) {
  const { t } = useTranslation(['card', 'clients'])
  const { t: tCard } = useTranslation('card')
  const format = useFormat()
  const remove = useCommand('accounts.remove')
  const change = useCommand('accounts.change')
  const { id, whiteList } = account
  const iban = formatIban(account.iban)
  return (
    <div className={css.block}>
      <div className={css.reach}>
        <span className={`k-number ${css.iban}`}>
          <EditField
            label={t('account.number')}
            value={account.iban}
            placeholder=""
            format={formatIban}
            check={numberChecks(client.country, tCard).iban}
            save={(value) => (value === '' ? Promise.resolve() : call('accounts.change', { id, change: { iban: value } }))}
          />
        </span>
        <ActionIcon size={22} aria-label={`${t('account.copy')}: ${iban}`} title={t('account.copy')} onClick={() => void copyText(account.iban).then(() => notifyDone(t('account.copied')))}>
          <IconCopy size={14} stroke={1.6} />
        </ActionIcon>
        <RemoveButton what={iban} size={22} onRemove={() => remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('account.removed'), changeId) })} />
      </div>
      <div className={css.pair}>
        <span>
          <EditField
            label={t('account.bank')}
            value={account.bankName ?? ''}
            placeholder={t('account.bank')}
            save={(value) => call('accounts.change', { id, change: { bankName: value === '' ? null : value } })}
          />
        </span>
        <ChoiceMenu
          label={t('account.currency')}
          value={account.currency}
          placeholder={t('account.currency')}
          options={[null, 'PLN', 'EUR', 'UAH', 'USD', 'GBP', 'CZK', 'CHF'].map((value) => ({ value, label: value ?? '–' }))}
          onChange={(currency) => change.mutate({ id, change: { currency } })}
        />
      </div>
      <div className={css.pair}>
        <ChoiceMenu
          label={t('account.whiteList')}
          value={whiteList?.state ?? null}
          placeholder={t('account.notChecked')}
          options={[
            { value: 'listed', label: t('account.listed') },
            { value: 'missing', label: t('account.missing') },
            { value: null, label: t('account.notChecked') }
          ]}
          onChange={(state) => change.mutate({ id, change: { whiteList: state === 'listed' || state === 'missing' ? { state, on: format.today } : null } })}
        >
          <Badge kind={whiteList === null ? 'future' : whiteList.state === 'listed' ? 'ok' : 'overdue'}>
            {whiteList === null ? t('account.notChecked') : t(`account.${whiteList.state}`)}
          </Badge>
        </ChoiceMenu>
        {whiteList !== null && (
          <DayField
            label={t('account.checkedOn')}
            value={whiteList.on}
            placeholder={t('account.checkedOn')}
            save={(on) => (on === null ? Promise.resolve() : call('accounts.change', { id, change: { whiteList: { state: whiteList.state, on } } }))}
          />
        )}
      </div>
    </div>
  )
}

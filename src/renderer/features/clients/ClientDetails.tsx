import { ActionIcon } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { clientKinds, type ClientCard } from '#shared/contract/clients.ts'
import { formatNip } from '#shared/identifiers.ts'
import { call } from '../../app/api.ts'
import { useCommand } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { ChoiceMenu } from '../../ui/ChoiceMenu.tsx'
import type { FieldHint } from '../../ui/fieldHint.tsx'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import { CountryChoice } from './CountryChoice.tsx'
import { EditField } from './EditField.tsx'
import { numberChecks } from './numberChecks.ts'
import { openSite } from './reachOut.ts'
import { clientLanguages } from './languages.ts'

type TextField =
  | 'shortName' | 'taxNumber' | 'registryNumber' | 'courtNumber' | 'euVatNumber' | 'street' | 'postalCode' | 'town' | 'region' | 'website' | 'description'

/** The facts about a client, each edited where it stands; numbers are checked while they are typed. */
export function ClientDetails({ client }: { readonly client: ClientCard }) {
  const { t, i18n } = useTranslation(['clients', 'card'])
  const { t: tCard } = useTranslation('card')
  const words = useDictionaries()
  const format = useFormat()
  const change = useCommand('clients.change')
  const { id, country } = client
  const checks = numberChecks(country, tCard)
  const languages = new Intl.DisplayNames(i18n.language, { type: 'language' })
  const text = (
    field: TextField,
    label: string,
    more?: { readonly multiline?: boolean; readonly format?: (value: string) => string; readonly check?: (text: string) => FieldHint | null }
  ) => ({
    label,
    value: (
      <EditField
        label={label}
        value={client[field] ?? ''}
        placeholder={t('field.add')}
        save={(value) => call('clients.change', { id, change: { [field]: value === '' ? null : value } })}
        {...more}
      />
    )
  })
  const registry = country === 'PL' ? 'REGON' : country === 'UA' ? t('card:field.edrpou') : t('field.registryNumber')
  const taxNumber = country === 'PL' ? 'NIP' : country === 'UA' ? t('card:field.taxNumberUa') : country === 'RU' ? t('card:field.inn') : t('field.taxNumber')
  const site = text('website', t('field.website'))
  return (
    <Card title={t('card.details')}>
      <KeyValueList
        items={[
          text('shortName', t('field.shortName')),
          ...client.formerNames.map((former) => ({
            label: t('card:field.formerName', { day: format.day(former.untilOn) }),
            value: former.name
          })),
          text('taxNumber', taxNumber, { check: checks.taxNumber, ...(country === 'PL' && { format: formatNip }) }),
          text('registryNumber', registry, { check: checks.registryNumber }),
          ...(country === 'PL' || client.courtNumber !== null ? [text('courtNumber', 'KRS', { check: checks.courtNumber })] : []),
          text('euVatNumber', t('card:field.euVatNumber'), { check: checks.euVatNumber }),
          {
            label: t('card:field.isVatPayer'),
            value: (
              <ChoiceMenu
                label={t('card:field.isVatPayer')}
                value={client.isVatPayer === null ? null : String(client.isVatPayer)}
                placeholder={t('field.add')}
                options={[
                  { value: 'true', label: t('card:yes') },
                  { value: 'false', label: t('card:no') },
                  { value: null, label: t('card:unknown') }
                ]}
                onChange={(value) => change.mutate({ id, change: { isVatPayer: value === null ? null : value === 'true' } })}
              />
            )
          },
          text('street', t('card:field.legalStreet')),
          text('postalCode', t('field.postalCode')),
          text('town', t('field.town')),
          text('region', t('field.region')),
          {
            label: t('field.country'),
            value: <CountryChoice value={country} onChange={(value) => change.mutate({ id, change: { country: value } })} />
          },
          {
            label: t('field.website'),
            value: (
              <>
                {site.value}
                {client.website !== null && (
                  <ActionIcon size={20} aria-label={`${t('form.open')}: ${client.website}`} title={t('form.open')} onClick={() => openSite(client.website ?? '')}>
                    <IconExternalLink size={14} stroke={1.6} />
                  </ActionIcon>
                )}
              </>
            )
          },
          {
            label: t('card:field.language'),
            value: (
              <ChoiceMenu
                label={t('card:field.language')}
                value={client.language}
                placeholder={t('field.add')}
                options={[{ value: null, label: '–' }, ...clientLanguages.map((code) => ({ value: code as string, label: languages.of(code) ?? code }))]}
                onChange={(language) => change.mutate({ id, change: { language } })}
              />
            )
          },
          {
            label: t('field.kind'),
            value: (
              <ChoiceMenu
                label={t('field.kind')}
                value={client.kind}
                placeholder=""
                options={clientKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
                onChange={(kind) => change.mutate({ id, change: { kind: kind === 'person' ? 'person' : 'company' } })}
              />
            )
          },
          {
            label: t('field.source'),
            value: (
              <ChoiceMenu
                label={t('field.source')}
                value={client.sourceId}
                placeholder={t('field.add')}
                options={[{ value: null, label: '–' }, ...words.sourceOptions(client.sourceId)]}
                onChange={(sourceId) => change.mutate({ id, change: { sourceId } })}
              />
            )
          },
          text('description', t('field.description'), { multiline: true }),
          { label: t('field.created'), value: format.dayTime(client.createdAt) }
        ]}
      />
    </Card>
  )
}

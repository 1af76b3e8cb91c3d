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
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import { EditField } from './EditField.tsx'
import { openSite } from './reachOut.ts'

type TextField = 'shortName' | 'taxNumber' | 'registryNumber' | 'street' | 'postalCode' | 'town' | 'region' | 'website' | 'description'

/** Countries that come first in the list: where the firms of our users sell. */
const countries = ['PL', 'UA', 'DE', 'CZ', 'SK', 'LT', 'LV', 'EE', 'RO', 'HU', 'BG', 'MD', 'GE', 'KZ', 'GB', 'FR', 'IT', 'ES', 'NL', 'BE', 'AT', 'SE', 'NO', 'DK', 'FI', 'US'] as const

/** The facts about a client, each edited where it stands. */
export function ClientDetails({ client }: { readonly client: ClientCard }) {
  const { t, i18n } = useTranslation('clients')
  const words = useDictionaries()
  const format = useFormat()
  const change = useCommand('clients.change')
  const { id } = client
  const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
  const text = (field: TextField, more?: { readonly multiline?: boolean; readonly format?: (value: string) => string }) => ({
    label: t(`field.${field}`),
    value: (
      <EditField
        label={t(`field.${field}`)}
        value={client[field] ?? ''}
        placeholder={t('field.add')}
        save={(value) => call('clients.change', { id, change: { [field]: value === '' ? null : value } })}
        {...more}
      />
    )
  })
  const countryCodes = countries.some((code) => code === client.country) ? countries : [client.country, ...countries]
  return (
    <Card title={t('card.details')}>
      <KeyValueList
        items={[
          text('taxNumber', client.country === 'PL' ? { format: formatNip } : {}),
          text('registryNumber'),
          text('street'),
          text('postalCode'),
          text('town'),
          text('region'),
          {
            label: t('field.country'),
            value: (
              <ChoiceMenu
                label={t('field.country')}
                value={client.country}
                placeholder={client.country}
                options={countryCodes.map((code) => ({ value: code, label: names.of(code) ?? code }))}
                onChange={(country) => country !== null && change.mutate({ id, change: { country } })}
              />
            )
          },
          {
            label: t('field.website'),
            value: (
              <>
                {text('website').value}
                {client.website !== null && (
                  <ActionIcon size={20} aria-label={`${t('form.open')}: ${client.website}`} title={t('form.open')} onClick={() => openSite(client.website ?? '')}>
                    <IconExternalLink size={14} stroke={1.6} />
                  </ActionIcon>
                )}
              </>
            )
          },
          text('shortName'),
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
                options={[{ value: null, label: '–' }, ...words.sources.map((source) => ({ value: source.id, label: words.nameOf('source', source) }))]}
                onChange={(sourceId) => change.mutate({ id, change: { sourceId } })}
              />
            )
          },
          text('description', { multiline: true }),
          { label: t('field.created'), value: format.dayTime(client.createdAt) }
        ]}
      />
    </Card>
  )
}

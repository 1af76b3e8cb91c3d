import { ActionIcon, Group } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { formatNip } from '#shared/identifiers.ts'
import { useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { KeyValueList } from '../../ui/KeyValueList.tsx'
import { Card } from '../../ui/Page.tsx'
import { PropertyList } from './ClientProperties.tsx'
import { NextStepBadge } from './NextStepBadge.tsx'
import { PhoneButton } from './PhoneButton.tsx'
import { TimelineList } from './Timeline.tsx'
import css from './clients.module.css'

type ClientPreviewProps = { readonly clientId: string; readonly name: string; readonly onClose: () => void; readonly onOpen: () => void }

/** A look at the client under the cursor, beside the list: whom to ring, what is next, what happened last. */
export function ClientPreview({ clientId, name, onClose, onOpen }: ClientPreviewProps) {
  const { t } = useTranslation(['clients', 'ui'])
  const words = useDictionaries()
  const format = useFormat()
  const card = useRead('clients.get', { id: clientId })
  const events = useRead('clients.timeline', { clientId, kinds: [], page: { offset: 0, limit: 8 } }, { keepPrevious: false })
  const client = card.data
  return (
    <aside className={css.preview} aria-label={name} data-pane>
      <Card
        fill
        title={
          <button type="button" className={css.previewTitle} onClick={onOpen} title={name}>
            {name}
          </button>
        }
        actions={
          <ActionIcon size={24} onClick={onClose} aria-label={t('ui:close')} title={`${t('ui:close')} (Esc)`}>
            <IconX size={15} stroke={1.6} />
          </ActionIcon>
        }
      >
        {client?.id === clientId && (
          <div className={css.previewBody}>
            {client.phones.length > 0 && (
              <Group gap={8}>
                {client.phones.slice(0, 3).map((phone) => <PhoneButton key={phone.id} client={client} phone={phone} />)}
              </Group>
            )}
            <KeyValueList
              items={[
                { label: t('card.next'), value: client.next ? <NextStepBadge next={client.next} hasText /> : t('card.noNext') },
                { label: t('field.town'), value: client.town },
                { label: t('field.taxNumber'), value: client.taxNumber !== null && client.country === 'PL' ? formatNip(client.taxNumber) : client.taxNumber },
                { label: t('field.owner'), value: words.userName(client.ownerId) || t('filter.nobody') },
                { label: t('numbers.lastContact'), value: client.lastContactAt === null ? t('numbers.never') : format.ago(client.lastContactAt) }
              ]}
            />
            <PropertyList clientId={clientId} />
            {events.data && <TimelineList items={events.data.rows} />}
          </div>
        )}
      </Card>
    </aside>
  )
}

import { Button } from '@mantine/core'
import { IconCopyCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCommand, useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import css from './duplicates.module.css'
import { openMerge } from './mergePlace.ts'

/** On a client's card: whom it looks like, with what can be done about it. */
export function PossibleDuplicates({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('duplicates')
  const { data } = useRead('duplicates.ofClient', { clientId }, { keepPrevious: false })
  const dismiss = useCommand('duplicates.dismiss')
  if (!data || data.length === 0) return null
  return (
    <div className={css.possible} role="note">
      {data.map((pair) => {
        const other = pair.first.id === clientId ? pair.second : pair.first
        return (
          <div key={pair.id}>
            <IconCopyCheck size={15} stroke={1.6} aria-hidden />
            <span className="k-cut">
              {t('card.looksLike')}{' '}
              <a href={`#/clients/${other.id}`} onClick={(event) => (event.preventDefault(), go(`/clients/${other.id}`))}>{other.name}</a>
              <span className="k-muted"> · {pair.reasons.map((reason) => t(`share.${reason}`)).join(', ')}</span>
            </span>
            <Button size="compact-sm" variant="default" onClick={() => openMerge([clientId, other.id], 'clients')}>{t('compare')}</Button>
            <Button
              size="compact-sm"
              variant="subtle"
              loading={dismiss.isPending}
              onClick={() =>
                dismiss.mutate(
                  { pairs: [{ firstId: clientId, secondId: other.id }] },
                  { onSuccess: ({ changeId }) => notifyDone(t('dismissed', { count: 1 }), changeId) }
                )
              }
            >
              {t('dismiss')}
            </Button>
          </div>
        )
      })}
    </div>
  )
}

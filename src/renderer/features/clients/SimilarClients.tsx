import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatPhone } from '#shared/phone.ts'
import { useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import css from './clients.module.css'

type Typed = { readonly name: string; readonly taxNumber: string; readonly phone: string; readonly email: string; readonly town: string; readonly country: string }

type SimilarClientsProps = {
  readonly typed: Typed
  readonly onOpen: () => void
  /** The firm that the new client was said to be another branch of. */
  readonly branchOf: string | null
  readonly onBranch: (id: string | null) => void
}

/** Clients that may be the one being typed, with what they share; another branch of one of them is added all the same. */
export function SimilarClients({ typed, onOpen, branchOf, onBranch }: SimilarClientsProps) {
  const { t } = useTranslation('clients')
  const isEnough = [typed.name, typed.taxNumber, typed.phone, typed.email].some((text) => text.trim().length >= 3)
  const { data } = useRead('clients.similar', { ...typed, exceptId: null }, { enabled: isEnough })
  const isGone = branchOf !== null && (!isEnough || (data !== undefined && !data.some((client) => client.id === branchOf)))
  // What is no longer shown as chosen must not be saved.
  useEffect(() => {
    if (isGone) onBranch(null)
  }, [isGone, onBranch])
  if (!isEnough || !data || data.length === 0) return null
  return (
    <section className={css.similar} aria-live="polite">
      <h3>{t('form.similar')}</h3>
      {data.map((client) => (
        <div key={client.id} className={css.similarRow}>
          <div>
            <div className="k-cut">{client.name}</div>
            <div className="k-cut k-muted">
              {[client.sharedBy.map((by) => t(`shares.${by}`)).join(', '), client.town, client.phone && formatPhone(client.phone)].filter(Boolean).join(' · ')}
            </div>
          </div>
          <Button
            size="compact-sm"
            variant={branchOf === client.id ? 'light' : 'subtle'}
            aria-pressed={branchOf === client.id}
            title={t('form.branchHint')}
            onClick={() => onBranch(branchOf === client.id ? null : client.id)}
          >
            {t('form.branch')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onOpen()
              go(`/clients/${client.id}`)
            }}
          >
            {t('form.open')}
          </Button>
        </div>
      ))}
    </section>
  )
}

import { Button } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter } from '#shared/contract/clients.ts'
import { countConditions } from '#shared/contract/filters.ts'
import { Kbd } from '../../../ui/Kbd.tsx'
import { withRules } from './conditions.ts'
import { FilterBuilder } from './FilterBuilder.tsx'
import { RuleChips } from './RuleChips.tsx'
import css from './filters.module.css'

type Narrowing = {
  readonly open: () => void
  readonly button: ReactNode
  /** The conditions in words, on a line of their own; nothing while there are none. */
  readonly chips: ReactNode
  readonly panel: ReactNode
}

/** What belongs to clients (deals, the funnel, the analysis) narrowed to some of them, in the way of the client list (S-6); `label` stands before the conditions. */
export function useClientNarrowing(filter: ClientFilter | null, onChange: (filter: ClientFilter | null) => void, label?: string): Narrowing {
  const { t } = useTranslation('filters')
  const [isOpen, setIsOpen] = useState(false)
  const open = () => setIsOpen(true)
  const rules = filter?.rules
  const count = rules ? countConditions(rules) : 0
  // A deal of somebody archived since is a deal all the same.
  const apply = (next: ClientFilter) => onChange(next.rules ? { archived: 'with', ...next } : null)
  return {
    open,
    button: (
      <Button variant="default" leftSection={<IconFilter size={15} stroke={1.6} />} rightSection={<Kbd keys="KeyF" />} onClick={open}>
        {t('ofClients')}{count > 0 && ` (${count})`}
      </Button>
    ),
    chips: rules && (
      <div className={css.narrowed}>
        <span className="k-muted">{label ?? t('dealsOf')}</span>
        <RuleChips rules={rules} onChange={(next) => apply(withRules(filter, next))} onOpen={open} />
      </div>
    ),
    panel: isOpen && (
      <FilterBuilder filter={filter ?? { archived: 'with' }} title={t('ofClientsTitle')} submitLabel={t('narrow')} onApply={apply} onClose={() => setIsOpen(false)} />
    )
  }
}

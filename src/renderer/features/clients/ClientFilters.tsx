import { Button, Menu, Pill, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconCheck, IconFilter, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { clientStatuses, type ClientFilter } from '#shared/contract/clients.ts'
import { useRead } from '../../app/data.ts'
import type { DictionaryWords } from '../../app/dictionaries.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { withRules } from './filters/conditions.ts'
import { RuleChips } from './filters/RuleChips.tsx'
import css from './clients.module.css'

const quietDays = [30, 90, 180] as const

/** A copy of the filter with one thing changed; undefined takes it out. */
function changed<K extends keyof ClientFilter>(filter: ClientFilter, key: K, value: ClientFilter[K]): ClientFilter {
  const { [key]: _former, ...rest } = filter
  return value === undefined ? (rest as ClientFilter) : ({ ...rest, [key]: value } as ClientFilter)
}

type SearchBoxProps = { readonly inputRef: RefObject<HTMLInputElement | null>; readonly text: string; readonly onChange: (text: string) => void }

/** Finds while typing; Enter and the down arrow go on in the list. */
export function SearchBox({ inputRef, text, onChange }: SearchBoxProps) {
  const { t } = useTranslation('clients')
  const [typed, setTyped] = useState(text)
  // The first key at once, then as often as a list can be drawn: nobody waits for the end of their typing.
  const tell = useDebouncedCallback(onChange, { delay: 80, leading: true, maxWait: 70 })
  const told = useRef(text)
  useEffect(() => {
    if (text === told.current) return
    told.current = text
    setTyped(text)
  }, [text])
  function type(next: string) {
    setTyped(next)
    told.current = next.trim() === '' ? '' : next
    tell(next)
  }
  return (
    <TextInput
      ref={inputRef}
      className={css.search}
      type="search"
      placeholder={t('search')}
      aria-label={t('search')}
      maxLength={200}
      leftSection={<IconSearch size={15} stroke={1.6} />}
      rightSection={typed === '' ? <Kbd keys="$mod+Slash" /> : undefined}
      rightSectionWidth={typed === '' ? 52 : undefined}
      rightSectionPointerEvents="none"
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed !== '') type('')
        else if (event.key === 'Enter' || event.key === 'ArrowDown') {
          tell.flush()
          document.querySelector<HTMLElement>('[role=grid]')?.focus()
        } else return
        event.preventDefault()
      }}
    />
  )
}

type FilterProps = { readonly filter: ClientFilter; readonly onChange: (filter: ClientFilter) => void; readonly words: DictionaryWords }

/** Mine, a colleague's or nobody's. */
export function OwnerFilter({ filter, onChange, words, userId }: FilterProps & { readonly userId: string | null }) {
  const { t } = useTranslation('clients')
  const options = [
    ...(userId === null ? [] : [{ value: userId, label: t('filter.mine') }]),
    ...words.users.filter((user) => user.id !== userId).map((user) => ({ value: user.id, label: user.name })),
    { value: 'none', label: t('filter.nobody') }
  ]
  return (
    <Select
      className={css.owner}
      aria-label={t('filter.owner')}
      placeholder={t('filter.owner')}
      data={options}
      value={filter.ownerId ?? null}
      onChange={(value) => onChange(changed(filter, 'ownerId', value ?? undefined))}
      clearable
      searchable={options.length > 8}
    />
  )
}

type MoreFiltersProps = FilterProps & { readonly onOpenRules: () => void }

/** Everything else that narrows the list. */
export function MoreFilters(props: MoreFiltersProps) {
  const { t } = useTranslation('clients')
  return (
    <Menu position="bottom-start" width={260} closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFilter size={15} stroke={1.6} />}>{t('filter.more')}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={460} style={{ overflowY: 'auto' }}>
        <MoreChoices {...props} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** Read and drawn only while the menu is open: the screen is drawn again for every letter of a search. */
function MoreChoices({ filter, onChange, words, onOpenRules }: MoreFiltersProps) {
  const { t } = useTranslation(['clients', 'filters'])
  const towns = useRead('clients.towns', {})
  const pick = <K extends keyof ClientFilter>(key: K, value: ClientFilter[K]) => onChange(changed(filter, key, filter[key] === value ? undefined : value))
  return (
    <>
      <Menu.Item closeMenuOnClick leftSection={<IconAdjustmentsHorizontal size={15} stroke={1.6} />} rightSection={<Kbd keys="KeyF" />} onClick={onOpenRules}>
        {t('filters:open')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{t('filter.status')}</Menu.Label>
      {clientStatuses.map((status) => (
        <MenuCheck key={status} label={t(`status.${status}`)} isOn={filter.status === status} onClick={() => pick('status', status)} />
      ))}
      <Menu.Divider />
      <MenuCheck label={t('filter.withoutNext')} isOn={filter.withoutNextStep === true} onClick={() => pick('withoutNextStep', true)} />
      <MenuCheck label={t('filter.openDeal')} isOn={filter.hasOpenDeal === true} onClick={() => pick('hasOpenDeal', true)} />
      {quietDays.map((days) => (
        <MenuCheck key={days} label={t('filter.noContact', { count: days })} isOn={filter.noContactDays === days} onClick={() => pick('noContactDays', days)} />
      ))}
      <MenuCheck label={t('filter.archivedWith')} isOn={filter.archived === 'with'} onClick={() => pick('archived', 'with')} />
      <Menu.Divider />
      <Menu.Label>{t('filter.town')}</Menu.Label>
      <Select
        mx={8}
        mb={6}
        aria-label={t('filter.town')}
        placeholder={t('filter.any')}
        data={[...(towns.data ?? [])]}
        value={filter.town ?? null}
        onChange={(value) => onChange(changed(filter, 'town', value ?? undefined))}
        searchable
        clearable
        limit={100}
        comboboxProps={{ withinPortal: false }}
      />
      <Menu.Label>{t('filter.source')}</Menu.Label>
      <Select
        mx={8}
        mb={8}
        aria-label={t('filter.source')}
        placeholder={t('filter.any')}
        data={words.sourceOptions()}
        value={filter.sourceId ?? null}
        onChange={(value) => onChange(changed(filter, 'sourceId', value ?? undefined))}
        clearable
        comboboxProps={{ withinPortal: false }}
      />
    </>
  )
}

function MenuCheck({ label, isOn, onClick }: { readonly label: string; readonly isOn: boolean; readonly onClick: () => void }) {
  return (
    <Menu.Item role="menuitemcheckbox" aria-checked={isOn} onClick={onClick} rightSection={isOn && <IconCheck size={14} stroke={2} />}>
      {label}
    </Menu.Item>
  )
}

/** What narrows the list beside the search and the owner, each to be taken away. */
export function FilterChips({ filter, onChange, words, onOpenRules }: FilterProps & { readonly onOpenRules: () => void }) {
  const { t } = useTranslation('clients')
  const lists = useRead('calls.lists', { state: 'open' }, { enabled: filter.callListId !== undefined })
  const listName = lists.data?.find((list) => list.id === filter.callListId)?.name
  const labels: Partial<Record<keyof ClientFilter, string>> = {
    ...(filter.status && { status: t(`status.${filter.status}`) }),
    ...(filter.sourceId && { sourceId: words.sourceName(filter.sourceId) }),
    ...(filter.town && { town: filter.town }),
    ...(filter.importRunId && { importRunId: t('filter.import') }),
    ...(filter.callListId && { callListId: listName ?? t('filter.callList') }),
    ...(filter.hasOpenDeal && { hasOpenDeal: t('filter.openDeal') }),
    ...(filter.withoutNextStep && { withoutNextStep: t('filter.withoutNext') }),
    ...(filter.noContactDays && { noContactDays: t('filter.noContact', { count: filter.noContactDays }) }),
    ...(filter.archived && { archived: t(filter.archived === 'only' ? 'filter.archivedOnly' : 'filter.archivedWith') })
  }
  const shown = Object.entries(labels) as [keyof ClientFilter, string][]
  const rules = filter.rules
  if (shown.length === 0 && !rules) return null
  return (
    <div className={css.chips}>
      {shown.map(([key, label]) => (
        <Pill
          key={key}
          withRemoveButton
          removeButtonProps={{ 'aria-label': t('filter.remove', { name: label }), tabIndex: 0, 'aria-hidden': false }}
          onRemove={() => onChange(changed(filter, key, undefined))}
        >
          {label}
        </Pill>
      ))}
      {rules && <RuleChips rules={rules} onChange={(next) => onChange(withRules(filter, next))} onOpen={onOpenRules} />}
    </div>
  )
}

import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconBolt, IconSearch } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/Kbd.tsx'
import { useAvailableActions, type AvailableAction } from './actions.ts'
import { showError } from './errors.tsx'
import { sections } from './sections.ts'

/** Something found by its words: a client, a deal, an invoice. */
export type Found = {
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly icon?: ReactNode
  readonly open: () => void
}

export type SearchProvider = (query: string) => Promise<readonly Found[]>

const [store, palette] = createSpotlight()

export const openPalette = palette.open

const groups = ['here', 'file', 'go', 'help'] as const

/** Ctrl+K: one field for what can be found and what can be done. */
export function Palette({ searchProvider }: { readonly searchProvider?: SearchProvider | undefined }) {
  const { t } = useTranslation(['app', 'actions'])
  const [query, setQuery] = useState('')
  const found = useFound(query, searchProvider)
  const available = useAvailableActions().filter((action) => action.id !== 'palette')
  const labelOf = (action: AvailableAction) => action.label ?? t((action.labelKey ?? '') as 'actions:create')
  const wanted = query.trim().toLocaleLowerCase()
  const matching = available.filter((action) => labelOf(action).toLocaleLowerCase().includes(wanted))
  const results = [...found, ...matching].map((one) => one.id).join(' ')
  useEffect(() => {
    if (wanted !== '' && results !== '') chooseFirst()
  }, [wanted, results])
  const isNothing = found.length === 0 && matching.length === 0

  return (
    <Spotlight.Root store={store} query={query} onQueryChange={setQuery} shortcut={null} lockScroll={false} centered={false} yOffset={72} overlayProps={{ backgroundOpacity: 0.25, blur: 0 }} scrollable maxHeight={420} clearQueryOnClose attributes={{ content: { 'aria-label': t('actions:palette') } }}>
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={17} stroke={1.6} />}
      />
      <Spotlight.ActionsList>
        {found.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.found')}>
            {found.map((one) => (
              <Spotlight.Action
                key={one.id}
                label={one.label}
                description={one.description}
                leftSection={one.icon}
                onClick={one.open}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {groups.map((group) => {
          const ofGroup = matching.filter((action) => action.group === group)
          if (ofGroup.length === 0) return null
          return (
            <Spotlight.ActionsGroup key={group} label={t(`palette.${group}`)}>
              {ofGroup.map((action) => (
                <Spotlight.Action
                  key={action.id}
                  label={labelOf(action)}
                  leftSection={<ActionIcon id={action.id} />}
                  rightSection={action.keys !== null && <Kbd keys={action.keys} />}
                  onClick={() => setTimeout(action.run)}
                />
              ))}
            </Spotlight.ActionsGroup>
          )
        })}
        {isNothing && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** Enter takes the first result; Spotlight by itself chooses none until an arrow is pressed. */
function chooseFirst(): void {
  const list = document.getElementById(store.getState().listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.setState((state) => ({ ...state, selected: 0 }))
}

function ActionIcon({ id }: { readonly id: string }) {
  const Picture = sections.find((section) => section.id === id)?.icon ?? IconBolt
  return <Picture size={16} stroke={1.6} />
}

/** Asks for each pause in typing; an answer that comes late is dropped. */
function useFound(query: string, searchProvider: SearchProvider | undefined): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([])
  const wanted = query.trim()
  useEffect(() => {
    if (!searchProvider || wanted === '') return
    let isLate = false
    const timer = setTimeout(() => {
      searchProvider(wanted).then((answer) => !isLate && setFound(answer), showError)
    }, 60)
    return () => {
      isLate = true
      clearTimeout(timer)
    }
  }, [wanted, searchProvider])
  return wanted === '' ? nothingFound : found
}

const nothingFound: readonly Found[] = []

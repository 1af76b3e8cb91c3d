import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconNote } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Corrected, NoteHit } from '#shared/contract/clients.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { Panel } from '../../ui/Panel.tsx'
import css from './clients.module.css'

const mostShown = 50

type SearchNotesProps = { readonly text: string; readonly corrected: Corrected | null }

/** What a search has to say beside its rows: a word put right, and the notes in which the words stand. */
export function SearchNotes({ text, corrected }: SearchNotesProps) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  // Notes can wait until the typing pauses.
  const [asked] = useDebouncedValue(text.trim(), 180)
  const isAsked = asked.length >= 3 && text.trim() !== ''
  const { data } = useRead('clients.findNotes', { text: asked.slice(0, 200), page: { offset: 0, limit: mostShown } }, { enabled: isAsked })
  const found = isAsked && data && data.total > 0 ? data : null
  if (!corrected && !found) return null
  return (
    <div className={css.searchNotes} role="status">
      {corrected && <span>{t('searching.corrected', { typed: corrected.typed, shown: corrected.shown })}</span>}
      {found && (
        <Button size="compact-sm" variant="subtle" leftSection={<IconNote size={15} stroke={1.6} />} onClick={() => setIsOpen(true)}>
          {t('searching.inNotes', { count: found.total, shown: format.count(found.total, found.isTotalExact) })}
        </Button>
      )}
      {found && isOpen && (
        <Panel title={t('searching.notesTitle', { text: asked })} opened onClose={() => setIsOpen(false)}>
          <ul className={css.noteHits}>
            {found.rows.map((hit) => (
              <li key={hit.id}>
                <button type="button" onClick={() => go(`/clients/${hit.clientId}`)}>
                  <span className="k-cut">
                    <b>{hit.clientName}</b>
                    <span className="k-muted"> {[hit.town, format.dayTime(hit.at)].filter(Boolean).join(' · ')}</span>
                  </span>
                  <Snippet hit={hit} />
                </button>
              </li>
            ))}
          </ul>
          {found.total > found.rows.length && <p className="k-muted">{t('searching.moreNotes', { shown: mostShown })}</p>}
        </Panel>
      )}
    </div>
  )
}

function Snippet({ hit }: { readonly hit: NoteHit }) {
  return (
    <span>
      {hit.text.slice(0, hit.from)}
      <mark>{hit.text.slice(hit.from, hit.to)}</mark>
      {hit.text.slice(hit.to)}
    </span>
  )
}

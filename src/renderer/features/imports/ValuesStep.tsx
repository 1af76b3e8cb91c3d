import { Button, Menu, Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { decidingLists, growingLists, type ImportPart, type UnknownList, type ValueList, type ValueMatch } from '#shared/contract/imports.ts'
import { countryCodes } from '#shared/countries.ts'
import { useJob, useRead } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { errorText } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { clientLanguages } from '../clients/languages.ts'
import { currencies } from '../invoices/currencies.ts'
import { ImportFrame } from './ImportFrame.tsx'
import { Notice } from './Notice.tsx'
import { ReadingFile, stopJobs } from './ReadingFile.tsx'
import { changeWizard, matchKey, setValues, useWizard, valuesKey, type Wizard } from './wizard.ts'
import css from './imports.module.css'

type Option = { readonly value: string; readonly label: string }
const isNew = 'new'
const isEmpty = 'empty'
const ours = 'id:'

/** Words of the files that none of our lists has: what each of them means. Without any the step is gone through unseen. */
export function ValuesStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const search = useJob('imports.values', { onError: () => true })
  const { start: look } = search
  const key = valuesKey(wizard)
  const found = wizard.unknownLists?.key === key ? wizard.unknownLists.lists : undefined
  const isKnown = found !== undefined
  useEffect(() => {
    const parts = JSON.parse(key) as ImportPart[] | null
    if (isKnown || !parts) return undefined
    void look({ parts }).then((done) => done && settle(key, done.value))
    return () => stopJobs('imports.values')
  }, [key, isKnown, look])

  const undecided = found ? countUndecided(found, wizard.values) : 0
  const next = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const isReady = isKnown && undecided === 0
  const back = () => changeWizard({ step: 'columns' })
  const forward = isReady ? { label: t('toCheck'), run: () => changeWizard({ step: 'check' }) } : undefined
  // Where something is to be decided the focus goes there, otherwise on.
  useEffect(() => {
    if (isKnown) (list.current?.querySelector<HTMLElement>('tr[data-undecided] input') ?? next.current)?.focus()
  }, [isKnown])

  return (
    <ImportFrame
      step="values"
      forward={forward}
      onBack={back}
      main={
        <>
          <Button variant="default" onClick={back}>{t('back')}</Button>
          <Button ref={next} disabled={!isReady} onClick={forward?.run} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('toCheck')}</Button>
        </>
      }
    >
      {search.state === 'running' && <ReadingFile what={t('values.reading')} progress={search.progress} onStop={search.cancel} />}
      {(search.state === 'failed' || search.state === 'cancelled') && (
        <Notice kind={search.state === 'failed' ? 'problem' : 'info'} action={<Button size="compact-sm" variant="default" onClick={() => changeWizard({ step: 'check' })}>{t('toCheck')}</Button>}>
          {search.error && search.state === 'failed' ? errorText(search.error) : t('values.stopped')}
        </Notice>
      )}
      {found && found.length > 0 && (
        <>
          <Notice kind={undecided > 0 ? 'warn' : 'info'} title={undecided > 0 ? t('values.undecided', { count: undecided }) : t('values.title')}>{t('values.hint')}</Notice>
          <div className={css.valueLists} ref={list}>
            {found.map((one) => (
              <ListOfValues key={`${one.list}/${one.propertyId}`} found={one} wizard={wizard} />
            ))}
          </div>
        </>
      )}
    </ImportFrame>
  )
}

/** Keeps what was found with the most likely meaning of each word; when all is known the check comes at once. */
function settle(key: string, lists: readonly UnknownList[]): void {
  const wizard = useWizard.getState()
  if (wizard.step !== 'values' || valuesKey(wizard) !== key) return
  const guesses = lists.flatMap((found) => found.values.flatMap(({ value, guess }): ValueMatch[] => {
    const word = { list: found.list, propertyId: found.propertyId, value }
    if (wizard.values[matchKey(word)]) return []
    if (guess !== null) return [{ ...word, to: { id: guess } }]
    return decidingLists.has(found.list) ? [] : [{ ...word, to: growingLists.has(found.list) ? isNew : isEmpty }]
  }))
  setValues(guesses)
  changeWizard({ unknownLists: { key, lists }, ...(lists.length === 0 && { step: 'check' as const }) })
}

function countUndecided(lists: readonly UnknownList[], values: Wizard['values']): number {
  return lists.reduce((sum, { list, propertyId, values: words }) => sum + words.filter(({ value }) => !values[matchKey({ list, propertyId, value })]).length, 0)
}

function ListOfValues({ found, wizard }: { readonly found: UnknownList; readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const options = useOptions(found, wizard)
  const { list, propertyId, values, valueCount, columns } = found
  const canGrow = growingLists.has(list)
  const property = useRead('properties.list', {}, { enabled: propertyId !== null }).data?.find(({ id }) => id === propertyId)
  const setAll = (to: 'new' | 'empty') => setValues(values.map(({ value }) => ({ list, propertyId, value, to })))
  const more = valueCount - values.length
  return (
    <Card
      padding={false}
      title={property?.name ?? t(`values.list.${list}`)}
      actions={
        <div className={css.valueActions}>
          <span className={css.aside}>{t('values.columns', { columns: columns.join(', ') })}</span>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} stroke={1.6} />}>{t('values.all')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {canGrow && <Menu.Item onClick={() => setAll('new')}>{t('values.allNew')}</Menu.Item>}
              <Menu.Item onClick={() => setAll('empty')}>{t('values.allEmpty')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      }
    >
      <table className={css.values}>
        <thead>
          <tr>
            <th>{t('values.word')}</th>
            <th className={css.valueCount}>{t('values.rows')}</th>
            <th>{t('values.means')}</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ value, count, guess }) => (
            <ValueLine key={value} word={{ list, propertyId, value }} count={format.count(count)} guess={guess} options={options} wizard={wizard} />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className={css.moreValues}>
          {t('values.more', { count: more })} {t(decidingLists.has(list) ? 'values.moreFail' : list === 'category' || list === 'choice' ? 'values.moreNew' : 'values.moreEmpty')}
        </p>
      )}
    </Card>
  )
}

type ValueLineProps = {
  readonly word: Pick<ValueMatch, 'list' | 'propertyId' | 'value'>
  readonly count: string
  readonly guess: string | null
  readonly options: readonly Option[]
  readonly wizard: Wizard
}

function ValueLine({ word, count, guess, options, wizard }: ValueLineProps) {
  const { t } = useTranslation('imports')
  const key = matchKey(word)
  const to = wizard.values[key]?.to
  const chosen = to === undefined ? null : typeof to === 'string' ? to : ours + to.id
  const isGuess = to !== undefined && typeof to !== 'string' && to.id === guess
  const data = useMemo(
    () => [
      { value: isEmpty, label: t(emptyWords[word.list] ?? 'values.empty') },
      ...(growingLists.has(word.list) ? [{ value: isNew, label: t('values.makeNew', { value: word.value }) }] : []),
      ...options
    ],
    [t, word.list, word.value, options]
  )
  return (
    <tr data-undecided={to === undefined || undefined}>
      <th scope="row">
        <span className="k-cut" title={word.value}>{word.value}</span>
      </th>
      <td className={css.valueCount}>{count}</td>
      <td>
        <div className={css.fieldChoice}>
          <Select
            aria-label={t('values.meaningOf', { value: word.value })}
            placeholder={t('values.choose')}
            data={data}
            value={data.some(({ value }) => value === chosen) ? chosen : null}
            searchable
            openOnFocus={false}
            selectFirstOptionOnChange
            maxDropdownHeight={320}
            w={264}
            error={to === undefined}
            onChange={(value) => value !== null && setValues([{ ...word, to: value === isNew || value === isEmpty ? value : { id: value.slice(ours.length) } }])}
          />
          {to === 'new' && <Badge kind="info">{t('values.isNew')}</Badge>}
          {wizard.remembered.has(key) ? <Badge kind="plain">{t('values.remembered')}</Badge> : isGuess && <Badge kind="warn">{t('values.guess')}</Badge>}
        </div>
      </td>
    </tr>
  )
}

const emptyWords: Partial<Record<ValueList, 'values.emptyStage' | 'values.emptyOutcome' | 'values.emptyCurrency'>> = {
  stage: 'values.emptyStage', outcome: 'values.emptyOutcome', currency: 'values.emptyCurrency'
}

/** Entries of the list that a word may mean, by their names in the user's language. */
function useOptions({ list, propertyId }: UnknownList, wizard: Wizard): readonly Option[] {
  const { t, i18n } = useTranslation(['imports', 'clients'])
  const words = useDictionaries()
  const categories = useRead('categories.list', {}, { enabled: list === 'category' }).data
  const properties = useRead('properties.list', {}, { enabled: list === 'choice' }).data
  return useMemo(() => {
    const of = (rows: readonly { readonly id: string; readonly label: string }[]): Option[] => rows.map(({ id, label }) => ({ value: ours + id, label }))
    const sorted = (rows: Option[]) => rows.sort((a, b) => a.label.localeCompare(b.label, i18n.language))
    switch (list) {
      case 'stage': {
        const first = words.stages.find(({ outcome }) => outcome === 'open')
        return of(words.stages.filter(({ pipelineId }) => pipelineId === first?.pipelineId).map((stage) => ({ id: stage.id, label: words.nameOf('stage', stage) })))
      }
      case 'outcome':
        return of((['won', 'lost', 'open'] as const).map((id) => ({ id, label: t(`values.outcome.${id}`) })))
      case 'lostReason':
        return of(words.lostReasons.map((reason) => ({ id: reason.id, label: words.nameOf('lostReason', reason) })))
      case 'source':
        return of(words.sources.map((source) => ({ id: source.id, label: words.nameOf('source', source) })))
      case 'user':
        return of(words.users.map(({ id, name }) => ({ id, label: name })))
      case 'category':
        return of((categories ?? []).map(({ id, name }) => ({ id, label: name })))
      case 'choice':
        return of(properties?.find(({ id }) => id === propertyId)?.choices.map(({ id, name }) => ({ id, label: name })) ?? [])
      case 'currency':
        return of(currencies(wizard.currency ?? 'PLN').map((code) => ({ id: code, label: code })))
      case 'country': {
        const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
        return sorted(of(countryCodes.map((code) => ({ id: code, label: names.of(code) ?? code }))))
      }
      case 'language': {
        const names = new Intl.DisplayNames(i18n.language, { type: 'language' })
        return of(clientLanguages.map((code) => ({ id: code, label: names.of(code) ?? code })))
      }
      case 'status':
        return of((['prospect', 'active', 'former'] as const).map((id) => ({ id, label: t(`clients:status.${id}`) })))
      case 'clientKind':
        return of((['company', 'person'] as const).map((id) => ({ id, label: t(`values.clientKind.${id}`) })))
      case 'noteKind':
        return of((['note', 'call', 'meeting', 'email', 'sms'] as const).map((id) => ({ id, label: t(`values.noteKind.${id}`) })))
    }
  }, [list, propertyId, words, categories, properties, wizard.currency, i18n.language, t])
}

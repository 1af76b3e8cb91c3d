import { Button } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importOutcomes, type ImportPartCheck } from '#shared/contract/imports.ts'
import { useJob } from '../../app/data.ts'
import { errorText, showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { CheckedRows } from './CheckedRows.tsx'
import { Counts } from './Counts.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import { OutcomeBadge } from './OutcomeBadge.tsx'
import { MendChecked, rowsToMend } from './MendChecked.tsx'
import { Notice } from './Notice.tsx'
import { PartTabs } from './PartTabs.tsx'
import { ReadingFile, stopJobs } from './ReadingFile.tsx'
import type { Importing } from './useImporting.ts'
import { useSource } from './useSource.ts'
import { beforeCheck, changeWizard, currentPart, partName, rowChoices, type Wizard } from './wizard.ts'
import css from './imports.module.css'

/** What would come of every row of every file, before anything is written. */
export function CheckStep({ wizard, importing }: { readonly wizard: Wizard; readonly importing: Importing }) {
  const { t } = useTranslation('imports')
  const { sourceId, remember } = useSource(wizard)
  const check = useJob('imports.check', { onError: () => true })
  const { start: look } = check
  const [isStarting, setIsStarting] = useState(false)
  const [isMending, setIsMending] = useState(false)
  const choices = rowChoices(wizard)
  const key = JSON.stringify(choices)
  useEffect(() => {
    const asked = JSON.parse(key) as typeof choices
    if (asked) void look(asked)
    return stopCheck
  }, [key, look])
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => next.current?.focus(), [])

  const result = check.state === 'done' ? check.result : undefined
  const sums = result && sumOf(result.parts)
  const coming = sums ? sums.createdCount + sums.updatedCount : undefined
  // A file that cannot be read to its end would come in by half.
  const isReadable = check.state !== 'failed' && coming !== 0
  const canStart = choices !== null && sourceId !== null && isReadable && !isStarting
  async function start() {
    if (!choices || sourceId === null) return
    setIsStarting(true)
    remember()
    try {
      stopCheck()
      const { ownerIds, categoryIds, segment, consent, propertyValues, parts } = wizard
      const input = { ...choices, sourceId, ownerIds: [...ownerIds], categoryIds: [...categoryIds], segment, consent: consent && { ...consent, channels: [...consent.channels], basis: consent.basis.trim() || null, wording: consent.wording.trim() || null }, propertyValues: [...propertyValues] }
      await importing.start(input, parts.length === 1 ? partName(parts[0]!) : t('run.files', { count: parts.length }))
    } catch (error) {
      showError(error)
    } finally {
      setIsStarting(false)
    }
  }
  const label = coming === undefined ? t('startUnknown') : t('start', { count: coming })
  const again = choices && <Button size="compact-sm" variant="default" onClick={() => void check.start(choices)}>{t('check.again')}</Button>
  const back = () => changeWizard({ step: beforeCheck(wizard), failure: null })
  const problem = wizard.failure?.error ?? (check.state === 'failed' ? check.error : undefined)
  const part = currentPart(wizard)
  const partCheck = result?.parts.find((one) => one.part === wizard.current)
  const toMend = useMemo(() => (partCheck ? rowsToMend(partCheck).length : 0), [partCheck])
  // While cells are put right, the key that goes on takes them first.
  const isAtCells = isMending && toMend > 0

  return (
    <ImportFrame
      step="check"
      takesFile
      forward={canStart && !isAtCells ? { label, run: () => void start() } : undefined}
      onBack={back}
      main={
        <>
          <Button variant="default" onClick={back}>{t('back')}</Button>
          <Button ref={next} disabled={!canStart} loading={isStarting} onClick={() => void start()} rightSection={isAtCells ? undefined : <Kbd keys="$mod+Enter" isOnMain />}>{label}</Button>
        </>
      }
    >
      <PartTabs wizard={wizard} />
      {problem && (
        <Notice kind="problem" action={again}>{errorText(problem)}</Notice>
      )}
      {check.state === 'running' && <ReadingFile what={t('check.checking')} hint={t('check.skip')} progress={check.progress} onStop={check.cancel} />}
      {check.state === 'cancelled' && (
        <Notice kind="info" action={again}>{t('check.failed')}</Notice>
      )}
      {partCheck && part && (
        <>
          <Counts counts={partCheck} isAhead />
          <Problems check={partCheck} />
          {isAtCells ? (
            <MendChecked key={part.key} check={partCheck} part={part} onDone={() => setIsMending(false)} />
          ) : (
            <CheckedRows check={partCheck} part={part} wizard={wizard} {...(toMend > 0 && { onMend: () => setIsMending(true), toMend })} />
          )}
        </>
      )}
    </ImportFrame>
  )
}

function sumOf(parts: readonly ImportPartCheck[]): { readonly createdCount: number; readonly updatedCount: number } {
  const sum = (count: 'createdCount' | 'updatedCount') => parts.reduce((total, part) => total + part[count], 0)
  return { createdCount: sum('createdCount'), updatedCount: sum('updatedCount') }
}

function stopCheck(): void {
  stopJobs('imports.check')
}

function Problems({ check }: { readonly check: ImportPartCheck }) {
  const { t } = useTranslation('imports')
  // What is lost first, then what is only remarked on; each kind with its most frequent problem first.
  const shown = useMemo(() => importOutcomes.flatMap((outcome) => check.problems.filter((problem) => problem.outcome === outcome)).slice(0, 7), [check])
  if (check.createdCount + check.updatedCount === 0) {
    return (
      <>
        <Notice kind={check.failedCount > 0 ? 'problem' : 'info'}>{t(check.failedCount > 0 ? 'check.nothing' : 'check.nothingNew')}</Notice>
        <ProblemList problems={shown} />
      </>
    )
  }
  if (shown.length === 0) return <Notice kind="ok">{t('check.allGood')}</Notice>
  return <ProblemList problems={shown} />
}

function ProblemList({ problems }: { readonly problems: ImportPartCheck['problems'] }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  if (problems.length === 0) return null
  return (
    <Card title={t('check.problems')}>
      <ul className={css.problems}>
        {problems.map(({ problem, outcome, count, firstRow, firstDetail }) => (
          <li key={`${outcome}/${problem}`}>
            <b className="k-number">{format.count(count)}</b>
            <OutcomeBadge outcome={outcome} />
            <span>{t(`problem.${problem}`)}</span>
            <span className="k-muted k-cut">
              {t('check.firstRow', { row: firstRow })}
              {firstDetail && `: ${firstDetail}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

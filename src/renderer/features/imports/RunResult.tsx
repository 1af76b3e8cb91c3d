import { Button, Menu, Progress } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconPencil, IconPhonePlus, IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importProblems, type ImportOutcome, type ImportRun, type ImportRunDetails } from '#shared/contract/imports.ts'
import { useJob, useRead } from '../../app/data.ts'
import { errorText, showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { screens } from '../../app/routes.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { AddToListPanel } from '../calls/AddToListPanel.tsx'
import { Counts } from './Counts.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import { Notice } from './Notice.tsx'
import { MendRows } from './MendRows.tsx'
import { ProblemRows } from './ProblemRows.tsx'
import type { Importing } from './useImporting.ts'
import { restartWizard, useWizard } from './wizard.ts'
import css from './imports.module.css'

/** What an import did, what did not come in, and what can be done with it now. */
export function RunResult({ runId, importing }: { readonly runId: string; readonly importing: Importing }) {
  const read = useRead('imports.get', { importRunId: runId })
  if (read.error) throw read.error
  return read.data ? <Result key={`${read.data.id}/${read.data.state}`} run={read.data} importing={importing} /> : null
}

function Result({ run, importing }: { readonly run: ImportRunDetails; readonly importing: Importing }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const failure = useWizard((wizard) => wizard.failure)
  const undo = useJob('journal.undo')
  const keeping = useJob('imports.keep')
  const isUndoing = undo.state === 'running'
  const [isCalling, setIsCalling] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const [isMending, setIsMending] = useState(false)
  const isOpen = run.state === 'cancelled' || run.state === 'interrupted'
  const canCall = screens.calling !== null && run.target === 'client' && run.state !== 'undone' && run.createdCount + run.updatedCount > 0
  const hasMain = isOpen || canCall
  const forward = isOpen
    ? { label: t('result.continue'), run: () => void importing.goOn(run) }
    : canCall
      ? { label: t('result.call', { count: run.createdCount + run.updatedCount }), run: () => setIsCalling(true) }
      : { label: t('result.again'), run: another }
  const came = run.createdCount + run.updatedCount
  const isUndoable = run.batch.some((one) => one.isUndoable)
  const selection = { kind: 'filter' as const, filter: { importRunId: run.id }, except: [] }

  function showRecords() {
    if (run.target === 'client' && came > 0) go(`/clients?filter=${encodeURIComponent(JSON.stringify({ importRunId: run.id }))}`)
    else go(run.target === 'deal' ? '/deals' : '/clients')
  }
  function another() {
    restartWizard()
    go('/import')
  }
  async function takeBack() {
    if (await undo.start({ changeId: run.changeId })) notifyDone(t('result.undone1'))
  }
  async function keep() {
    if (!(await keeping.start({ importRunId: run.id }))) return
    notifyDone(t('result.kept'))
    another()
  }

  return (
    <ImportFrame
      step="result"
      forward={isUndoing || isMending ? undefined : forward}
      onBack={another}
      main={
        <>
          {hasMain && <Button variant="default" onClick={another}>{t('result.again')}</Button>}
          <Button
            ref={first}
            disabled={isUndoing}
            leftSection={isOpen ? <IconPlayerPlay size={15} stroke={1.6} /> : canCall && <IconPhonePlus size={16} stroke={1.6} />}
            rightSection={<Kbd keys="$mod+Enter" isOnMain />}
            onClick={forward.run}
          >
            {forward.label}
          </Button>
        </>
      }
    >
      {run.batch.length > 1 && (
        <Tabs
          label={t('file.parts')}
          value={run.id}
          onChange={(id) => go(`/import?run=${id}`, { replace: true })}
          items={run.batch.map((one) => ({ value: one.id, label: `${one.fileName} · ${t(`target.${one.target}`)}`, count: one.createdCount + one.updatedCount }))}
        />
      )}
      {failure && failure.runId === run.id && (
        <Notice kind="problem">{errorText(failure.error)}</Notice>
      )}
      <Card>
        <div className={css.resultHead}>
          <div>
            <h2 className={css.runTitle} role="status">
              {run.state === 'done' ? t('result.done', { count: came, name: run.fileName }) : t(`result.${run.state}`, { name: run.fileName })}
            </h2>
            <p className="k-muted">
              {isOpen ? t('result.stoppedHint', { count: came }) : run.state === 'undone' ? t('result.undoneHint') : when(run)}
            </p>
          </div>
          <div className={css.buttons}>
            {isOpen && <Button variant="default" disabled={isUndoing} onClick={() => void keep()}>{t('result.keep')}</Button>}
            {came > 0 && run.state !== 'undone' && (
              <Button variant="default" onClick={showRecords}>{t(run.target === 'deal' ? 'result.showDeals' : 'result.showClients')}</Button>
            )}
            {isUndoable && (
              <Button variant="default" leftSection={<IconArrowBackUp size={16} stroke={1.6} />} loading={isUndoing} onClick={() => void takeBack()}>
                {t(run.batch.length > 1 ? 'result.undoAll' : 'result.undo')}
              </Button>
            )}
          </div>
        </div>
        {isUndoing && <Progress mt={10} size={8} aria-label={t('result.undoing')} value={share(undo.progress)} />}
      </Card>
      <Counts counts={run} {...(run.createdCount > 0 && run.state !== 'undone' && { onCreated: showRecords })} />
      <DanglingLinks run={run} />
      {isMending ? (
        <MendRows run={run} onDone={() => setIsMending(false)} />
      ) : (
        <ProblemRows
          run={run}
          save={(outcomes) => (
            <div className={css.buttons}>
              {run.failedCount > 0 && run.state !== 'undone' && (
                <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} stroke={1.6} />} onClick={() => setIsMending(true)}>{t('mend.open')}</Button>
              )}
              <SaveMenu run={run} outcomes={outcomes} />
            </div>
          )}
        />
      )}
      {isCalling && <AddToListPanel selection={selection} onClose={() => setIsCalling(false)} />}
    </ImportFrame>
  )

  function when({ startedAt, endedAt }: ImportRun): string {
    const at = format.dayTime(startedAt)
    return endedAt === null ? at : t('result.when', { when: at, time: format.duration(endedAt - startedAt) })
  }
}

/** Links that lead nowhere in all files of the go, counted over rows that came in and rows that did not. */
function DanglingLinks({ run }: { readonly run: ImportRunDetails }) {
  const { t } = useTranslation('imports')
  if (run.dangling.length === 0) return null
  return <Notice kind="warn">{run.dangling.map(({ problem, count }) => t(`dangling.${problem}`, { count })).join(' ')}</Notice>
}

function share(progress: { readonly done: number; readonly total: number | null } | null): number {
  return progress?.total ? (progress.done / progress.total) * 100 : 0
}

/** Writes rows that did not come in, with their reasons, to a file: to be mended there and imported again. */
function SaveMenu({ run, outcomes }: { readonly run: ImportRun; readonly outcomes: readonly ImportOutcome[] }) {
  const { t } = useTranslation('imports')
  const exporting = useJob('imports.exportProblems')
  async function save(kind: 'xlsx' | 'csv') {
    try {
      const name = `${run.fileName.replace(/\.\w+$/, '')} ${t('result.exportFile')}`
      const path = await chooseSavePath({ title: t('result.export'), name, extension: kind, kind: t(`result.${kind}`) })
      if (path === null) return
      const words = Object.fromEntries(importProblems.map((problem) => [problem, t(`problem.${problem}`)]))
      const titles = { row: t('result.row'), reason: t('result.reason'), value: t('result.value') }
      const done = await exporting.start({ importRunId: run.id, outcomes: [...outcomes], path, titles, words })
      if (done) notifyDone(t('result.exportDone', { count: done.value.rowCount, name: fileName(path) }))
    } catch (error) {
      showError(error)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} stroke={1.6} />}>{t('result.export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('xlsx')}>{t('result.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => void save('csv')}>{t('result.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

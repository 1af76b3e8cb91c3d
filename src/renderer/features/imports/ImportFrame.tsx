import { IconCheck } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../app/actions.ts'
import { showError } from '../../app/errors.tsx'
import { useDroppedFiles } from '../../app/useDroppedFiles.ts'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { addFiles, changeWizard, openFiles, type Step } from './wizard.ts'
import css from './imports.module.css'

const steps = ['file', 'columns', 'values', 'check', 'run', 'result'] as const
type ShownStep = (typeof steps)[number]

type ImportFrameProps = {
  readonly step: ShownStep
  /** Buttons at the right top, the main one last. */
  readonly main?: ReactNode
  /** What the main button does; Ctrl+Enter does it from anywhere, also while typing. */
  readonly forward?: { readonly label: string; readonly run: () => void } | undefined
  /** One step back; Esc does it. */
  readonly onBack?: () => void
  /** A file may be dropped here. */
  readonly takesFile?: boolean
  /** A dropped file comes beside those that are open, instead of them. */
  readonly takesMore?: boolean
  readonly children: ReactNode
}

/** What stands around every step: where in the import the user is, and how it goes on. */
export function ImportFrame({ step, main, forward, onBack, takesFile, takesMore, children }: ImportFrameProps) {
  const { t } = useTranslation('imports')
  const isOver = useDroppedFiles(takesFile === true, (paths) => void (takesMore ? addFiles(paths) : openFiles(paths)).catch(showError))
  useActions(forward ? [{ id: 'imports.forward', label: forward.label, keys: '$mod+Enter', run: forward.run }] : [])

  // Before a field sees it: Enter in an open list would choose there.
  function onKeyDownCapture(event: KeyboardEvent) {
    if (!(event.ctrlKey || event.metaKey) || event.code !== 'Enter' || !forward || isOpen('[role=dialog]')) return
    event.preventDefault()
    event.stopPropagation()
    forward.run()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.code !== 'Escape' || !onBack || event.defaultPrevented || isOpen('[role=listbox], [role=menu], [role=dialog]')) return
    event.preventDefault()
    onBack()
  }

  return (
    <div className={css.screen} onKeyDownCapture={onKeyDownCapture} onKeyDown={onKeyDown}>
      <Page>
        <PageHeader title={t('title')} main={main}>
          <Steps step={step} />
        </PageHeader>
        {children}
      </Page>
      {isOver && <div className={css.over}>{t('file.dropNow')}</div>}
    </div>
  )
}

function isOpen(selector: string): boolean {
  return [...document.querySelectorAll(selector)].some((element) => element.checkVisibility())
}

const isStep = (step: ShownStep): step is Step => step === 'file' || step === 'columns' || step === 'values' || step === 'check'

function Steps({ step }: { readonly step: ShownStep }) {
  const { t } = useTranslation('imports')
  const at = steps.indexOf(step)
  return (
    <ol className={css.steps} aria-label={t('steps.label')}>
      {steps.map((one, index) => {
        const isPast = index < at
        const content = (
          <>
            <span className={css.stepNumber} aria-hidden>{isPast ? <IconCheck size={12} stroke={2.4} /> : index + 1}</span>
            {t(`steps.${one}`)}
          </>
        )
        return (
          <li key={one} className={css.step} data-past={isPast || undefined} aria-current={index === at ? 'step' : undefined}>
            {isPast && isStep(one) && isStep(step) ? (
              <button type="button" onClick={() => changeWizard({ step: one })}>{content}</button>
            ) : (
              <span>{content}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}

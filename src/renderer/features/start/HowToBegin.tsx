import { Button, Progress, UnstyledButton } from '@mantine/core'
import { IconArrowLeft, IconFileSpreadsheet, IconSparkles } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { showError } from '../../app/errors.tsx'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { demoSize, useDemo } from '../settings/useDemo.ts'
import css from './start.module.css'

type HowToBeginProps = {
  /** Writes down who works here; does nothing the second time. */
  readonly setUp: () => Promise<void>
  readonly onBack: (() => void) | undefined
}

/** Import, demo data or an empty base: one Enter and work begins. */
export function HowToBegin({ setUp, onBack }: HowToBeginProps) {
  const { t } = useTranslation('start')
  const { count } = useFormat()
  const [isBusy, setIsBusy] = useState(false)
  const { isLoading, progress, load } = useDemo()

  async function begin(work: () => Promise<void> | void) {
    setIsBusy(true)
    try {
      await setUp()
      await work()
    } catch (error) {
      showError(error)
    } finally {
      setIsBusy(false)
    }
  }

  async function loadDemo() {
    if (await load()) go('/today', { replace: true })
  }

  return (
    <section className={css.card}>
      <h1>{t('welcome.howTitle')}</h1>
      <div className={css.choices} onKeyDown={moveFocus}>
        <UnstyledButton className={css.choice} disabled={isBusy} autoFocus data-autofocus onClick={() => void begin(() => go('/import', { replace: true }))}>
          <IconFileSpreadsheet size={26} stroke={1.5} aria-hidden />
          <strong>{t('welcome.import')}</strong>
          <span>{t('welcome.importText')}</span>
        </UnstyledButton>
        <UnstyledButton className={css.choice} disabled={isBusy} onClick={() => void begin(loadDemo)}>
          <IconSparkles size={26} stroke={1.5} aria-hidden />
          <strong>{t('welcome.demo')}</strong>
          <span>{t('welcome.demoText')}</span>
        </UnstyledButton>
      </div>
      {isLoading && (
        <div className={css.progress} role="status">
          <Progress value={((progress?.done ?? 0) / (progress?.total ?? demoSize.clientCount)) * 100} aria-label={t('welcome.demoRunning')} />
          <span className="k-number">
            {t('welcome.demoRunning')}: {t('welcome.demoCount', { done: count(progress?.done ?? 0), total: count(demoSize.clientCount) })}
          </span>
        </div>
      )}
      <div className={css.foot}>
        {onBack && (
          <Button variant="subtle" color="gray" disabled={isBusy} leftSection={<IconArrowLeft size={15} stroke={1.8} />} onClick={onBack}>
            {t('welcome.back')}
          </Button>
        )}
        <p className={css.hint}>{t('welcome.offline')}</p>
        <div className={css.spring} />
        <Button variant="subtle" disabled={isBusy} onClick={() => void begin(() => go('/today', { replace: true }))}>
          {t('welcome.empty')}
        </Button>
      </div>
    </section>
  )
}

/** Arrows go from one choice to the other. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons[at + step]?.focus()
  event.preventDefault()
}

import { Popover, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScoreLine } from '#shared/contract/scores.ts'
import { useRead } from '../../app/data.ts'
import { signed, useScoreWords } from './useScoreWords.ts'
import css from './scores.module.css'

/** The lead score on the card; a click says why (S-17). */
export function ClientScore({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('scores')
  const [isOpen, setIsOpen] = useState(false)
  const figures = useRead('analysis.client', { clientId })
  const score = figures.data?.score ?? null
  if (score === null) return null
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={420} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <UnstyledButton className={css.badge} data-tone={score >= 70 ? 'high' : score < 40 ? 'low' : undefined} title={t('why', { score })} onClick={() => setIsOpen(!isOpen)}>
          {t('short')} <strong>{score}</strong>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Why clientId={clientId} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Why({ clientId }: { readonly clientId: string }) {
  const { t } = useTranslation('scores')
  const words = useScoreWords()
  const why = useRead('scores.explain', { clientId })
  if (why.error) throw why.error
  if (!why.data) return null
  const { score, start, lines, closedCount, neededCount } = why.data
  const say = (line: ScoreLine) =>
    line.kind === 'rule' ? words.sayGroup(line.condition) : `${words.sayFactor(line)}: ${words.sayValue(line)}`
  return (
    <div className={css.why} tabIndex={-1} data-autofocus>
      <h3>{t('why', { score })}</h3>
      <table>
        <tbody>
          <tr>
            <td>{t('start')}</td>
            <td className={css.points}>{start}</td>
          </tr>
          {lines.map((line) => (
            <tr key={line.kind === 'rule' ? line.ruleId : `${line.factor} ${line.propertyId ?? ''} ${line.value}`}>
              <td>
                {say(line)}
                {line.kind === 'history' && <span className="k-muted"> · {t('cases', { won: line.wonCount, count: line.closedCount })}</span>}
              </td>
              <td className={css.points} data-sign={line.points > 0 ? 'plus' : 'minus'}>{signed(line.points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length === 0 && <p>{t('noLines')}</p>}
      <p>{t('limits')}</p>
      {closedCount < neededCount && <p>{t('historyLater', { needed: neededCount, closed: closedCount })}</p>}
    </div>
  )
}

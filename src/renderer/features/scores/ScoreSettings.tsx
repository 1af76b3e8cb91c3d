import { ActionIcon, Button, Group, NumberInput, Switch } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { ChartConfiguration } from 'chart.js'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterGroup } from '#shared/contract/filters.ts'
import type { FactorValue, ScorePreview, ScoreRuleInput, ScoreSettings as Settings } from '#shared/contract/scores.ts'
import { useCommand, useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { go } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { Chart, type ChartLook } from '../../ui/Chart.tsx'
import { Card, Nothing } from '../../ui/Page.tsx'
import { FilterBuilder } from '../clients/filters/FilterBuilder.tsx'
import { signed, useScoreWords } from './useScoreWords.ts'
import css from './scores.module.css'

const firstPoints = 10
const mostRules = 50
const noCondition: FilterGroup = { match: 'all', rules: [] }

/** Rules of the lead score with their effect before they are kept, and what the firm's own history says (S-17). */
export function ScoreSettings() {
  const settings = useRead('scores.settings', {})
  if (settings.error) throw settings.error
  // Saved rules are new rows: the draft begins anew with them.
  return settings.data ? <Rules key={settings.data.rules.map(({ id }) => id).join()} settings={settings.data} /> : null
}

function Rules({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('scores')
  const format = useFormat()
  const words = useScoreWords()
  const [rules, setRules] = useState<readonly ScoreRuleInput[]>(() => settings.rules.map(({ condition, points, isActive }) => ({ condition, points, isActive })))
  const [edited, setEdited] = useState<number | 'new' | null>(null)
  const [asked] = useDebouncedValue(rules, 250)
  const preview = useRead('scores.preview', { rules: [...asked] })
  const save = useCommand('scores.changeRules')
  if (preview.error) throw preview.error
  const kept = settings.rules.map(({ condition, points, isActive }) => ({ condition, points, isActive }))
  const isChanged = JSON.stringify(rules) !== JSON.stringify(kept)
  const change = (index: number, next: Partial<ScoreRuleInput>) => setRules(rules.map((rule, at) => (at === index ? { ...rule, ...next } : rule)))

  function take(condition: FilterGroup) {
    if (edited === 'new') setRules([...rules, { condition, points: firstPoints, isActive: true }])
    else if (edited !== null) change(edited, { condition })
    setEdited(null)
  }

  function moveUp(index: number) {
    const next = [...rules]
    next.splice(index - 1, 2, rules[index]!, rules[index - 1]!)
    setRules(next)
  }

  return (
    <>
      <p className={css.intro}>{t('intro', { start: settings.start, needed: settings.neededCount })}</p>
      <div className={css.columns}>
        <div className={css.stack}>
          <Card title={t('rules.title')} padding={false}>
            {settings.isUntouched && !isChanged && <Nothing>{t('rules.untouched')}</Nothing>}
            <table className={css.rules}>
              <thead>
                <tr>
                  <th aria-label={t('rules.active')} />
                  <th>{t('rules.condition')}</th>
                  <th>{t('rules.points')}</th>
                  <th className={css.number}>{t('rules.matches')}</th>
                  <th aria-label={t('rules.remove')} />
                </tr>
              </thead>
              <tbody>
                {rules.map((rule, index) => {
                  const said = words.sayGroup(rule.condition)
                  return (
                    <tr key={index} data-off={!rule.isActive || undefined}>
                      <td>
                        <Switch aria-label={`${t('rules.active')}: ${said}`} checked={rule.isActive} onChange={(event) => change(index, { isActive: event.currentTarget.checked })} />
                      </td>
                      <td>
                        <button type="button" className={css.condition} title={t('rules.edit')} onClick={() => setEdited(index)}>{said}</button>
                      </td>
                      <td>
                        <NumberInput
                          w={84}
                          aria-label={`${t('rules.points')}: ${said}`}
                          min={-50}
                          max={50}
                          clampBehavior="strict"
                          allowDecimal={false}
                          value={rule.points}
                          onChange={(points) => typeof points === 'number' && change(index, { points })}
                        />
                      </td>
                      <td className={css.number}>{preview.data?.matchCounts[index] === undefined ? '' : format.count(preview.data.matchCounts[index])}</td>
                      <td>
                        <Group gap={2} wrap="nowrap" justify="flex-end">
                          {index > 0 && (
                            <ActionIcon aria-label={`${t('rules.up')}: ${said}`} title={t('rules.up')} onClick={() => moveUp(index)}>
                              <IconArrowUp size={15} stroke={1.6} />
                            </ActionIcon>
                          )}
                          <ActionIcon aria-label={`${t('rules.remove')}: ${said}`} title={t('rules.remove')} onClick={() => setRules(rules.filter((_rule, at) => at !== index))}>
                            <IconTrash size={15} stroke={1.6} />
                          </ActionIcon>
                        </Group>
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
            {rules.length === 0 && <Nothing>{t('rules.empty')}</Nothing>}
            <div className={css.foot}>
              <Button variant="default" leftSection={<IconPlus size={15} stroke={1.8} />} disabled={rules.length >= mostRules} onClick={() => setEdited('new')}>
                {t('rules.add')}
              </Button>
              {isChanged && (
                <Group gap="xs">
                  <Button variant="subtle" onClick={() => setRules(kept)}>{t('rules.discard')}</Button>
                  <Button
                    loading={save.isPending}
                    onClick={() => save.mutate({ rules: [...rules] }, { onSuccess: ({ changeId }) => notifyDone(t('rules.done'), changeId) })}
                  >
                    {t('rules.save')}
                  </Button>
                </Group>
              )}
            </div>
          </Card>
          <History settings={settings} />
        </div>
        {preview.data ? <Effect preview={preview.data} /> : <Card title={t('preview.title')}><Nothing padding={false}>{t('preview.counting')}</Nothing></Card>}
      </div>
      {edited !== null && (
        <FilterBuilder
          title={t(edited === 'new' ? 'rules.newTitle' : 'rules.editTitle')}
          submitLabel={t('rules.take')}
          filter={edited === 'new' ? {} : { rules: rules[edited]?.condition ?? noCondition }}
          onApply={(filter) => filter.rules && take(filter.rules)}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}

/** How the scores would be spread, and who would be on top. */
function Effect({ preview }: { readonly preview: ScorePreview }) {
  const { t } = useTranslation('scores')
  const key = JSON.stringify([preview.before, preview.after])
  const config = useCallback(
    (look: ChartLook): ChartConfiguration => {
      const [before, after] = JSON.parse(key) as [number[], number[]]
      return {
        type: 'bar',
        data: {
          labels: before.map((_count, index) => `${index * 10}`),
          datasets: [
            { label: t('preview.before'), data: before, backgroundColor: look.grey, borderRadius: 2 },
            { label: t('preview.after'), data: after, backgroundColor: look.main, borderRadius: 2 }
          ]
        },
        options: {
          scales: {
            x: { grid: { display: false }, border: { display: false }, ticks: { maxRotation: 0, autoSkip: false } },
            y: { beginAtZero: true, border: { display: false }, grid: { color: look.line }, ticks: { precision: 0, maxTicksLimit: 5 } }
          },
          plugins: { legend: { position: 'top', align: 'end', labels: { boxWidth: 10, boxHeight: 10, padding: 8 } } }
        }
      }
    },
    [key, t]
  )
  return (
    <Card title={t('preview.title')}>
      <Chart label={t('preview.label')} height={190} config={config} />
      <h3 className={css.heading}>{t('preview.best')}</h3>
      {preview.best.length === 0 && <Nothing padding={false}>{t('preview.none')}</Nothing>}
      <ol className={css.best}>
        {preview.best.map(({ id, name, before, after }) => (
          <li key={id}>
            <button type="button" className={`${css.condition} k-cut`} onClick={() => go(`/clients/${id}`)}>{name}</button>
            <span className="k-number">
              {before !== null && before !== after && <span className="k-muted">{before} → </span>}
              <strong>{after}</strong>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** What closed deals say of each value, with the cases behind it. */
function History({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('scores')
  const format = useFormat()
  const words = useScoreWords()
  const { closedCount, neededCount, wonCount, factors } = settings
  const isLearnt = closedCount >= neededCount
  return (
    <Card title={t('history.title')} padding={false}>
      <Nothing>
        {isLearnt
          ? t('history.of', { won: format.count(wonCount), count: format.count(closedCount), share: format.percent(wonCount / closedCount, 0) })
          : t('historyLater', { needed: neededCount, closed: closedCount })}
      </Nothing>
      {isLearnt && factors.length === 0 && <Nothing>{t('history.none')}</Nothing>}
      {factors.length > 0 && (
        <table className={css.rules}>
          <thead>
            <tr>
              <th>{t('history.factor')}</th>
              <th>{t('history.value')}</th>
              <th className={css.number}>{t('history.cases')}</th>
              <th className={css.number}>{t('rules.points')}</th>
            </tr>
          </thead>
          <tbody>
            {factors.map((one: FactorValue) => (
              <tr key={`${one.factor} ${one.propertyId ?? ''} ${one.value}`}>
                <td>{words.sayFactor(one)}</td>
                <td>{words.sayValue(one)}</td>
                <td className={css.number}>{t('cases', { won: one.wonCount, count: one.closedCount })}</td>
                <td className={css.points} data-sign={one.points > 0 ? 'plus' : one.points < 0 ? 'minus' : undefined}>{signed(one.points)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

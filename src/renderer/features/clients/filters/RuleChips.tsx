import { Pill } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { type FilterGroup, isGroup } from '#shared/contract/filters.ts'
import { useFilterWords } from './useFilterWords.ts'
import css from './filters.module.css'

type RuleChipsProps = { readonly rules: FilterGroup; readonly onChange: (rules: FilterGroup) => void; readonly onOpen: () => void }

/** The conditions in words: each opens them all, and can be taken away. */
export function RuleChips({ rules, onChange, onOpen }: RuleChipsProps) {
  const { t } = useTranslation(['clients', 'filters'])
  const words = useFilterWords()
  const between = t(rules.match === 'all' ? 'filters:and' : 'filters:or')
  return (
    <>
      {rules.match === 'none' && <span className="k-muted">{t('filters:match.none')}:</span>}
      {rules.rules.map((rule, index) => {
        const label = isGroup(rule) ? t('filters:said.group', { count: rule.rules.length }) : words.say(rule)
        return (
          <Fragment key={index}>
            {index > 0 && <span className="k-muted">{between}</span>}
            <Pill
              withRemoveButton
              className={css.rule}
              removeButtonProps={{ 'aria-label': t('filter.remove', { name: label }), tabIndex: 0, 'aria-hidden': false }}
              onRemove={() => onChange({ ...rules, rules: rules.rules.filter((_, at) => at !== index) })}
            >
              <button type="button" className={css.ruleOpen} title={label} onClick={onOpen}>{label}</button>
            </Pill>
          </Fragment>
        )
      })}
    </>
  )
}

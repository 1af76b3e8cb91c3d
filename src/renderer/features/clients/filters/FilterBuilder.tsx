import { ActionIcon, Button, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFilter } from '#shared/contract/clients.ts'
import { countConditions, type FilterCondition, type FilterGroup, isGroup } from '#shared/contract/filters.ts'
import { useRead } from '../../../app/data.ts'
import { FormActions, Panel } from '../../../ui/Panel.tsx'
import { type Asked, askedOf, askedSections, finishedPart, firstCondition, isFinished, isWhole, withRules } from './conditions.ts'
import { ConditionFields } from './ConditionFields.tsx'
import { type FilterWords, useFilterWords } from './useFilterWords.ts'
import css from './filters.module.css'

const most = 40
const deepest = 3

type FilterBuilderProps = {
  readonly filter: ClientFilter
  readonly onApply: (filter: ClientFilter) => void
  readonly onClose: () => void
  /** Where it is no list that is filtered: a rule of the lead score. */
  readonly title?: string
  readonly submitLabel?: string
}

/** Puts a filter together in plain words, with how many clients fit it so far. */
export function FilterBuilder({ filter, onApply, onClose, title, submitLabel }: FilterBuilderProps) {
  const { t } = useTranslation('filters')
  const words = useFilterWords()
  const [group, setGroup] = useState<FilterGroup>(
    () => filter.rules ?? { match: 'all', rules: [firstCondition('lastContact', () => undefined)] }
  )
  const [isMarking, setIsMarking] = useState(false)
  const [asked] = useDebouncedValue(withRules(filter, finishedPart(group)), 150)
  const count = useRead('clients.count', { filter: asked })

  function apply() {
    if (!isWhole(group)) return setIsMarking(true)
    onApply(withRules(filter, finishedPart(group)))
    onClose()
  }

  return (
    <Panel
      title={title ?? t('title')}
      opened
      width={620}
      onClose={onClose}
      onSubmit={apply}
      footer={
        <div className={css.footer}>
          <span role="status" className="k-number">{count.data === undefined ? '' : t('found', { count: count.data })}</span>
          <FormActions onCancel={onClose} submitLabel={submitLabel ?? t('apply')} />
        </div>
      }
    >
      {isMarking && !isWhole(group) && <p className={css.unfinished} role="alert">{t('unfinished')}</p>}
      <GroupFields group={group} depth={1} words={words} isMarking={isMarking} canAdd={countConditions(group) < most} onChange={setGroup} />
    </Panel>
  )
}

type GroupFieldsProps = {
  readonly group: FilterGroup
  readonly depth: number
  readonly words: FilterWords
  readonly isMarking: boolean
  readonly canAdd: boolean
  readonly onChange: (group: FilterGroup) => void
  readonly onRemove?: () => void
}

function GroupFields({ group, depth, words, isMarking, canAdd, onChange, onRemove }: GroupFieldsProps) {
  const { t } = useTranslation('filters')
  const id = useId()
  const set = (index: number, rule: FilterCondition | FilterGroup) => onChange({ ...group, rules: group.rules.map((one, at) => (at === index ? rule : one)) })
  const remove = (index: number) => onChange({ ...group, rules: group.rules.filter((_, at) => at !== index) })
  const add = (rule: FilterCondition | FilterGroup) => onChange({ ...group, rules: [...group.rules, rule] })
  return (
    <div className={css.group} role="group" aria-labelledby={id} data-inner={depth > 1 || undefined}>
      <div className={css.groupHead}>
        <span id={id}>{depth === 1 ? t('show') : t('groupOf')}</span>
        <Select
          w={230}
          aria-label={t('how')}
          allowDeselect={false}
          data={(['all', 'any', 'none'] as const).map((value) => ({ value, label: t(`match.${value}`) }))}
          value={group.match}
          onChange={(match) => match !== null && onChange({ ...group, match })}
        />
        {onRemove && (
          <ActionIcon ml="auto" aria-label={t('removeGroup')} title={t('removeGroup')} onClick={onRemove}>
            <IconX size={15} stroke={1.6} />
          </ActionIcon>
        )}
      </div>
      {group.rules.map((rule, index) =>
        isGroup(rule) ? (
          <GroupFields
            key={index}
            group={rule}
            depth={depth + 1}
            words={words}
            isMarking={isMarking}
            canAdd={canAdd}
            onChange={(next) => set(index, next)}
            onRemove={() => remove(index)}
          />
        ) : (
          <div key={index} className={css.condition} data-missing={(isMarking && !isFinished(rule)) || undefined}>
            <AskedSelect words={words} value={askedOf(rule)} onChange={(asked) => set(index, firstCondition(asked, (propertyId) => words.properties.byId.get(propertyId)?.kind))} />
            <div className={css.fields}>
              <ConditionFields condition={rule} words={words} onChange={(next) => set(index, next)} />
            </div>
            <ActionIcon aria-label={t('remove')} title={t('remove')} onClick={() => remove(index)}>
              <IconX size={15} stroke={1.6} />
            </ActionIcon>
          </div>
        )
      )}
      <div className={css.adds}>
        <Button size="compact-sm" variant="default" disabled={!canAdd} leftSection={<IconPlus size={14} stroke={1.8} />} onClick={() => add(firstCondition('town', () => undefined))}>
          {t('add')}
        </Button>
        {depth < deepest && (
          <Button size="compact-sm" variant="subtle" disabled={!canAdd} onClick={() => add({ match: 'any', rules: [firstCondition('town', () => undefined)] })}>
            {t('addGroup')}
          </Button>
        )}
      </div>
    </div>
  )
}

function AskedSelect({ words, value, onChange }: { readonly words: FilterWords; readonly value: Asked; readonly onChange: (asked: Asked) => void }) {
  const { t } = useTranslation('filters')
  const own = [
    { value: 'category', label: t('fields.category') },
    { value: 'segment', label: t('fields.segment') },
    ...words.properties.all.map((property) => ({ value: `property:${property.id}`, label: property.name }))
  ]
  if (value.startsWith('property:') && !own.some((one) => one.value === value)) own.push({ value, label: t('gone') })
  return (
    <Select
      className={css.asked}
      aria-label={t('what')}
      allowDeselect={false}
      searchable
      maxDropdownHeight={360}
      data={[
        ...askedSections.map((section) => ({ group: t(`sections.${section.id}`), items: section.fields.map((field) => ({ value: field, label: t(`fields.${field}`) })) })),
        { group: t('sections.own'), items: own }
      ]}
      value={value}
      onChange={(next) => next !== null && next !== value && onChange(next as Asked)}
    />
  )
}

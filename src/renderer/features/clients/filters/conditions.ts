import type { ClientFilter } from '#shared/contract/clients.ts'
import {
  choiceFields,
  dayFields,
  type FilterCondition,
  type FilterGroup,
  filterCondition,
  flagFields,
  isGroup,
  numberFields,
  textFields
} from '#shared/contract/filters.ts'
import type { PropertyKind } from '#shared/contract/properties.ts'

/** What can be asked: a field, or a property by its id. */
export type Asked = FilterCondition['field'] | `property:${string}`

/** Everything that can be asked but properties, in the groups of the list. */
export const askedSections: readonly { readonly id: 'client' | 'contact' | 'work' | 'sales' | 'own'; readonly fields: readonly FilterCondition['field'][] }[] = [
  { id: 'work', fields: ['owner', 'status', 'lastContact', 'nextStep', 'nextStepOn', 'source', 'created', 'callList', 'importRun', 'event'] },
  { id: 'sales', fields: ['bought', 'revenue', 'openDeal', 'closedDeal', 'openDealSum', 'openDealCount', 'overdueInvoice', 'dueSum', 'overdueSum', 'firstPurchase', 'lastPurchase', 'margin', 'abcClass', 'xyzClass', 'rfmSegment', 'clientGroup', 'loyalty', 'repeatBuyer', 'purchaseCount', 'leadScore'] },
  { id: 'contact', fields: ['consent', 'hasPhone', 'hasEmail', 'phone', 'email', 'contact', 'contactRole', 'decisionRole', 'birthday', 'hasFile'] },
  {
    id: 'client',
    fields: [
      'name', 'shortName', 'town', 'region', 'country', 'kind', 'isKey', 'isVatPayer', 'taxNumber', 'registryNumber', 'courtNumber', 'euVatNumber', 'street',
      'postalCode', 'otherAddress', 'website', 'language', 'description', 'formerName', 'iban', 'parent', 'recommendedBy', 'externalId'
    ]
  }
]

export const textTests = ['contains', 'lacks', 'equals', 'differs', 'starts', 'filled', 'empty'] as const
export const choiceTests = ['anyOf', 'noneOf', 'filled', 'empty'] as const
export const severalTests = ['anyOf', 'allOf', 'noneOf', 'filled', 'empty'] as const
export const dayTests = ['during', 'notDuring', 'within', 'olderThan', 'ahead', 'filled', 'empty'] as const

const has = (list: readonly string[], field: string) => list.includes(field)
export const isTextField = (field: string) => has(textFields, field)
export const isChoiceField = (field: string) => has(choiceFields, field)
export const isNumberField = (field: string) => has(numberFields, field)
export const isDayField = (field: string) => has(dayFields, field)
export const isFlagField = (field: string) => has(flagFields, field)

/** A new condition about a field, with what is asked most often; what only the user knows is still missing. */
export function firstCondition(asked: Asked, kindOf: (propertyId: string) => PropertyKind | undefined): FilterCondition {
  if (asked.startsWith('property:')) {
    const propertyId = asked.slice('property:'.length)
    const kind = kindOf(propertyId)
    if (kind === 'number') return { field: 'property', propertyId, test: { is: 'between', from: null, to: null } }
    if (kind === 'date') return { field: 'property', propertyId, test: { is: 'during', period: { kind: 'thisYear' } } }
    if (kind === 'yesNo') return { field: 'property', propertyId, test: { is: 'yes' } }
    if (kind === 'text') return { field: 'property', propertyId, test: { is: 'contains', text: '' } }
    return { field: 'property', propertyId, test: { is: 'anyOf', values: [] } }
  }
  const field = asked as FilterCondition['field']
  if (isTextField(field)) return { field, test: { is: 'contains', text: '' } } as FilterCondition
  if (isChoiceField(field)) return { field, test: { is: 'anyOf', values: [] } } as FilterCondition
  if (isNumberField(field)) return { field, test: { is: 'between', from: null, to: null } } as FilterCondition
  if (isDayField(field)) return { field, test: field === 'nextStepOn' ? { is: 'ahead', days: 7 } : { is: 'olderThan', days: 90 } } as FilterCondition
  if (isFlagField(field)) return { field, test: { is: 'yes' } } as FilterCondition
  const first: Readonly<Record<string, FilterCondition>> = {
    consent: { field: 'consent', channel: 'call', state: 'given' },
    nextStep: { field: 'nextStep', state: 'overdue' },
    openDeal: { field: 'openDeal', has: true, stageIds: [], olderThanDays: null, fromMinor: null },
    closedDeal: { field: 'closedDeal', has: true, outcome: 'won', period: { kind: 'thisYear' } },
    overdueInvoice: { field: 'overdueInvoice', has: true, olderThanDays: null },
    bought: { field: 'bought', is: 'notSince', period: { kind: 'lastYear' } },
    revenue: { field: 'revenue', period: { kind: 'last12Months' }, fromMinor: null, toMinor: null },
    event: { field: 'event', has: true, kind: 'contact', dispositionIds: [], byId: null, period: { kind: 'last90' } },
    loyalty: { field: 'loyalty', state: 'lost' },
    birthday: { field: 'birthday', days: 14 },
    abcClass: { field: 'abcClass', values: ['A'] },
    xyzClass: { field: 'xyzClass', values: ['X'] },
    rfmSegment: { field: 'rfmSegment', values: ['atRisk'] },
    clientGroup: { field: 'clientGroup', group: 'regular', is: 'yes' },
    purchaseCount: { field: 'purchaseCount', from: 3, to: null },
    leadScore: { field: 'leadScore', from: 70, to: null }
  }
  return first[field]!
}

export const askedOf = (condition: FilterCondition): Asked => (condition.field === 'property' ? `property:${condition.propertyId}` : condition.field)

/** Is nothing missing that the user has to say? An open range on both sides asks nothing. */
export function isFinished(condition: FilterCondition): boolean {
  if (!filterCondition.safeParse(condition).success) return false
  if ('test' in condition && condition.test.is === 'between') return condition.test.from !== null || condition.test.to !== null
  if (condition.field === 'revenue') return condition.fromMinor !== null || condition.toMinor !== null
  if (condition.field === 'purchaseCount' || condition.field === 'leadScore') return condition.from !== null || condition.to !== null
  return true
}

/** The group without what is not finished and without groups that ask nothing. */
export function finishedPart(group: FilterGroup): FilterGroup {
  const rules = group.rules.flatMap((rule): readonly (FilterCondition | FilterGroup)[] => {
    if (!isGroup(rule)) return isFinished(rule) ? [rule] : []
    const part = finishedPart(rule)
    return part.rules.length > 0 ? [part] : []
  })
  return { match: group.match, rules }
}

/** Is everything in it finished? */
export function isWhole(group: FilterGroup): boolean {
  return group.rules.every((rule) => (isGroup(rule) ? isWhole(rule) : isFinished(rule)))
}

/** The filter with these rules; with none, nothing of them is left. */
export function withRules(filter: ClientFilter, rules: FilterGroup): ClientFilter {
  const { rules: _former, ...rest } = filter
  return rules.rules.length === 0 ? rest : { ...rest, rules }
}

import { basename } from 'node:path'
import type { Context } from '#main/app/context.ts'
import { type DayOrder, type ImportField, type ImportTarget, namingFields } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'
import { AppError, ruleBroken } from '#shared/result.ts'
import { languageOfDesk, listDictionaries, ourFirm } from '../settings/settings.ts'
import type { ImportStatements } from './imports.queries.ts'
import { builtInNames, stageNames, unusableWords } from './names.ts'
import type { TargetPlan } from './readings.ts'
import { type ClientDefaults, clientWriter, type RowWriter } from './writeClients.ts'
import { type DealDefaults, dealWriter } from './writeDeals.ts'

/** What the user chose, as far as rows are read by it. */
export type RowChoices = {
  readonly path: string
  readonly target: ImportTarget
  readonly mapping: readonly { readonly column: number; readonly field: ImportField }[]
  readonly currency: string | null
  readonly dayOrder?: DayOrder | undefined
}
export type WriterChoices = RowChoices & { readonly importRunId: string; readonly sourceId: string; readonly ownerId: string | null }

/** Throws validation `import.mapping_incomplete` where no row could ever come in. */
export function checkMapping({ target, mapping }: Pick<RowChoices, 'target' | 'mapping'>): void {
  const canComeIn = mapping.some(({ field }) => namingFields[target].includes(field))
  if (!canComeIn) throw new AppError({ code: 'validation', reason: 'import.mapping_incomplete', fields: { mapping: 'import.mapping_incomplete' } })
}

/** How rows are read for what the user chose, and their writer: to the store or, given a trial's statements, to nowhere. */
export function makeWriter(ctx: Context, choices: WriterChoices, statements: ImportStatements): { readonly plan: TargetPlan; readonly write: RowWriter } {
  const defaults = clientDefaults(ctx, choices)
  if (choices.target === 'client') {
    return { plan: { kind: 'client', country: defaults.country, words: defaults.words }, write: clientWriter(ctx, statements, defaults) }
  }
  const dealing = dealDefaults(ctx, choices, defaults, statements)
  const { stages, currency, dayOrder } = dealing
  return { plan: { kind: 'deal', stages, currency, dayOrder }, write: dealWriter(ctx, statements, dealing) }
}

function clientDefaults(ctx: Context, choices: Pick<WriterChoices, 'importRunId' | 'sourceId' | 'ownerId'>): ClientDefaults {
  const { users, sources } = listDictionaries(ctx.db)
  const userIds = new Map(users.map((user) => [normalise(user.name), user.id]))
  const sourceIds = builtInNames(sources, 'source', ctx.places.resourcesDir)
  return {
    importRunId: choices.importRunId,
    country: ourFirm(ctx.db).country,
    sourceId: choices.sourceId,
    ownerId: choices.ownerId,
    ownerByName: (name) => userIds.get(normalise(name)),
    sourceByName: (name) => sourceIds.get(normalise(name)),
    words: unusableWords(languageOfDesk(ctx.db), ctx.places.resourcesDir)
  }
}

/** Throws `deal.stage_missing` without an open stage. */
function dealDefaults(ctx: Context, choices: RowChoices, defaults: ClientDefaults, statements: Pick<ImportStatements, 'user'>): DealDefaults {
  const firm = ourFirm(ctx.db)
  const { users, stages } = listDictionaries(ctx.db)
  const first = stages.find((stage) => stage.outcome === 'open')
  if (!first) throw ruleBroken('deal.stage_missing')
  const userIds = new Map(users.map((user) => [normalise(user.name), user.id]))
  return {
    ...defaults,
    pipelineId: first.pipelineId,
    stages: stageNames(
      stages.filter((stage) => stage.pipelineId === first.pipelineId),
      ctx.places.resourcesDir
    ),
    currency: choices.currency ?? firm.baseCurrency,
    baseCurrency: firm.baseCurrency,
    timeZone: firm.timeZone,
    dayOrder: choices.dayOrder ?? 'dmy',
    fileName: basename(choices.path),
    ownerOrNew: (name) => {
      const key = normalise(name)
      const id = userIds.get(key) ?? ctx.newId()
      if (!userIds.has(key)) statements.user.run({ id, name: name.slice(0, 100), role: 'rep', created_at: ctx.now(), updated_at: ctx.now() })
      userIds.set(key, id)
      return id
    }
  }
}

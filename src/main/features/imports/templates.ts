import type { Context } from '#main/app/context.ts'
import { putSetting } from '#main/db/firmSettings.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { ParsedOf } from '#shared/contract/define.ts'
import type { importOperations, ImportTemplate } from '#shared/contract/imports.ts'
import { normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import { listTemplateRows, removeTemplateRow, templateKey } from './imports.queries.ts'

/** Saved ways of matching columns, the oldest first. */
export function listTemplates(ctx: Context, _input: Record<string, never>): readonly ImportTemplate[] {
  return listTemplateRows(ctx.db).map(({ value }) => withValues(JSON.parse(value) as Omit<ImportTemplate, 'values'> & Partial<ImportTemplate>))
}

/** Templates of a former version knew nothing of values. */
function withValues(template: Omit<ImportTemplate, 'values'> & Partial<ImportTemplate>): ImportTemplate {
  return { ...template, values: template.values ?? [] }
}

/** Keeps how the columns of a kind of file are matched; one of the same name and target is replaced. */
export function saveTemplate(ctx: Context, input: ParsedOf<(typeof importOperations)['imports.saveTemplate']>): ImportTemplate {
  const same = listTemplates(ctx, {}).find(({ name, target }) => target === input.target && normalise(name) === normalise(input.name))
  const template: ImportTemplate = { ...input, values: input.values ?? [], id: same?.id ?? ctx.newId() }
  inTransaction(ctx, (db) => putSetting(db, templateKey(template.id), JSON.stringify(template), ctx.now()))
  return template
}

/** Forgets a template. Throws not_found. */
export function removeTemplate(ctx: Context, { id }: { id: string }): null {
  inTransaction(ctx, (db) => {
    if (removeTemplateRow(db, templateKey(id), ctx.now()) === 0) throw notFound('import_template', id)
  })
  return null
}

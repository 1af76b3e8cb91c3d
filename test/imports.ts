import type { InputOf } from '#shared/contract/define.ts'
import type { ImportCheck, ImportField, ImportPart, ImportPreview, ImportRun, ImportTarget } from '#shared/contract/imports.ts'
import type { storeContract } from '#shared/contract/index.ts'
import type { TestApp } from './app.ts'

type Choices = InputOf<(typeof storeContract)['imports.run']>
export type PartOptions = Partial<Omit<ImportPart, 'path' | 'target' | 'mapping'>> & {
  readonly target?: ImportTarget
  /** Fields by header, where the wizard's own choice is not wanted; null leaves the column out. */
  readonly map?: Readonly<Record<string, ImportField | null>>
}

/** Opens a file as the wizard does and takes its columns as suggested. */
export async function partOf(app: TestApp, path: string, options: PartOptions): Promise<{ readonly part: ImportPart; readonly preview: ImportPreview }> {
  const { map, target = null, ...rest } = options
  const place = { path, sheetIndex: null, encoding: null, delimiter: null, ...rest }
  const { path: _path, sheetIndex, encoding, delimiter, headerRow, isWholeRowsOnly } = place
  const preview = await app.call('imports.open', { path, target, sheetIndex, encoding, delimiter, ...(headerRow !== undefined && { headerRow }), ...(isWholeRowsOnly && { isWholeRowsOnly }) })
  const mapping = preview.columns.flatMap((column): ImportPart['mapping'] => {
    const field = map && column.header in map ? map[column.header] : column.field
    if (field) return [{ column: column.index, field }]
    return column.propertyId ? [{ column: column.index, propertyId: column.propertyId }] : []
  })
  const days = preview.dayOrder === null ? {} : { dayOrder: preview.dayOrder }
  return { preview, part: { ...days, country: preview.country.code, ...place, target: preview.target, mapping } }
}

/** What holds for all rows unless a test says otherwise. */
export const usualChoices: Omit<Choices, 'parts'> = {
  currency: null, known: 'fill', unknown: 'create', sourceId: 'source-file', ownerIds: [], categoryIds: [], segment: null, consent: null
}

export async function runParts(app: TestApp, parts: readonly ImportPart[], choices: Partial<Choices>): Promise<readonly ImportRun[]> {
  return app.call('imports.run', { ...usualChoices, ...choices, parts: [...parts] })
}

export async function checkParts(app: TestApp, parts: readonly ImportPart[], choices: Partial<Pick<Choices, 'known' | 'unknown' | 'currency' | 'values'>>): Promise<ImportCheck> {
  return app.call('imports.check', { currency: null, known: 'fill', unknown: 'create', ...choices, parts: [...parts] })
}

export const sumOfRows = (run: Pick<ImportRun, 'createdCount' | 'updatedCount' | 'duplicateCount' | 'failedCount' | 'emptyCount'>): number =>
  run.createdCount + run.updatedCount + run.duplicateCount + run.failedCount + run.emptyCount

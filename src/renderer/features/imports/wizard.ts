import { create } from 'zustand'
import { type DayOrder, type ImportField, type ImportPreview, type ImportTarget, namingFields } from '#shared/contract/imports.ts'
import type { AppError } from '#shared/result.ts'
import { startJob, type InputFor } from '../../app/api.ts'
import { toAppError } from '../../app/errors.tsx'

export type Place = InputFor<'imports.open'>
export type Step = 'file' | 'columns' | 'check'

/** Everything the user has chosen on the way to an import; it stays while other screens are looked at. */
export type Wizard = {
  readonly step: Step
  readonly target: ImportTarget
  readonly place: Place | null
  /** Of the file as it is read now; that of the last good reading while another one fails. */
  readonly preview: ImportPreview | null
  readonly isOpening: boolean
  /** Why the file cannot be read. */
  readonly error: AppError | null
  readonly isFormAccepted: boolean
  /** By the position of the column; null leaves it out. */
  readonly fields: Readonly<Record<number, ImportField | null>>
  /** Null: the one used last. */
  readonly sourceId: string | null
  readonly ownerId: string | null
  readonly currency: string | null
  readonly dayOrder: DayOrder | null
  /** Why an import ended early. */
  readonly failure: { readonly runId: string | null; readonly error: AppError } | null
}

const start: Wizard = {
  step: 'file',
  target: 'client',
  place: null,
  preview: null,
  isOpening: false,
  error: null,
  isFormAccepted: false,
  fields: {},
  sourceId: null,
  ownerId: null,
  currency: null,
  dayOrder: null,
  failure: null
}

export const useWizard = create<Wizard>(() => start)

export function changeWizard(change: Partial<Wizard>): void {
  useWizard.setState(change)
}

/** Back to the first step without a file; what holds for all rows stays chosen. */
export function restartWizard(): void {
  const { target, sourceId, ownerId, currency } = useWizard.getState()
  useWizard.setState({ ...start, target, sourceId, ownerId, currency })
}

/** Reads the head of another file and goes on to its columns, unless something about the file must be chosen first. */
export function openFile(path: string): Promise<void> {
  const { target } = useWizard.getState()
  useWizard.setState({ step: 'file', preview: null, failure: null, isFormAccepted: false })
  return read({ path, target, sheetIndex: null, encoding: null, delimiter: null }, true)
}

/** Reads the same file in another way: another sheet, encoding, delimiter or kind of record. */
export function reopen(change: Partial<Omit<Place, 'path'>>): Promise<void> {
  const { place } = useWizard.getState()
  if (change.target) useWizard.setState({ target: change.target })
  return place ? read({ ...place, ...change }, false) : Promise.resolve()
}

async function read(place: Place, isNew: boolean): Promise<void> {
  useWizard.setState({ place, isOpening: true, error: null })
  const isLatest = () => useWizard.getState().place === place
  try {
    const { value: preview } = await startJob('imports.open', place).promise
    if (!isLatest()) return
    const fields = Object.fromEntries(preview.columns.map(({ index, field }) => [index, field]))
    const isClear = sheetsInSight(preview) <= 1 && preview.columns.length > 0 && !preview.isForm
    // From now on the sheet that was shown, also where the file alone had decided.
    const shown = preview.format === 'xlsx' ? { ...place, sheetIndex: preview.sheetIndex } : place
    useWizard.setState({
      place: shown,
      preview,
      fields,
      dayOrder: preview.dayOrder,
      isOpening: false,
      ...(isNew && isClear && { step: 'columns' })
    })
  } catch (error) {
    if (isLatest()) useWizard.setState({ isOpening: false, error: toAppError(error) })
  }
}

function sheetsInSight({ sheets }: ImportPreview): number {
  return sheets.filter(({ isHidden }) => !isHidden).length
}

/** The file is read and nothing about it is left to decide. */
export function isFileReady({ preview, isOpening, error, isFormAccepted }: Wizard): boolean {
  return preview !== null && preview.columns.length > 0 && !isOpening && error === null && (!preview.isForm || isFormAccepted)
}

export function mappingOf({ preview, fields }: Pick<Wizard, 'preview' | 'fields'>): { column: number; field: ImportField }[] {
  return (preview?.columns ?? []).flatMap(({ index }) => {
    const field = fields[index]
    return field ? [{ column: index, field }] : []
  })
}

export function hasName(wizard: Wizard): boolean {
  return mappingOf(wizard).some(({ field }) => namingFields[wizard.target].includes(field))
}

/** Days in digits that may be read both ways go to a field of days: the user has to say which. */
export function asksDayOrder(wizard: Wizard): boolean {
  const isDay = (field: ImportField) => field === 'createdOn' || field === 'closedOn' || field === 'expectedOn'
  return wizard.preview?.dayOrder === null && mappingOf(wizard).some(({ field }) => isDay(field))
}

/** What a check and an import read rows by; null while something is missing. */
export function rowChoices(wizard: Wizard): InputFor<'imports.check'> | null {
  const { place, target, currency, dayOrder } = wizard
  if (!place || !isFileReady(wizard) || !hasName(wizard)) return null
  if (asksDayOrder(wizard) && dayOrder === null) return null
  return { ...place, target, mapping: mappingOf(wizard), currency, ...(dayOrder !== null && { dayOrder }) }
}

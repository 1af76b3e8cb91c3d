import { create } from 'zustand'
import {
  type ColumnMapping, type DayNumbers, type DayOrder, dayFields, type ImportField, type ImportPart, type ImportPreview, type ImportTarget, linkingFields, listOfField, namingFields,
  type PropertyKind, type RowAction, type UnknownList, type ValueList, type ValueMatch
} from '#shared/contract/imports.ts'
import type { PropertyValue } from '#shared/contract/properties.ts'
import { normalise } from '#shared/normalise.ts'
import type { AppError } from '#shared/result.ts'
import { startJob, type InputFor } from '../../app/api.ts'
import { toAppError } from '../../app/errors.tsx'

export type Place = InputFor<'imports.open'>
export type Step = 'file' | 'columns' | 'values' | 'check'

/** What a column feeds. */
export type Fed =
  | { readonly field: ImportField }
  | { readonly propertyId: string }
  | { readonly newProperty: { readonly name: string; readonly kind: PropertyKind } }

/** One file or sheet that comes in. */
export type FilePart = {
  readonly key: string
  readonly place: Place
  /** Of the file as it is read now; that of the last good reading while another one fails. */
  readonly preview: ImportPreview | null
  readonly isOpening: boolean
  /** Why the file cannot be read. */
  readonly error: AppError | null
  readonly isFormAccepted: boolean
  /** By the position of the column; null leaves it out. */
  readonly fed: Readonly<Record<number, Fed | null>>
  readonly dayOrder: DayOrder | null
  readonly dayNumbers: DayNumbers | null
  /** To whose rules phones and numbers are read; null as the file shows. */
  readonly country: string | null
  /** Cells that were put right here, by row and column. */
  readonly edits: Readonly<Record<number, Readonly<Record<number, string>>>>
  /** What is done with single rows, where it is not what is done with all. */
  readonly rowActions: Readonly<Record<number, RowAction>>
}

/** To what all clients of the files agreed. */
export type ConsentForAll = {
  readonly channels: readonly ('call' | 'email' | 'sms')[]
  readonly basis: string
  readonly wording: string
  readonly origin: string
  readonly on: string | null
}

/** Everything the user has chosen on the way to an import; it stays while other screens are looked at. */
export type Wizard = {
  readonly step: Step
  readonly parts: readonly FilePart[]
  /** The part that is looked at. */
  readonly current: number
  /** Null: the one used last. */
  readonly sourceId: string | null
  readonly ownerIds: readonly string[]
  readonly currency: string | null
  readonly known: RowAction
  readonly unknown: 'create' | 'skip'
  readonly categoryIds: readonly string[]
  /** A segment by its id, or a name for a new one. */
  readonly segment: { readonly id: string } | { readonly name: string } | null
  readonly consent: ConsentForAll | null
  /** What clients get whose row says nothing of these properties. */
  readonly propertyValues: readonly { readonly propertyId: string; readonly value: PropertyValue }[]
  /** What words of the files mean, by `matchKey`: chosen here, or remembered. */
  readonly values: Readonly<Record<string, ValueMatch>>
  /** Keys of those that come from a template or the last such file. */
  readonly remembered: ReadonlySet<string>
  /** Words that were in no list of ours when the files were last looked through as `key` says. */
  readonly unknownLists: { readonly key: string; readonly lists: readonly UnknownList[] } | null
  /** Why an import ended early. */
  readonly failure: { readonly runId: string | null; readonly error: AppError } | null
}

const start: Wizard = {
  step: 'file', parts: [], current: 0, sourceId: null, ownerIds: [], currency: null, known: 'fill', unknown: 'create', categoryIds: [], segment: null, consent: null, propertyValues: [],
  values: {}, remembered: new Set(), unknownLists: null, failure: null
}

export const useWizard = create<Wizard>(() => start)

export function changeWizard(change: Partial<Wizard>): void {
  useWizard.setState(change)
}

export function currentPart({ parts, current }: Wizard): FilePart | undefined {
  return parts[current]
}

/** Changes a part by its key; one that was taken away meanwhile stays away. */
export function changePart(key: string, change: Partial<FilePart>): void {
  useWizard.setState(({ parts }) => ({ parts: parts.map((part) => (part.key === key ? { ...part, ...change } : part)) }))
}

/** Back to the first step without a file; what holds for all rows stays chosen. */
export function restartWizard(): void {
  const { sourceId, ownerIds, currency, known, unknown } = useWizard.getState()
  useWizard.setState({ ...start, sourceId, ownerIds, currency, known, unknown })
}

/** By what a word is known; the store compares them in the same way. */
export function matchKey({ list, propertyId, value }: Pick<ValueMatch, 'list' | 'propertyId' | 'value'>): string {
  return `${list}/${propertyId ?? ''}/${normalise(value) || value.trim().toLowerCase()}`
}

/** Sets what words mean; those that were chosen before give way. */
export function setValues(matches: readonly ValueMatch[]): void {
  useWizard.setState(({ values }) => ({ values: { ...values, ...Object.fromEntries(matches.map((match) => [matchKey(match), match])) } }))
}

/** Takes what a template or the last such file knows; what was chosen here stays. */
export function rememberValues(matches: readonly ValueMatch[]): void {
  useWizard.setState(({ values, remembered }) => ({
    values: { ...Object.fromEntries(matches.map((match) => [matchKey(match), match])), ...values },
    remembered: new Set([...remembered, ...matches.map(matchKey)])
  }))
}

/** What is known about the words of a part's columns, to be kept with its template. */
export function valuesFor({ values }: Wizard, part: FilePart): ValueMatch[] {
  const lists = new Set(fieldsIn(part).map((field) => listOfField[field]))
  const properties = new Set(Object.values(part.fed).flatMap((to) => (to && 'propertyId' in to ? [to.propertyId] : [])))
  return Object.values(values).filter(({ list, propertyId }) => (propertyId === null ? lists.has(list as Exclude<ValueList, 'choice'>) : properties.has(propertyId))).slice(0, 3000)
}

/** Whether a column's values are those of one of our lists. */
export function hasListedValues({ parts }: Wizard): boolean {
  return parts.some((part) => mappingOf(part).some((column) => 'propertyId' in column || ('field' in column && listOfField[column.field] !== undefined)))
}

/** What the words of the files are looked for by. */
export function valuesKey(wizard: Wizard): string {
  return JSON.stringify(rowChoices(wizard)?.parts.map((part) => ({ ...part, rowActions: undefined, edits: undefined })) ?? null)
}

/** The step after the columns: the words, where any could be unknown. */
export function afterColumns(wizard: Wizard): Step {
  return hasListedValues(wizard) ? 'values' : 'check'
}

/** The step before the check: the words, where any were unknown. */
export function beforeCheck(wizard: Wizard): Step {
  return wizard.unknownLists?.key === valuesKey(wizard) && wizard.unknownLists.lists.length > 0 ? 'values' : 'columns'
}

const mostParts = 20

/** Reads the heads of other files and goes on to their columns, unless something about one must be chosen first. */
export async function openFiles(paths: readonly string[]): Promise<void> {
  const parts = paths.slice(0, mostParts).map((path) => newPart({ path, target: null, sheetIndex: null, encoding: null, delimiter: null }))
  useWizard.setState({ step: 'file', parts, current: 0, failure: null })
  await Promise.all(parts.map((part) => read(part.key, part.place)))
  const { parts: opened, step } = useWizard.getState()
  const isSame = opened.map(({ key }) => key).join() === parts.map(({ key }) => key).join()
  if (isSame && step === 'file' && opened.every(isPartReady) && opened.every(({ preview }) => preview !== null && sheetsInSight(preview).length <= 1)) {
    useWizard.setState({ step: 'columns' })
  }
}

/** Adds files to those that are open already. */
export async function addFiles(paths: readonly string[]): Promise<void> {
  const { parts } = useWizard.getState()
  const added = paths.slice(0, mostParts - parts.length).map((path) => newPart({ path, target: null, sheetIndex: null, encoding: null, delimiter: null }))
  useWizard.setState({ parts: [...parts, ...added], current: parts.length, step: 'file' })
  await Promise.all(added.map((part) => read(part.key, part.place)))
}

/** Takes the other sheets in sight of a workbook as well. */
export async function addSheets(part: FilePart): Promise<void> {
  const taken = new Set(useWizard.getState().parts.filter(({ place }) => place.path === part.place.path).map(({ place, preview }) => place.sheetIndex ?? preview?.sheetIndex))
  const added = sheetsInSight(part.preview)
    .filter(({ index }) => !taken.has(index))
    .map(({ index }) => newPart({ path: part.place.path, target: null, sheetIndex: index, encoding: null, delimiter: null }))
  useWizard.setState(({ parts }) => ({ parts: [...parts, ...added].slice(0, mostParts) }))
  await Promise.all(added.map(({ key, place }) => read(key, place)))
  // A cover sheet without a table is no reason to stop.
  for (const { key } of added) if (useWizard.getState().parts.find((one) => one.key === key)?.error?.data.reason === 'import.empty') removePart(key)
}

export function removePart(key: string): void {
  useWizard.setState(({ parts, current }) => {
    const left = parts.filter((part) => part.key !== key)
    return { parts: left, current: Math.max(0, Math.min(current, left.length - 1)) }
  })
}

/** Reads the same file in another way: another sheet, encoding, delimiter, header or kind of record. */
export function reopen(part: FilePart, change: Partial<Omit<Place, 'path'>>): Promise<void> {
  return read(part.key, { ...part.place, ...change })
}

let partCount = 0

function newPart(place: Place): FilePart {
  partCount += 1
  return { key: `part${partCount}`, place, preview: null, isOpening: true, error: null, isFormAccepted: false, fed: {}, dayOrder: null, dayNumbers: null, country: null, edits: {}, rowActions: {} }
}

async function read(key: string, place: Place): Promise<void> {
  changePart(key, { place, isOpening: true, error: null })
  const isLatest = () => useWizard.getState().parts.some((part) => part.key === key && part.place === place)
  try {
    const { value: preview } = await startJob('imports.open', place).promise
    if (!isLatest()) return
    const fed = Object.fromEntries(preview.columns.map(({ index, field, propertyId, newProperty }) => [index, field ? { field } : propertyId ? { propertyId } : newProperty ? { newProperty } : null]))
    // From now on the sheet and the kind that were shown, also where the file alone had decided.
    const shown = { ...place, target: preview.target, ...(preview.sheets.length > 0 && { sheetIndex: preview.sheetIndex }) }
    changePart(key, { place: shown, preview, fed, dayOrder: preview.dayOrder, dayNumbers: null, edits: {}, rowActions: {}, isOpening: false })
    rememberValues(preview.values)
    if (preview.template) changeWizard({ known: preview.template.known, unknown: preview.template.unknown })
  } catch (error) {
    if (isLatest()) changePart(key, { isOpening: false, error: toAppError(error) })
  }
}

export function sheetsInSight(preview: ImportPreview | null): ImportPreview['sheets'] {
  return preview?.sheets.filter(({ isHidden }) => !isHidden) ?? []
}

export function targetOf({ place, preview }: FilePart): ImportTarget {
  return place.target ?? preview?.target ?? 'client'
}

/** What a part is called among others: its file, and its sheet where there are several. */
export function partName({ place, preview }: FilePart): string {
  const name = preview?.fileName ?? place.path.split(/[\\/]/).at(-1) ?? place.path
  const sheet = sheetsInSight(preview).length > 1 ? preview?.sheets.find(({ index }) => index === preview.sheetIndex)?.name : undefined
  return sheet === undefined ? name : `${name}: ${sheet}`
}

/** The file is read and nothing about it is left to decide. */
export function isPartReady({ preview, isOpening, error, isFormAccepted }: FilePart): boolean {
  return preview !== null && preview.columns.length > 0 && !isOpening && error === null && (!preview.isForm || isFormAccepted)
}

export function isFileReady({ parts }: Wizard): boolean {
  return parts.length > 0 && parts.every(isPartReady)
}

export function mappingOf({ preview, fed }: Pick<FilePart, 'preview' | 'fed'>): ColumnMapping[] {
  return (preview?.columns ?? []).flatMap(({ index }): ColumnMapping[] => {
    const to = fed[index]
    return to ? [{ column: index, ...to }] : []
  })
}

export function fieldsIn(part: Pick<FilePart, 'preview' | 'fed'>): ImportField[] {
  return mappingOf(part).flatMap((column) => ('field' in column ? [column.field] : []))
}

/** What the columns do not say yet and no row could come in without. */
export function missingIn(part: FilePart): 'name' | 'link' | null {
  const fields = fieldsIn(part)
  const target = targetOf(part)
  if (!fields.some((field) => namingFields[target].includes(field))) return 'name'
  const links = linkingFields[target]
  return links.length > 0 && !fields.some((field) => links.includes(field)) ? 'link' : null
}

/** Days in digits that may be read both ways go to a field of days: the user has to say which. */
export function asksDayOrder(part: FilePart): boolean {
  return part.preview?.dayOrder === null && (fieldsIn(part).some((field) => dayFields.has(field)) || hasDayProperty(part))
}

/** Days stand in the file as a spreadsheet's own numbers: the user has to say from when they are counted. */
export function asksDayNumbers(part: FilePart): boolean {
  return part.preview?.findings.some(({ kind }) => kind === 'dayNumbers') === true && fieldsIn(part).some((field) => dayFields.has(field))
}

function hasDayProperty({ fed }: FilePart): boolean {
  return Object.values(fed).some((to) => to && 'newProperty' in to && to.newProperty.kind === 'date')
}

export function isPartMatched(part: FilePart): boolean {
  if (!isPartReady(part) || missingIn(part) !== null) return false
  return !(asksDayOrder(part) && part.dayOrder === null) && !(asksDayNumbers(part) && part.dayNumbers === null)
}

/** What a check and an import read rows by; null while something is missing. */
export function rowChoices({ parts, currency, known, unknown, values }: Wizard): InputFor<'imports.check'> | null {
  if (parts.length === 0 || !parts.every(isPartMatched)) return null
  return { parts: parts.map(toInput), currency, known, unknown, values: Object.values(values).slice(0, 3000) }
}

/** By the rules of which country phones and numbers are read: as chosen, else as the file shows. */
export function countryOf({ country, preview }: FilePart): string | null {
  return country ?? preview?.country.code ?? null
}

/** Whether all is said that a consent of all clients needs. */
export function isConsentWhole(consent: ConsentForAll | null): boolean {
  return consent === null || (consent.origin.trim() !== '' && consent.basis.trim() !== '' && consent.on !== null)
}

function toInput(part: FilePart): ImportPart {
  const { place, dayOrder, dayNumbers, rowActions, edits } = part
  const country = countryOf(part)
  const edited = Object.entries(edits).flatMap(([rowNumber, cells]) => {
    const texts = Object.entries(cells).map(([column, text]) => ({ column: Number(column), text }))
    return texts.length > 0 ? [{ rowNumber: Number(rowNumber), cells: texts }] : []
  })
  const actions = Object.entries(rowActions).map(([rowNumber, action]) => ({ rowNumber: Number(rowNumber), action }))
  return {
    ...place,
    target: targetOf(part),
    mapping: mappingOf(part),
    ...(dayOrder !== null && { dayOrder }),
    ...(dayNumbers !== null && asksDayNumbers(part) && { dayNumbers }),
    ...(country !== null && { country }),
    ...(edited.length > 0 && { edits: edited.slice(0, 5000) }),
    ...(actions.length > 0 && { rowActions: actions })
  }
}

/** Whether a kind of record is among what comes in. */
export function hasTarget({ parts }: Wizard, ...targets: readonly ImportTarget[]): boolean {
  return parts.some((part) => targets.includes(targetOf(part)))
}


import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Language, languages, type Named, type StageRow } from '#shared/contract/app.ts'
import { normalise } from '#shared/normalise.ts'
import type { StageNames } from './dealRow.ts'
import type { FieldWords } from './fields.ts'

/** Every name of built-in or renamed rows, in all our languages, normalised, to the id: files are written in any of them. */
export function builtInNames(rows: readonly Named[], group: string, resourcesDir: string): Map<string, string> {
  const words = languages.map((language) => readWords(resourcesDir, language, 'builtins')[group] ?? {})
  const names = new Map<string, string>()
  for (const row of rows) {
    if (row.name) names.set(normalise(row.name), row.id)
    if (!row.nameKey) continue
    for (const language of words) {
      const word = language[row.nameKey]
      if (word !== undefined && !names.has(normalise(word))) names.set(normalise(word), row.id)
    }
  }
  return names
}

/** What each row is called on this desk, by its id. */
export function shownNames(rows: readonly Named[], group: string, language: Language, resourcesDir: string): Map<string, string> {
  const words = readWords(resourcesDir, language, 'builtins')[group] ?? {}
  return new Map(rows.map((row) => [row.id, row.name ?? words[row.nameKey ?? ''] ?? '']))
}

/** Stage names that other programs use, by our built-in key. */
const otherNames: Readonly<Record<string, string>> = {
  prospecting: 'assessment', lead: 'assessment', 'new': 'assessment', nowa: 'assessment', нова: 'assessment', новая: 'assessment', qualification: 'assessment',
  qualified: 'preparation', 'first contact': 'preparation', 'appointment scheduled': 'preparation', appointmentscheduled: 'preparation', qualifiedtobuy: 'preparation',
  engaging: 'presentation', engaged: 'presentation', presentation: 'presentation', demo: 'presentation', 'demo scheduled': 'presentation', 'presentation scheduled': 'presentation',
  'meeting scheduled': 'presentation', discovery: 'assessment', 'needs analysis': 'assessment', contacted: 'preparation', presentationscheduled: 'presentation',
  proposal: 'proposal', quote: 'proposal', oferta: 'proposal', 'value proposition': 'proposal', 'proposal price quote': 'proposal',
  negotiation: 'decision', negocjacje: 'decision', переговори: 'decision', переговоры: 'decision', 'decision maker bought in': 'decision',
  decisionmakerboughtin: 'decision', contract: 'agreement', contractsent: 'agreement', umowa: 'agreement'
}

/** Stages by every name in any of our languages, and by usual names in other programs. */
export function stageNames(stages: readonly StageRow[], resourcesDir: string): StageNames {
  const names = builtInNames(stages, 'stage', resourcesDir)
  const byKey = new Map(stages.flatMap((stage) => (stage.nameKey ? [[stage.nameKey, stage.id] as const] : [])))
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const idOf = (outcome: StageRow['outcome']): string => stages.find((stage) => stage.outcome === outcome)?.id ?? ''
  for (const [name, key] of Object.entries(otherNames)) {
    const id = byKey.get(key)
    if (id !== undefined && !names.has(name)) names.set(name, id)
  }
  const placeOf = (id: string) => ({ id, outcome: byId.get(id)?.outcome ?? 'open' })
  return {
    byName: new Map([...names].map(([name, id]) => [name, placeOf(id)])),
    first: idOf('open'),
    won: idOf('won'),
    lost: idOf('lost')
  }
}

type Words = Readonly<Record<string, Readonly<Record<string, string>>>>

function readWords(resourcesDir: string, language: Language, file: string): Words {
  return JSON.parse(readFileSync(join(resourcesDir, 'locales', language, `${file}.json`), 'utf8')) as Words
}

/** What fields are called in a language: the headers of a sample, of what is exported, and before what could not be used. */
export function fieldWords(language: Language, resourcesDir: string): FieldWords {
  return readWords(resourcesDir, language, 'imports')['field'] ?? {}
}

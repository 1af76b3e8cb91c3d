import type { Context } from '#main/app/context.ts'
import { startOfDayMs } from '#shared/day.ts'
import type { Base } from './base.queries.ts'
import { inNotes } from './fields.ts'
import type { LinkFinder } from './findLinked.ts'
import type { NoteOfRow } from './noteRow.ts'
import { actionOf, leftOut, type Policy, type RowWriter } from './outcome.ts'

export type NoteDefaults = {
  readonly policy: Policy
  readonly links: LinkFinder
  readonly timeZone: string
  readonly ownerByName: (name: string) => string | undefined
}

/** Adds what was said and written to the clients' history; the same words of the same moment are there only once. */
export function noteWriter(ctx: Context, base: Base, { policy, links, timeZone, ownerByName }: NoteDefaults): RowWriter {
  return ({ record, remarks }, rowNumber) => {
    if (record?.kind !== 'note') return { kind: 'failed', remarks }
    const row = record.value
    const linked = links.find(row)
    if ('failure' in linked) return { kind: 'failed', remarks: linked.failure }
    const at = row.saidOn === null ? null : instantOf(row, row.saidOn)
    const [text = '', ...rest] = inNotes(row.text)
    const same = base.find('note.client_id', linked.clientId).find((note) => note['text'] === text && (at === null || note['at'] === at))
    const action = actionOf(policy, rowNumber, same && { isSure: true })
    if (action !== 'create') return same ? { kind: 'duplicate', remarks: [{ outcome: 'duplicate', problem: 'duplicateRecord', detail: row.text.slice(0, 100) }] } : leftOut()
    const now = ctx.now()
    for (const part of [text, ...rest]) {
      base.insert('note', {
        id: ctx.newId(), client_id: linked.clientId, deal_id: linked.dealId, contact_id: linked.contactId, kind: row.kind, text: part, at: at ?? now,
        by_id: (row.author === '' ? undefined : ownerByName(row.author)) ?? null, created_at: now, updated_at: now
      })
    }
    return { kind: 'created', remarks: [...remarks, ...linked.remarks] }
  }

  function instantOf(row: NoteOfRow, day: string): number {
    const [hours = '12', minutes = '0'] = row.time?.split(':') ?? []
    // Noon where the hour is not known: the day must not slip.
    return startOfDayMs(day, timeZone) + (Number(hours) * 60 + Number(minutes)) * 60_000
  }
}

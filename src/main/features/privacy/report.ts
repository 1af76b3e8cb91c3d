import type { Context } from '#main/app/context.ts'
import type { PersonHit, PrivacyReport, PrivacySubject } from '#shared/contract/privacy.ts'
import { addDays, dayOf } from '#shared/day.ts'
import { digitsOf, normalise } from '#shared/normalise.ts'
import { notFound } from '#shared/result.ts'
import { ourFirm } from '../settings/settings.ts'
import { needlesOf } from './erase.ts'
import { countClosedDeals, countLog, findSubject, listForbidden, listMentions, ownedRows, searchPeople, withMerged } from './privacy.queries.ts'

const mostHits = 50
const mostMentions = 50
/** Days that a backup may live (decisions.md 12). */
const backupDays = 14

/** Clients and people by name, number or address. */
export function findPeople(ctx: Context, { text }: { text: string }): PersonHit[] {
  const words = normalise(text)
  if (words === '') return []
  return searchPeople(ctx.db, { words, digits: digitsOf(text).replace(/^0+/, ''), limit: mostHits })
}

/** Everything that is known of somebody: where it stands, how much of it, who else mentions them. Throws not_found. */
export function privacyReport(ctx: Context, { subject }: { subject: PrivacySubject }): PrivacyReport {
  const { db } = ctx
  const found = findSubject(db, subject)
  if (!found) throw notFound(subject.kind, subject.id)
  const owned = ownedRows(db, subject)
  const needles = needlesOf(db, owned)
  const all = new Set(owned.flatMap(({ ids }) => ids))
  const mentions = listMentions(db, [...needles.texts, ...needles.numbers], all, mostMentions + 1)
  const { timeZone } = ourFirm(db)
  const backups = ctx.backups.list()
  const newest = backups[0]
  const of = (table: string) => owned.find((part) => part.table === table)
  return {
    subject: found,
    sections: owned
      .filter(({ ids }) => ids.length > 0)
      .map(({ table, ids, keptIds }) => ({ table, rowCount: ids.length, logCount: countLog(db, table, ids), keptCount: keptIds.length })),
    mentions: mentions.slice(0, mostMentions),
    hasMoreMentions: mentions.length > mostMentions,
    invoiceCount: of('invoice')?.keptIds.length ?? 0,
    closedDealCount: subject.kind === 'client' ? countClosedDeals(db, withMerged(db, subject.id)) : 0,
    fileCount: of('attachment')?.ids.length ?? 0,
    forbiddenCount: listForbidden(db, needles.numbers).length,
    backupCount: backups.length,
    backupsGoneOn: newest ? addDays(dayOf(newest.at, timeZone), backupDays + 1) : null
  }
}

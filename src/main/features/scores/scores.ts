import type { Context } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { ScoreExplained, ScorePreview, ScoreRuleInput, ScoreSettings } from '#shared/contract/scores.ts'
import { notFound } from '#shared/result.ts'
import { historyFrom, scoreStart, totalScore } from '#shared/score.ts'
import { getClient } from '../clients/clients.ts'
import { rulesOf } from './rules.ts'
import { finish, scoring } from './scoring.ts'
import { countClosed, insertRule, listFactors, listScores, removeRules, sampleClients } from './scoring.queries.ts'

/** Clients that a preview scores: all of a small base, a sample of a large one. */
const mostPreviewed = 1500
const mostBest = 8

/** The rules and what history says, for the settings. */
export function scoreSettings(ctx: Context): ScoreSettings {
  const { closedCount, wonCount } = countClosed(ctx.db)
  return { ...rulesOf(ctx.db), start: scoreStart, closedCount, wonCount, neededCount: historyFrom, factors: listFactors(ctx.db) }
}

/** Puts a list of rules in place of the former one; scores follow in quiet moments. */
export function changeRules(ctx: Context, { rules }: { rules: readonly ScoreRuleInput[] }): null {
  inTransaction(ctx, (db) => {
    removeRules(db, ctx.now())
    for (const [index, { condition, points, isActive }] of rules.entries()) {
      insertRule(db, { id: ctx.newId(), condition: JSON.stringify(condition), points, isActive: isActive ? 1 : 0, position: index + 1 }, ctx.now())
    }
  })
  return null
}

/** What rules would do if they were kept. */
export function previewRules(ctx: Context, { rules }: { rules: readonly ScoreRuleInput[] }): ScorePreview {
  const clients = sampleClients(ctx.db, mostPreviewed)
  const ids = clients.map(({ id }) => id)
  const given = rules.map((rule, index) => ({ ...rule, id: String(index) }))
  const before = listScores(ctx.db, ids)
  const after = finish(scoring(ctx, ids, given))
  const scores = after.of(ids)
  return {
    matchCounts: given.map(({ id }) => after.countOf(id)),
    before: spread([...before.values()]),
    after: spread([...scores.values()]),
    best: clients
      .filter(({ status }) => status === 'prospect')
      .map(({ id, name }) => ({ id, name, before: before.get(id) ?? null, after: scores.get(id) ?? 0 }))
      .sort((a, b) => b.after - a.after || (a.name < b.name ? -1 : 1))
      .slice(0, mostBest)
  }
}

function spread(scores: readonly number[]): number[] {
  const bands = Array.from({ length: 10 }, () => 0)
  for (const score of scores) bands[Math.min(9, Math.floor(score / 10))]! += 1
  return bands
}

/** Why a client has its score (S-17). Throws not_found. */
export function explainScore(ctx: Context, { clientId }: { clientId: string }): ScoreExplained {
  const client = getClient(ctx.db, clientId)
  if (client.deletedAt !== null) throw notFound('client', clientId)
  const lines = finish(scoring(ctx, [clientId])).linesOf(clientId)
  return {
    score: totalScore(scoreStart, lines.map(({ points }) => points)),
    start: scoreStart,
    lines: lines.toSorted((a, b) => b.points - a.points),
    closedCount: countClosed(ctx.db).closedCount,
    neededCount: historyFrom
  }
}

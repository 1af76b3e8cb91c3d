import type { Context } from '#main/app/context.ts'
import { clientsLike } from '#main/db/derived/duplicates.ts'
import type { SimilarClient } from '#shared/contract/clients.ts'
import { isEmailShape } from '#shared/email.ts'
import { checkTaxNumber } from '#shared/identifiers.ts'
import { coreName, normalise } from '#shared/normalise.ts'
import { parsePhone } from '#shared/phone.ts'
import { clientRows } from './clientList.queries.ts'
import { questionOf } from './clients.ts'

/** More than these do not help to see who is meant. */
const mostSimilar = 6

type Typed = {
  readonly name: string
  readonly taxNumber: string
  readonly phone: string
  readonly email: string
  readonly town?: string | undefined
  readonly country: string
  readonly exceptId: string | null
}

/**
 * Clients that may be the one being typed, likeliest first: scored as the worklist of duplicates scores, and those whose
 * name begins with what stands there so far (S-1, screens.md 4.2).
 */
export function similarClients(ctx: Pick<Context, 'db' | 'now'>, input: Typed): SimilarClient[] {
  const { db } = ctx
  const name = normalise(input.name)
  const core = coreName(input.name)
  const tax = checkTaxNumber(input.taxNumber, input.country)
  const email = input.email.trim().toLowerCase()
  const phone = input.phone === '' ? undefined : parsePhone(input.phone, input.country).e164
  const start = core.length >= 3 && name.startsWith(core) ? core : name
  const found = clientsLike(
    db,
    {
      name: input.name,
      shortName: null,
      town: input.town?.trim() || null,
      taxNumber: tax.ok ? tax.value : null,
      registryNumber: null,
      phones: phone === undefined ? [] : [phone],
      emails: isEmailShape(email) ? [email] : []
    },
    start.length >= 3 ? start : '',
    mostSimilar + 1
  ).filter(({ id }) => id !== input.exceptId)
  const rows = new Map(clientRows(db, found.map(({ id }) => id), questionOf(ctx, {}).today).map((row) => [row.id, row]))
  return found.slice(0, mostSimilar).flatMap(({ id, similarity, beginsSame }) => {
    const row = rows.get(id)
    if (!row) return []
    const sharedBy = beginsSame && !similarity.shared.includes('name') ? [...similarity.shared, 'name' as const] : similarity.shared
    const { name: itsName, town, taxNumber, phone: itsPhone, ownerId } = row
    return [{ id, name: itsName, town, taxNumber, phone: itsPhone, ownerId, sharedBy }]
  })
}

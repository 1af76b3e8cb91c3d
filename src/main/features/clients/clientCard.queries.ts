import type { Db, Sqlite } from '#main/db/open.ts'
import { perConnection, prepared } from '#main/db/statements.ts'
import type { ClientAccount, ClientAddress, ClientFile } from '#shared/contract/card.ts'
import type {
  ClientCallList, ClientCard, ClientContact, ClientDeal, ClientEmail, ClientInvoice, ClientPayment, ClientPhone, ClientRef, TimelineItem, TimelineKind
} from '#shared/contract/clients.ts'

type PhoneRow = Omit<ClientPhone, 'isBad' | 'isForbidden'> & { readonly isBad: number; readonly isForbidden: number }
type AccountRow = Omit<ClientAccount, 'whiteList'> & { readonly whiteList: 'listed' | 'missing' | null; readonly whiteListOn: string | null }
type CallListRow = Omit<ClientCallList, 'isPromised'> & { readonly isPromised: number }
type Numbers = Pick<ClientCard, 'lastContactAt' | 'openDealMinor' | 'attemptCount' | 'touchCount' | 'wonDealCount' | 'wonDealMinor'>
type Receivable = ClientCard['receivables'][number]

function prepareAll(sqlite: Sqlite) {
  return {
    phones: sqlite.prepare<[string], PhoneRow>(
      `SELECT p.id, p.e164, p.label, p.contact_id AS contactId, p.is_bad AS isBad,
         EXISTS (SELECT 1 FROM do_not_call AS n WHERE n.e164 = p.e164 AND n.deleted_at IS NULL) AS isForbidden
       FROM client_phone AS p WHERE p.client_id = ? AND p.deleted_at IS NULL ORDER BY p.position, p.id`
    ),
    emails: sqlite.prepare<[string], ClientEmail>(
      'SELECT id, email, contact_id AS contactId FROM client_email WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id'
    ),
    contacts: sqlite.prepare<[string], ClientContact>(
      'SELECT id, name, role, birthday, decision_role AS decisionRole, note FROM contact WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id'
    ),
    deals: sqlite.prepare<[string], ClientDeal>(
      `SELECT d.id, d.title, d.amount_minor AS amountMinor, d.currency, d.pipeline_id AS pipelineId, s.stage_id AS stageId, s.outcome,
         d.expected_on AS expectedOn, s.closed_at AS closedAt
       FROM deal_state AS s JOIN deal AS d ON d.id = s.deal_id WHERE s.client_id = ? AND d.deleted_at IS NULL
       ORDER BY s.outcome <> 'open', coalesce(s.closed_at, s.entered_at) DESC, d.id LIMIT 50`
    ),
    invoices: sqlite.prepare<[string], ClientInvoice>(
      `SELECT i.id, i.number, i.state, i.issued_on AS issuedOn, i.due_on AS dueOn, i.gross_minor AS grossMinor, i.currency,
         (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS paidMinor
       FROM invoice AS i WHERE i.client_id = ? AND i.deleted_at IS NULL ORDER BY coalesce(i.issued_on, '9999') DESC, i.id DESC LIMIT 50`
    ),
    callLists: sqlite.prepare<[string], CallListRow>(
      `SELECT e.id AS entryId, l.id AS callListId, l.name, e.state, e.attempt_count AS attemptCount, e.next_call_at AS nextCallAt, e.is_promised AS isPromised
       FROM call_list_entry AS e JOIN call_list AS l ON l.id = e.call_list_id
       WHERE e.client_id = ? AND e.deleted_at IS NULL AND l.deleted_at IS NULL AND l.closed_at IS NULL
       ORDER BY e.state = 'done', e.next_call_at, l.id LIMIT 20`
    ),
    addresses: sqlite.prepare<[string], ClientAddress>(
      `SELECT id, kind, name, street, postal_code AS postalCode, town, region, country FROM client_address
       WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id`
    ),
    accounts: sqlite.prepare<[string], AccountRow>(
      `SELECT id, iban, bank_name AS bankName, currency, white_list AS whiteList, white_list_on AS whiteListOn FROM client_bank_account
       WHERE client_id = ? AND deleted_at IS NULL ORDER BY position, id`
    ),
    formerNames: sqlite.prepare<[string], ClientCard['formerNames'][number]>(
      'SELECT id, name, until_on AS untilOn FROM former_name WHERE client_id = ? AND deleted_at IS NULL ORDER BY until_on DESC, id DESC LIMIT 20'
    ),
    files: sqlite.prepare<[string], ClientFile>(
      `SELECT id, deal_id AS dealId, file_name AS fileName, byte_count AS byteCount, at, by_id AS byId FROM attachment
       WHERE client_id = ? AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT 200`
    ),
    named: sqlite.prepare<[string], ClientRef>('SELECT id, name FROM client WHERE id = ? AND deleted_at IS NULL'),
    branches: sqlite.prepare<[string], ClientRef>('SELECT id, name FROM client WHERE parent_id = ? AND deleted_at IS NULL ORDER BY name, id LIMIT 50'),
    recommended: sqlite.prepare<[string], ClientRef>(
      'SELECT id, name FROM client WHERE recommended_by_id = ? AND deleted_at IS NULL ORDER BY name, id LIMIT 50'
    ),
    numbers: sqlite.prepare<[string], Numbers>(
      `SELECT s.last_contact_at AS lastContactAt, s.open_deal_minor AS openDealMinor,
         (SELECT count(*) FROM call_attempt WHERE client_id = s.client_id AND undone_at IS NULL) AS attemptCount,
         (SELECT count(*) FROM call_attempt WHERE client_id = s.client_id AND undone_at IS NULL)
           + (SELECT count(*) FROM note WHERE client_id = s.client_id AND deleted_at IS NULL) AS touchCount,
         (SELECT count(*) FROM deal_state WHERE client_id = s.client_id AND outcome = 'won') AS wonDealCount,
         (SELECT coalesce(sum(amount_base_minor), 0) FROM deal_state WHERE client_id = s.client_id AND outcome = 'won') AS wonDealMinor
       FROM client_summary AS s WHERE s.client_id = ?`
    ),
    payments: sqlite.prepare<[string], ClientPayment>(
      `SELECT id, paid_on AS paidOn, amount_minor AS amountMinor, currency, reference FROM payment
       WHERE client_id = ? AND deleted_at IS NULL ORDER BY paid_on DESC, id DESC LIMIT 20`
    ),
    receivables: sqlite.prepare<[string, string], Receivable>(
      `SELECT currency, sum(left) AS dueMinor, sum(CASE WHEN due_on < ? THEN left ELSE 0 END) AS overdueMinor FROM (
         SELECT i.currency, i.due_on, i.gross_minor
           - (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation AS a WHERE a.invoice_id = i.id AND a.deleted_at IS NULL) AS left
         FROM invoice AS i WHERE i.client_id = ? AND i.state = 'issued' AND i.deleted_at IS NULL)
       WHERE left > 0 GROUP BY currency ORDER BY currency`
    )
  }
}

const statementsOf = perConnection(prepareAll)

export type CardParts = Pick<
  ClientCard,
  | 'payments' | 'phones' | 'emails' | 'contacts' | 'deals' | 'invoices' | 'callLists' | 'receivables' | 'addresses' | 'accounts' | 'formerNames' | 'files'
  | 'parent' | 'recommendedBy' | 'branches' | 'recommended'
> &
  Numbers
export type CardOf = { readonly id: string; readonly parentId: string | null; readonly recommendedById: string | null }

/** Everything around a client that the card shows, `today` deciding what is overdue. */
export function readCardParts(db: Db, { id: clientId, parentId, recommendedById }: CardOf, today: string): CardParts {
  const s = statementsOf(db.$client)
  const numbers = s.numbers.get(clientId)
  return {
    phones: s.phones.all(clientId).map((phone) => ({ ...phone, isBad: phone.isBad === 1, isForbidden: phone.isForbidden === 1 })),
    emails: s.emails.all(clientId),
    contacts: s.contacts.all(clientId),
    deals: s.deals.all(clientId),
    invoices: s.invoices.all(clientId),
    payments: s.payments.all(clientId),
    callLists: s.callLists.all(clientId).map((list) => ({ ...list, isPromised: list.isPromised === 1 })),
    addresses: s.addresses.all(clientId),
    accounts: s.accounts.all(clientId).map(({ whiteList, whiteListOn, ...account }) => ({
      ...account,
      whiteList: whiteList === null || whiteListOn === null ? null : { state: whiteList, on: whiteListOn }
    })),
    formerNames: s.formerNames.all(clientId),
    files: s.files.all(clientId),
    parent: parentId === null ? null : (s.named.get(parentId) ?? null),
    recommendedBy: recommendedById === null ? null : (s.named.get(recommendedById) ?? null),
    branches: s.branches.all(clientId),
    recommended: s.recommended.all(clientId),
    receivables: s.receivables.all(today, clientId),
    lastContactAt: numbers?.lastContactAt ?? null,
    openDealMinor: numbers?.openDealMinor ?? 0,
    attemptCount: numbers?.attemptCount ?? 0,
    touchCount: numbers?.touchCount ?? 0,
    wonDealCount: numbers?.wonDealCount ?? 0,
    wonDealMinor: numbers?.wonDealMinor ?? 0
  }
}

/** What a person wrote down, by what it tells of; a note of a call is a 'talk', calls of lists are 'call'. */
const written = (kind: 'note' | 'talk' | 'meeting' | 'email' | 'sms') =>
  `SELECT '${kind}' AS kind, n.id AS id, n.at AS at, n.by_id AS byId, json_object('text', n.text, 'dealId', n.deal_id,
      'contactName', (SELECT name FROM contact WHERE id = n.contact_id)) AS facts
    FROM note AS n WHERE n.client_id = :clientId AND n.kind = '${kind === 'talk' ? 'call' : kind}' AND n.deleted_at IS NULL`

/** Each kind of event with its id, instant, author and what is shown of it; `:clientId` is bound once for all. */
const branches: Readonly<Record<TimelineKind, string>> = {
  note: written('note'),
  call: `SELECT 'call', id, started_at, by_id, json_object('dispositionId', disposition_id, 'reasonId', reason_id, 'note', note, 'attemptNumber', attempt_number,
      'callbackAt', callback_at, 'endedAt', ended_at, 'e164', e164)
    FROM call_attempt WHERE client_id = :clientId AND undone_at IS NULL`,
  talk: written('talk'),
  meeting: written('meeting'),
  email: written('email'),
  sms: written('sms'),
  task: `SELECT 'task', id, done_at, owner_id, json_object('taskKind', kind, 'text', text, 'dueOn', due_on, 'dueAt', due_at, 'doneAt', done_at)
    FROM task WHERE client_id = :clientId AND done_at IS NOT NULL AND deleted_at IS NULL`,
  deal: `SELECT 'deal', e.id, e.at, e.by_id, json_object('dealId', d.id, 'title', d.title, 'fromStageId', e.from_stage_id,
      'toStageId', e.to_stage_id, 'amountMinor', e.amount_minor, 'currency', e.currency)
    FROM deal AS d JOIN stage_change AS e ON e.deal_id = d.id
    WHERE d.client_id = :clientId AND d.deleted_at IS NULL AND e.undone_at IS NULL`,
  invoice: `SELECT 'invoice', id, issued_at, issued_by_id, json_object('number', number, 'grossMinor', gross_minor, 'currency', currency, 'dueOn', due_on)
    FROM invoice WHERE client_id = :clientId AND state = 'issued' AND issued_at IS NOT NULL AND deleted_at IS NULL`,
  payment: `SELECT 'payment', id, unixepoch(paid_on) * 1000 + 43200000, NULL, json_object('amountMinor', amount_minor, 'currency', currency)
    FROM payment WHERE client_id = :clientId AND deleted_at IS NULL`,
  purchase: `SELECT 'purchase', id, unixepoch(bought_on) * 1000 + 43200000, NULL, json_object('number', number, 'netMinor', net_minor, 'currency', currency)
    FROM purchase WHERE client_id = :clientId AND deleted_at IS NULL`,
  owner: `SELECT 'owner', o.id, o.at, o.by_id, json_object('fromOwnerId', o.from_owner_id, 'toOwnerId', o.to_owner_id,
      'dealTitle', (SELECT title FROM deal WHERE id = o.deal_id))
    FROM owner_change AS o WHERE o.client_id = :clientId AND o.undone_at IS NULL`,
  consent: `SELECT 'consent', k.id, k.at, k.by_id, json_object('channel', k.channel, 'state', k.state, 'basis', k.basis,
      'contactName', (SELECT name FROM contact WHERE id = k.contact_id))
    FROM consent_change AS k WHERE k.client_id = :clientId AND k.undone_at IS NULL`,
  file: `SELECT 'file', id, at, by_id, json_object('fileName', file_name, 'byteCount', byte_count)
    FROM attachment WHERE client_id = :clientId AND deleted_at IS NULL`,
  import: `SELECT 'import', c.id, c.created_at, r.by_id, json_object('fileName', r.file_name, 'importRunId', r.id, 'isUpdate', json('false'))
    FROM client AS c JOIN import_run AS r ON r.id = c.import_run_id WHERE c.id = :clientId
    UNION ALL SELECT 'import', r.id, r.started_at, r.by_id, json_object('fileName', r.file_name, 'importRunId', r.id, 'isUpdate', json('true'))
    FROM (SELECT DISTINCT t.change_id FROM journal_op AS o JOIN journal_tx AS t ON t.id = o.tx_id
      WHERE o.row_id = :clientId AND o.table_name = 'client' AND o.kind = 'update') AS u
      JOIN journal_change AS j ON j.id = u.change_id JOIN import_run AS r ON r.change_id = u.change_id AND r.target = 'client'
    WHERE j.undone_by_id IS NULL AND r.id IS NOT (SELECT import_run_id FROM client WHERE id = :clientId)`,
  merge: `SELECT 'merge', id, at, by_id, json_object('name', name) FROM client_merge WHERE client_id = :clientId AND undone_at IS NULL`,
  created: `SELECT 'created', id, created_at, NULL, '{}' FROM client WHERE id = :clientId AND import_run_id IS NULL`
}

type TimelineRow = { readonly kind: string; readonly id: string; readonly at: number; readonly byId: string | null; readonly facts: string }

const allKinds = Object.keys(branches) as TimelineKind[]

/** What happened with a client, newest first; no kinds means all. `counts` is of every kind. */
export function readTimeline(
  db: Db,
  clientId: string,
  kinds: readonly TimelineKind[],
  page: { readonly offset: number; readonly limit: number }
): { rows: TimelineItem[]; total: number; counts: Partial<Record<TimelineKind, number>> } {
  const wanted = kinds.length > 0 ? allKinds.filter((kind) => kinds.includes(kind)) : allKinds
  const rows = prepared<[object], TimelineRow>(
    db,
    `SELECT kind, id, at, byId, facts FROM (${unionOf(wanted)}) ORDER BY at DESC, id DESC, kind LIMIT :limit OFFSET :offset`
  ).all({ clientId, ...page })
  const counted = prepared<[object], { readonly kind: TimelineKind; readonly count: number }>(
    db,
    `SELECT kind, count(*) AS count FROM (${unionOf(allKinds)}) GROUP BY kind ORDER BY kind`
  ).all({ clientId })
  const counts = Object.fromEntries(counted.map(({ kind, count }) => [kind, count])) as Partial<Record<TimelineKind, number>>
  return {
    rows: rows.map(({ kind, id, at, byId, facts }) => ({ kind, id, at, byId, ...(JSON.parse(facts) as object) }) as TimelineItem),
    total: wanted.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0),
    counts
  }
}

/** The first branch names the columns for all. */
function unionOf(kinds: readonly TimelineKind[]): string {
  return `SELECT '' AS kind, '' AS id, 0 AS at, NULL AS byId, '' AS facts WHERE 0 UNION ALL ${kinds.map((kind) => branches[kind]).join(' UNION ALL ')}`
}

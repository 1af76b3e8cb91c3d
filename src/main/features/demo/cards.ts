import type { JobContext } from '#main/app/context.ts'
import type { Language } from '#shared/contract/app.ts'
import { addDays, dayOf } from '#shared/day.ts'
import { prepareInsert } from './demo.queries.ts'
import { randomOf } from './random.ts'

type DemoClient = {
  readonly id: string
  readonly country: string
  readonly town: string
  readonly createdAt: number
  /** It will buy, so it has an account and bought before. */
  readonly isBuyer: boolean
}

const dayMs = 86_400_000

const words: Readonly<Record<Language, { readonly basis: string; readonly origins: readonly string[]; readonly store: string; readonly street: string; readonly goods: readonly string[] }>> = {
  en: { basis: 'written consent', origins: ['form on the website', 'trade fair', 'contract'], store: 'Warehouse', street: 'Depot Road', goods: ['Office chair', 'Desk', 'Filing cabinet', 'Conference table'] },
  pl: { basis: 'zgoda na piśmie', origins: ['formularz na stronie', 'targi', 'umowa'], store: 'Magazyn', street: 'Składowa', goods: ['Krzesło biurowe', 'Biurko', 'Szafa aktowa', 'Stół konferencyjny'] },
  uk: { basis: 'письмова згода', origins: ['форма на сайті', 'виставка', 'договір'], store: 'Склад', street: 'Складська', goods: ['Офісне крісло', 'Стіл', 'Шафа для документів', 'Стіл для нарад'] },
  ru: { basis: 'письменное согласие', origins: ['форма на сайте', 'выставка', 'договор'], store: 'Склад', street: 'Складская', goods: ['Офисное кресло', 'Стол', 'Шкаф для документов', 'Стол для переговоров'] }
}

/**
 * Fills cards here and there: consents, addresses, accounts, past purchases. Chance of its own, so that clients and deals
 * stay the same whatever is added here.
 */
export function demoCards(ctx: JobContext, currency: string, timeZone: string, language: Language): (client: DemoClient) => void {
  const random = randomOf(20260102)
  const insert = (table: string, columns: readonly string[]) => prepareInsert(ctx.db, table, ['id', 'client_id', ...columns])
  const stamped = ['created_at', 'updated_at']
  const consent = insert('consent_change', ['channel', 'state', 'basis', 'origin', 'at', 'by_id', 'workstation_id'])
  const address = insert('client_address', ['kind', 'name', 'street', 'postal_code', 'town', 'country', 'position', ...stamped])
  const account = insert('client_bank_account', ['iban', 'currency', 'white_list', 'white_list_on', 'position', ...stamped])
  const purchase = insert('purchase', ['number', 'bought_on', 'currency', 'net_minor', ...stamped])
  const line = prepareInsert(ctx.db, 'purchase_line', ['id', 'purchase_id', 'name', 'quantity_micro', 'net_minor', 'cost_minor', ...stamped])
  const { basis, origins, store, street, goods } = words[language]
  const start = ctx.now()

  return ({ id: clientId, country, town, createdAt, isBuyer }) => {
    const stamps = { created_at: createdAt, updated_at: createdAt }
    if (random.chance(0.4)) {
      const state = random.chance(0.85) ? 'given' : 'withdrawn'
      const said = { state, basis: state === 'given' ? basis : null, origin: random.pick(origins), at: createdAt, by_id: ctx.userId, workstation_id: ctx.workstationId }
      for (const channel of random.chance(0.6) ? ['call', 'email'] : ['call']) consent({ id: ctx.newId(), client_id: clientId, channel, ...said })
    }
    if (!isBuyer) return
    if (random.chance(0.25)) {
      const postalCode = country === 'PL' ? `${random.int(10, 99)}-${random.int(100, 999)}` : `${random.int(10_000, 99_999)}`
      address({ id: ctx.newId(), client_id: clientId, kind: 'delivery', name: store, street: `${street} ${random.int(1, 90)}`, postal_code: postalCode, town, country, position: 1, ...stamps })
    }
    if (country === 'PL' && random.chance(0.7)) {
      const isChecked = random.chance(0.6)
      account({
        id: ctx.newId(), client_id: clientId, iban: polishIban(`${random.int(10_000_000, 99_999_999)}${String(random.int(0, 99_999_999)).padStart(16, '0')}`), currency: 'PLN',
        white_list: isChecked ? 'listed' : null, white_list_on: isChecked ? dayOf(start - random.int(1, 60) * dayMs, timeZone) : null, position: 1, ...stamps
      })
    }
    const today = dayOf(start, timeZone)
    for (let count = random.int(0, 4); count > 0; count -= 1) {
      const boughtOn = addDays(today, -random.int(3, 600))
      const netMinor = random.int(300, 9000) * 100
      const purchaseId = ctx.newId()
      purchase({ id: purchaseId, client_id: clientId, number: `${random.int(1, 900)}/${boughtOn.slice(0, 4)}`, bought_on: boughtOn, currency, net_minor: netMinor, ...stamps })
      const costMinor = random.chance(0.8) ? Math.round(netMinor * (0.55 + random.next() * 0.3)) : null
      line({ id: ctx.newId(), purchase_id: purchaseId, name: random.pick(goods), quantity_micro: random.int(1, 20) * 1_000_000, net_minor: netMinor, cost_minor: costMinor, ...stamps })
    }
  }
}

/** A Polish account of 24 digits with the check digits that belong to it. */
function polishIban(digits: string): string {
  const check = 98n - (BigInt(`${digits}252100`) % 97n)
  return `PL${String(check).padStart(2, '0')}${digits}`
}

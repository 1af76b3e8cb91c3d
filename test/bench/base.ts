import type { Store } from '#main/app/store.ts'
import type { storeContract } from '#shared/contract/index.ts'
import type { InputOf } from '#shared/contract/define.ts'
import type { ClientSelection } from '#shared/contract/clients.ts'
import type { FilterCondition } from '#shared/contract/filters.ts'
import { measure } from './measure.ts'

type Contract = typeof storeContract

/** Filters over properties and changes of very many clients at once. Changes the store that it is given. */
export async function measureBase(store: Store): Promise<void> {
  const ask = async <N extends keyof Contract & string>(name: N, input: InputOf<Contract[N]>) => {
    const result = await store.dispatcher.run(name, input)
    if (!result.ok) throw new Error(`${name}: ${result.error.reason} ${result.error.message ?? ''}`)
    return result
  }
  const { value: users } = await ask('app.dictionaries', {})
  const everyone: ClientSelection = { kind: 'filter', filter: {}, except: [] }
  const sort = { by: 'next', direction: 'asc' } as const
  const size = await ask('properties.create', { name: 'Rozmiar (próba)', kind: 'choice', isRequired: false, choices: ['mała', 'średnia', 'duża', 'sieć'] })
  const turnover = await ask('properties.create', { name: 'Obrót (próba)', kind: 'number', isRequired: false, choices: [] })
  const { value: all } = await ask('properties.list', {})
  const choices = all.find((one) => one.id === size.value.id)!.choices
  const { rows } = (await ask('clients.list', { filter: {}, sort: { by: 'name', direction: 'asc' }, page: { offset: 0, limit: 200 } })).value
  const towns = [...new Set(rows.map((row) => row.town))]
  await measure(
    'set a property of every client, by town',
    choices.map((choice, index) => () =>
      ask('clients.setPropertyOfMany', {
        selection: { kind: 'filter', filter: { rules: { match: 'any', rules: towns.filter((_, at) => at % choices.length === index).map((town) => ({ field: 'town' as const, test: { is: 'equals' as const, text: town ?? 'x' } })) } }, except: [] },
        propertyId: size.value.id,
        value: choice.id,
        mode: 'set'
      })
    ),
    {}
  )
  await ask('clients.setPropertyOfMany', { selection: everyone, propertyId: turnover.value.id, value: 5_000_000, mode: 'set' })
  const conditions: FilterCondition[] = [
    { field: 'status', test: { is: 'anyOf', values: ['active'] } },
    { field: 'country', test: { is: 'anyOf', values: ['PL'] } },
    { field: 'lastContact', test: { is: 'olderThan', days: 90 } }
  ]
  const property = (index: number): FilterCondition => ({ field: 'property', propertyId: size.value.id, test: { is: 'anyOf', values: [choices[index % choices.length]!.id] } })
  await measure(
    'filter with three conditions and a property, first page',
    Array.from({ length: 12 }, (_, index) => () =>
      ask('clients.list', {
        filter: { rules: { match: 'all', rules: [...conditions, property(index)] }, noContactDays: 1 + index },
        sort,
        page: { offset: 0, limit: 200 }
      })
    ),
    { goalMs: 30 }
  )
  await measure(
    'filter that half of all clients pass, with a number that all have',
    Array.from({ length: 6 }, (_, index) => () =>
      ask('clients.list', {
        filter: { rules: { match: 'all', rules: [{ field: 'property', propertyId: turnover.value.id, test: { is: 'between', from: 1_000_000, to: null } }, { field: 'status', test: { is: 'anyOf', values: ['prospect'] } }] }, noContactDays: 1 + index },
        sort,
        page: { offset: 0, limit: 200 }
      })
    ),
    {}
  )
  const prospects = store.db().$client.prepare<[], string>("SELECT client_id FROM client_summary WHERE status = 'prospect' ORDER BY id").pluck().all()
  const given = Math.max(prospects.length - 20_000, Math.min(prospects.length, 50_000))
  const except = prospects.slice(given)
  await measure(
    `give ${given} clients to somebody else`,
    users.users.slice(0, 3).map((user) => () =>
      ask('clients.changeOwner', { selection: { kind: 'filter', filter: { status: 'prospect' }, except }, ownerId: user.id, withOpenDeals: false })
    ),
    { goalMs: 2000 }
  )
}

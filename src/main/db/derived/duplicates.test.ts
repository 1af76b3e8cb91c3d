import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { duplicatesBuilt, restartDuplicates } from './duplicates.ts'

const pairsOf = (app: TestApp) =>
  app.store
    .db()
    .$client.prepare<[], { first: string; second: string; score: number; reasons: number }>(
      `SELECT a.name AS first, b.name AS second, score, reasons FROM duplicate_pair AS p JOIN client AS a ON a.id = p.first_id
       JOIN client AS b ON b.id = p.second_id ORDER BY first_id, second_id`
    )
    .all()
const settle = async (app: TestApp) => {
  while (await app.store.tick());
}

test('clients that share a number or are written alike in one town are paired, namesakes elsewhere and sister firms are not', async () => {
  const app = await openTestApp()
  const add = (name: string, more: object) => app.call('clients.create', { name, ...more })
  await add('Hurtownia Wisła Sp. z o.o.', { town: 'Łódź', taxNumber: '8567346215' })
  await add('PHU Wisla hurtownia', { town: 'Lodz' })
  await add('Hurtownia Wizła', { town: 'Łódź' })
  await add('Hurtownia Wisła', { town: 'Kraków' })
  await add('Zakład Stolarski Dąb', { taxNumber: '856-734-62-15', town: 'Gdańsk' })
  await add('Firma A', { phones: [{ text: '42 630 11 87', label: null }], taxNumber: '7010023673' })
  await add('Biuro B', { phones: [{ text: '42 630 11 87', label: null }], taxNumber: '5260250274' })
  await add('Sklep C', { emails: [{ email: 'biuro@wisla.pl' }] })
  await add('Serwis D', { emails: [{ email: 'Biuro@Wisla.pl' }] })
  await settle(app)
  expect(duplicatesBuilt(app.store.db())).toBeNull()
  expect(pairsOf(app).map(({ first, second }) => [first, second].sort().join(' = ')).sort()).toEqual([
    'Hurtownia Wisła Sp. z o.o. = Hurtownia Wizła',
    'Hurtownia Wisła Sp. z o.o. = PHU Wisla hurtownia',
    'Hurtownia Wisła Sp. z o.o. = Zakład Stolarski Dąb',
    'Hurtownia Wizła = PHU Wisla hurtownia',
    'Serwis D = Sklep C'
  ])
  app.close()
})

type Step =
  | { readonly do: 'add'; readonly name: string; readonly town: string | null; readonly phone: string | null }
  | { readonly do: 'rename'; readonly which: number; readonly name: string }
  | { readonly do: 'addPhone'; readonly which: number; readonly phone: string }
  | { readonly do: 'remove' | 'undo'; readonly which: number }
  | { readonly do: 'settle' }

const names = ['Meble Jesion', 'Jesion Meble S.A.', 'Mebel Jesion', 'Studio Żubr', 'Studio Zubr', 'ТОВ «Ромашка»', 'Romashka', 'Szkoła nr 14', 'Szkoła nr 15']
const phones = ['+48426301187', '+48426301188', '+380442345678']
const name = fc.constantFrom(...names)
const which = fc.nat({ max: 100 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), name, town: fc.option(fc.constantFrom('Łódź', 'Київ')), phone: fc.option(fc.constantFrom(...phones)) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), which, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('addPhone' as const), which, phone: fc.constantFrom(...phones) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('remove' as const, 'undo' as const), which }) },
  { weight: 2, arbitrary: fc.constant({ do: 'settle' as const }) }
)

test('pairs followed change by change are those that going through everybody finds', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const app = await openTestApp()
      try {
        const ids: string[] = []
        const changes: string[] = []
        for (const one of steps) {
          const id = 'which' in one ? ids[one.which % Math.max(1, ids.length)] : undefined
          if (one.do === 'settle') await settle(app)
          else if (one.do === 'add') {
            const { value, changeId } = await app.change('clients.create', { name: one.name, town: one.town, phones: one.phone === null ? [] : [{ text: one.phone, label: null }] })
            ids.push(value.id)
            changes.push(changeId)
          } else if (one.do === 'undo') await app.ask('journal.undo', { changeId: changes[one.which % Math.max(1, changes.length)] ?? 'none' })
          else if (id === undefined) continue
          else {
            const result =
              one.do === 'rename'
                ? await app.ask('clients.change', { id, change: { name: one.name } })
                : one.do === 'addPhone'
                  ? await app.ask('clients.addPhone', { clientId: id, contactId: null, text: one.phone, label: null })
                  : await app.ask('clients.remove', { selection: { kind: 'ids', ids: [id] } })
            if (result.ok && result.changeId) changes.push(result.changeId)
          }
        }
        await settle(app)
        const followed = pairsOf(app)
        restartDuplicates(app.store.db())
        await settle(app)
        expect(followed).toEqual(pairsOf(app))
        seen += followed.length
      } finally {
        app.close()
      }
    }),
    { numRuns: 10, endOnFailure: true }
  )
  expect(seen).toBeGreaterThan(20)
}, 120_000)

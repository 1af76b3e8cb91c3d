import { expect, test } from 'vitest'
import { chancesOf } from './probability.ts'

const stages = [
  { id: 'first', position: 1, probabilityBp: 1000 },
  { id: 'second', position: 2, probabilityBp: 5000 },
  { id: 'third', position: 3, probabilityBp: 7000 }
]

test('without history the template speaks', () => {
  expect(chancesOf(stages, 0, new Map()).map((chance) => chance.usedBp)).toEqual([1000, 5000, 7000])
  expect(chancesOf(stages, 0, new Map())[0]).toMatchObject({ ownBp: null, ownCount: 0 })
})

test('five closed deals of which four were won pull a template of 50 % to 61.5 % (golden vector)', () => {
  expect(chancesOf(stages, 4, new Map([[2, 1]]))[1]).toEqual({ stageId: 'second', templateBp: 5000, ownBp: 8000, ownCount: 5, usedBp: 6154 })
})

test('forty closed deals of which thirty were won weigh more than the template: 70.8 % (golden vector)', () => {
  expect(chancesOf(stages, 30, new Map([[2, 4], [3, 6]]))[1]?.usedBp).toBe(7083)
})

test('every won deal passed all stages, so 40 won and 25 lost from the second on make 61.5 % of it (golden vector)', () => {
  expect(chancesOf(stages, 40, new Map([[1, 35], [2, 10], [3, 15]]))[1]).toMatchObject({ ownBp: 6154, ownCount: 65 })
})

test('a chance never falls with the stage', () => {
  const used = chancesOf(stages, 1, new Map([[3, 50]])).map((chance) => chance.usedBp)
  expect(used).toEqual([...used].sort((a, b) => a - b))
})

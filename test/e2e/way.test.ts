import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { board, calling, clients, findAndTakeBack, firstStart, funnel, importSample, invoice, settings } from '../tour/steps.ts'
import { beginTour, type Tour } from '../tour/tour.ts'

// The way of `npm run tour` without its pictures: each story goes on where the one before it ended.
let tour: Tour
beforeAll(async () => {
  tour = await beginTour('en', () => Promise.resolve())
})
afterAll(async () => {
  await tour.launched.close()
  rmSync(tour.files, { recursive: true, force: true })
})

test('a firm sets up its program by keyboard and brings in its clients from a workbook', async () => {
  await firstStart(tour)
  await importSample(tour)
})

test('a rep finds clients without Polish letters, writes down what was said and plans the next step', () => clients(tour))

test('a rep calls through a list: no answer, a promise, a slip taken back, a deal', () => calling(tour))

test('a deal is moved by keys and by the mouse, another is lost with its reason, and the won one becomes a paid invoice', async () => {
  await board(tour)
  await invoice(tour)
})

test('the head of sales reads the funnel, opens the deals behind a number and takes it away as a picture and a workbook', () => funnel(tour))

test('a backup brings yesterday back in three clicks, and the history takes back a single change', async () => {
  await settings(tour)
  await findAndTakeBack(tour)
})

test('nothing on the whole way left an error in a console', () => {
  expect(tour.launched.problems).toEqual([])
})

import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { everything, revisit, wideData } from './revisit.ts'
import { board, calling, clients, findAndTakeBack, firstStart, funnel, importSample, invoice, settings } from './steps.ts'
import { beginTour, makeAlbum, type Tour } from './tour.ts'

// `npm run tour`: the whole way through the product in a real window, with pictures in tour/. The arguments `way`,
// `wide` and `every` do only that part of it.
const folder = resolve(import.meta.dirname, '../../tour')
const wanted = new Set(process.argv.slice(2))
const isWanted = (part: string): boolean => wanted.size === 0 || wanted.has(part)
const began = Date.now()

rmSync(folder, { recursive: true, force: true })
const album = makeAlbum(folder)
const problems: string[] = []

/** The way from an empty database in Polish, then its screens in English and in the dark. */
async function way(): Promise<void> {
  const tour = await beginTour('en', album.look)
  await follow(tour, [firstStart, importSample, clients, calling, board, invoice, funnel, settings, findAndTakeBack, revisit])
}

/** The screens with 3,000 clients, in both sizes, schemes and all languages. */
async function wide(): Promise<void> {
  const tour = await beginTour('pl', album.look)
  await follow(tour, [wideData])
}

/** Every screen, panel and dialog with 5,000 clients. */
async function every(): Promise<void> {
  const tour = await beginTour('pl', album.look)
  await follow(tour, [everything])
}

async function follow(tour: Tour, steps: readonly ((tour: Tour) => Promise<void>)[]): Promise<void> {
  try {
    for (const step of steps) {
      const from = Date.now()
      try {
        await step(tour)
      } catch (error) {
        await tour.window.screenshot({ path: join(folder, `failed-${step.name}.png`) }).catch(() => undefined)
        throw new Error(`The tour ended in ${step.name}`, { cause: error })
      }
      console.log(`== ${step.name}: ${((Date.now() - from) / 1000).toFixed(1)} s`)
    }
  } finally {
    problems.push(...tour.launched.problems)
    await tour.launched.close()
    rmSync(tour.files, { recursive: true, force: true })
  }
}

try {
  if (isWanted('way')) await way()
  if (isWanted('wide')) await wide()
  if (isWanted('every')) await every()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
for (const problem of problems) console.error(`console: ${problem}`)
for (const fault of album.faults) console.error(`fault: ${fault}`)
if (problems.length + album.faults.length > 0) process.exitCode = 1
console.log(`The tour took ${((Date.now() - began) / 1000).toFixed(0)} s${process.exitCode ? ' and failed' : ''}: ${folder}`)

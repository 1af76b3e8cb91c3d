// A desk in a process of its own, for tests that end it in the middle of its work. It tells each step on its output.
import { asDb, connect } from '#main/db/open.ts'
import { makeBackup } from '#main/db/backup.ts'
import { migrate, readMigrations } from '#main/db/migrate.ts'
import { openTestApp, testNow } from '#test/app.ts'

const [mode, folder = '', more = ''] = process.argv.slice(2)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const modes: Readonly<Record<string, () => Promise<void> | void>> = {
  /** Opens the store and keeps it, or says why not. */
  open: async () => {
    const app = await openTestApp({ dataDir: folder })
    say(JSON.stringify(app.store.startState()))
    if (more === 'stay') setInterval(() => undefined, 1000)
    else app.close()
  },
  /** Adds colleagues one after another; says each name once it is saved. */
  write: async () => {
    const app = await openTestApp({ dataDir: folder })
    for (let count = 1; ; count += 1) {
      await app.call('settings.addUser', { name: `${more} ${count}`, role: 'rep' })
      say(`${more} ${count}`)
    }
  },
  /** Makes one backup after another. */
  backup: async () => {
    const sqlite = connect(`${folder}/klientela.sqlite`)
    say('begins')
    for (let count = 1; ; count += 1) {
      const { name } = await makeBackup(sqlite, `${folder}/backups`, 'asked', testNow + count, () => undefined)
      say(name)
    }
  },
  migrate: () => {
    const sqlite = connect(`${folder}/klientela.sqlite`)
    say('begins')
    migrate(asDb(sqlite).$client, readMigrations(more), {})
    say('done')
  }
}

await modes[mode ?? '']?.()

// A desk in a process of its own, for tests that end it in the middle of its work. It tells each step on its output.
// Each way of working loads only what it needs, so that it starts at once.

const [mode, folder = '', more = ''] = process.argv.slice(2)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const modes: Readonly<Record<string, () => Promise<void>>> = {
  /** Opens the store and keeps it with `stay`, or says why not. */
  open: async () => {
    const { openTestApp } = await import('#test/app.ts')
    const app = await openTestApp({ dataDir: folder })
    say(JSON.stringify(app.store.startState()))
    if (more === 'stay') setInterval(() => undefined, 1000)
    else app.close()
  },
  /** Makes one backup after another; says when it copies, when it checks, and the name of each. */
  backup: async () => {
    const { connect } = await import('#main/db/open.ts')
    const { makeBackup } = await import('#main/db/backup.ts')
    const { copyThreadPath } = await import('#test/machine.ts')
    const { createCopyWork } = await import('#main/workers/copyWork.ts')
    const work = createCopyWork(copyThreadPath)
    const places = { dataDir: folder, backupDir: `${folder}/backups` }
    const sqlite = connect(`${folder}/klientela.sqlite`)
    say('begins')
    for (let at = Date.now(); ; at += 1) {
      say('copies')
      const { name } = await makeBackup(sqlite, places, 'asked', at, () => undefined, (copy) => {
        say('checks')
        return work.run({ kind: 'settle', copy })
      })
      say(name)
    }
  },
  /** Takes the store to the newest version that the folder `more` knows; its steps may say something in between by `say()`. */
  migrate: async () => {
    const { connect } = await import('#main/db/open.ts')
    const { migrate, readMigrations } = await import('#main/db/migrate.ts')
    const sqlite = connect(`${folder}/klientela.sqlite`)
    sqlite.function('say', (line) => {
      say(String(line))
      return null
    })
    say('begins')
    migrate(sqlite, readMigrations(more), {})
    say('done')
  }
}

void modes[mode ?? '']?.()

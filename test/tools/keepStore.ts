import { writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

// Keeps a small store as this version makes it, for test/oldStores.test.ts: to be run before a migration is added.

// Whose machine it was made on is nobody's business.
os.hostname = () => 'biuro'
syncBuiltinESMExports()

const { default: Database } = await import('better-sqlite3')
const { openWorld } = await import('../operations.ts')
const { settle } = await import('../quiet.ts')

const { app, clientId } = await openWorld({})
await app.call('demo.load', { clientCount: 5, dealsPerClient: 1, userCount: 1 })
const gone = await app.call('clients.create', { name: 'Firma Usunięta' })
await app.call('clients.remove', { selection: { kind: 'ids', ids: [gone.id] } })
const { changeId } = await app.change('notes.add', { clientId, dealId: null, text: 'cofnięta notatka' })
await app.call('journal.undo', { changeId })
await settle(app)
const path = join(app.dataDir, 'kept.sqlite')
app.store.db().$client.prepare('VACUUM INTO ?').run(path)
const copy = new Database(path)
copy.prepare("UPDATE import_run SET path = '/home/anna/' || file_name, choices = replace(choices, ?, '/home/anna')").run(app.dataDir)
copy.exec('VACUUM')
const version = Number(copy.pragma('user_version', { simple: true }))
const out = join(resolve(import.meta.dirname, '../fixtures/stores'), `version-${version}.sqlite.br`)
const size = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS }
writeFileSync(out, brotliCompressSync(copy.serialize(), { params: size }))
copy.close()
app.close()
console.log(out)

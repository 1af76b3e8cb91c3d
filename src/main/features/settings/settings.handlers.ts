import type { HandlersFor } from '#main/app/dispatch.ts'
import type { appOperations } from '#shared/contract/app.ts'
import { addUser, changeFirm, changeStage, renameUser, setUp } from './settings.ts'
import { findPreference, getFirm, listDictionaries, putPreference } from './settings.queries.ts'
import { statusOf } from './status.ts'

type SettingsOperations = Omit<typeof appOperations, 'data.contents' | `backups.${string}`>

export const settingsHandlers: HandlersFor<SettingsOperations> = {
  'app.status': statusOf,
  'app.dictionaries': ({ db }) => listDictionaries(db),
  'app.setUp': setUp,
  'settings.firm': ({ db }) => getFirm(db),
  'settings.changeFirm': changeFirm,
  'settings.renameUser': renameUser,
  'settings.addUser': addUser,
  'settings.changeStage': changeStage,
  'preferences.get': ({ db }, { key }) => findPreference(db, key) ?? null,
  'preferences.set': ({ db }, { key, value }) => {
    putPreference(db, key, value)
    return null
  }
}

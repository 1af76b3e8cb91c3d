import { FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { fusesFor } from './fuses.cjs'

test('every fuse that Electron has is decided', () => {
  const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
  for (const platform of ['linux', 'win32', 'darwin']) expect(Object.keys(fusesFor(platform)).sort()).toEqual(known.sort())
})

test('the packaged program runs nothing but its own asar and cannot be attached to', () => {
  expect(fusesFor('linux')).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: false,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true
  })
})

test('where the system can check it, a changed asar does not start', () => {
  expect(fusesFor('win32').EnableEmbeddedAsarIntegrityValidation).toBe(true)
  expect(fusesFor('darwin').EnableEmbeddedAsarIntegrityValidation).toBe(true)
})

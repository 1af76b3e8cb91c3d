/**
 * The switches burnt into the packaged Electron: nothing but our own asar runs, and it cannot be turned into a plain
 * Node or attached to from outside. Asar integrity exists on macOS and Windows only.
 */
function fusesFor(platform) {
  return {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true
  }
}

module.exports = { fusesFor }

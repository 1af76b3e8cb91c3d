const { join } = require('node:path')
const { fusesFor } = require('./fuses.cjs')

/** electron-builder's step between laying out the program and signing it. */
module.exports = async function burnFuses({ appOutDir, electronPlatformName, packager }) {
  const { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } = await import('@electron/fuses')
  const name = packager.appInfo.productFilename
  const executable = {
    darwin: () => join(appOutDir, `${name}.app`),
    win32: () => join(appOutDir, `${name}.exe`),
    linux: () => join(appOutDir, packager.executableName)
  }[electronPlatformName]()

  // An older Electron (the fallback of a machine without the download host) lacks the newest fuses.
  const wire = await getCurrentFuseWire(executable)
  const wanted = Object.entries(fusesFor(electronPlatformName))
  const isThere = ([fuse]) => wire[FuseV1Options[fuse]] !== undefined && wire[FuseV1Options[fuse]] !== FuseState.REMOVED
  const missing = wanted.filter((entry) => !isThere(entry)).map(([fuse]) => fuse)
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    strictlyRequireAllFuses: false,
    ...Object.fromEntries(wanted.filter(isThere).map(([fuse, isOn]) => [FuseV1Options[fuse], isOn]))
  })
  if (missing.length > 0) console.log(`  • this Electron has no fuse ${missing.join(', ')}`)
}

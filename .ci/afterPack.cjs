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
  const isOfficial = packager.config.electronVersion === require('electron/package.json').version
  if (isOfficial && missing.length > 0) throw new Error(`This Electron has no fuse ${missing.join(', ')}: see .ci/fuses.cjs.`)
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    strictlyRequireAllFuses: isOfficial,
    ...Object.fromEntries(wanted.filter(isThere).map(([fuse, isOn]) => [FuseV1Options[fuse], isOn]))
  })
  const burnt = await getCurrentFuseWire(executable)
  const wrong = wanted.filter(isThere).filter(([fuse, isOn]) => burnt[FuseV1Options[fuse]] !== (isOn ? FuseState.ENABLE : FuseState.DISABLE))
  if (wrong.length > 0) throw new Error(`These fuses are not as they should be: ${wrong.map(([fuse]) => fuse).join(', ')}.`)
  if (missing.length > 0) console.log(`  • this Electron has no fuse ${missing.join(', ')}`)
}

// A packaged Electron ignores the path argument. This does what Electron's own default app does: it honours -r (the way
// in for a test driver), takes the first argument that is no flag as the app's folder and starts what lies there.
const { app } = require('electron')
const Module = require('node:module')
const path = require('node:path')

const preload = []
let folder
for (let args = process.argv.slice(1); args.length > 0 && folder === undefined; ) {
  const arg = args.shift()
  if (arg === '-r' || arg === '--require') preload.push(args.shift())
  else if (!arg.startsWith('-')) folder = path.resolve(arg)
}

if (folder === undefined) {
  console.error('usage: electron [-r FILE] FOLDER')
  process.exit(2)
}

const manifest = require(path.join(folder, 'package.json'))
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)
app.setAppPath(folder)
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(app.getPath('appData'), app.getName()))

Module._preloadModules(preload)
Module._load(path.join(folder, manifest.main), Module, true)

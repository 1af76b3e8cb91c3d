import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

// Each is loaded by its file name at run time: the process itself and the threads it starts.
const mainEntries = {
  main: 'src/main/main.ts',
  storeThread: 'src/main/app/storeThread.ts',
  sheetThread: 'src/main/workers/sheetThread.ts',
  copyThread: 'src/main/workers/copyThread.ts'
}

const commonjs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' } as const

// Main code also runs on the Node 18 and screens on the Chromium 114 of the fallback Electron (ARCHITECTURE.md).
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node18',
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(mainEntries)
            .map(([name, file]) => [name, resolve(file)])
            .filter(([, file]) => existsSync(file))
        ),
        external: ['better-sqlite3'],
        output: commonjs
      }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: { input: { preload: resolve('src/main/window/preload.ts') }, output: commonjs }
    }
  },
  renderer: {
    root: 'src/renderer',
    // Screens draw again only what changed, without a memo written by hand at each place (docs/decisions/0018).
    plugins: [react({ compiler: true })],
    build: {
      outDir: 'out/renderer',
      target: 'chrome114',
      cssTarget: 'chrome114',
      minify: true,
      // Read from disk, not from a network: one file is fine.
      chunkSizeWarningLimit: 4000,
      // The content security policy allows fonts and workers from files only, never from data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: resolve('src/renderer/index.html'),
        // One file for what screens share: forty small ones take longer to ask for than to read.
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } }
      }
    }
  }
})

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Everything that runs without a window; the stories that need one have their own configuration in test/e2e.
export default defineConfig({
  test: {
    maxWorkers: '100%',
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/{shared,main}/**/*.test.ts', 'test/**/*.test.ts', '.ci/*.test.mjs'],
          exclude: ['test/e2e/**']
        }
      },
      {
        extends: true,
        // Screens are tried as they are built.
        plugins: [react({ compiler: true })],
        test: {
          name: 'screen',
          environment: 'happy-dom',
          include: ['src/renderer/**/*.test.{ts,tsx}']
        }
      }
    ]
  }
})

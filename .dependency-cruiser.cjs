/** Who may import whom (ARCHITECTURE.md). Names are sentences, so that a violation reads as one. */
module.exports = {
  forbidden: [
    {
      name: 'renderer never imports main, electron or node',
      severity: 'error',
      from: { path: '^src/renderer', pathNot: '\\.test\\.tsx?$' },
      to: { path: ['^src/main', '^electron$', 'node_modules/electron/', '^node:'], dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'renderer never imports node built-ins',
      severity: 'error',
      from: { path: '^src/renderer', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'shared imports only itself and pure libraries',
      severity: 'error',
      from: { path: '^src/shared', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/shared', 'node_modules/(zod|libphonenumber-js|temporal-polyfill|temporal-spec)/'] }
    },
    {
      name: 'electron is seen only by main.ts and window',
      severity: 'error',
      from: { path: '^src', pathNot: ['^src/main/main\\.ts$', '^src/main/window/', '\\.test\\.tsx?$'] },
      to: { path: ['^electron$', 'node_modules/electron/', 'node_modules/electron-log/(main|renderer)'] }
    },
    {
      name: 'SQL only in query modules and db',
      severity: 'error',
      from: {
        path: '^src/main',
        pathNot: ['^src/main/db/', '\\.queries\\.ts$', '\\.test\\.ts$', '^src/main/app/store\\.ts$']
      },
      to: { path: ['node_modules/(drizzle-orm|better-sqlite3)/', '^src/main/db/schema/'], dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'a feature never uses the queries of another',
      severity: 'error',
      from: { path: '^src/main/features/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/features/[^/]+/[^/]+\\.queries\\.ts$', pathNot: '^src/main/features/$1/' }
    },
    {
      name: 'main app and db know features only where they are wired',
      severity: 'error',
      from: { path: '^src/main/(app|db)/', pathNot: ['^src/main/app/(handlers|store)\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^src/main/features/' }
    },
    {
      name: 'renderer ui knows no feature, no app and no contract',
      severity: 'error',
      from: { path: '^src/renderer/ui/', pathNot: '\\.test\\.tsx?$' },
      to: { path: ['^src/renderer/(features|app)/', '^src/shared/contract/'] }
    },
    {
      name: 'no circles',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test\\.tsx?$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|resources)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] }
  }
}

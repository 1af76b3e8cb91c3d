import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  casing: 'snake_case',
  schema: './src/main/db/schema/index.ts',
  out: './resources/migrations'
})

// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { inTransaction } from '#main/db/transaction.ts'
import { openTestApp } from '#test/app.ts'
import { settle } from '#test/quiet.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { AnalysisScreen } from './AnalysisScreen.tsx'

vi.setConfig({ testTimeout: 90_000 })

test('the loyalty of clients stands in numbers, and each opens its clients', async () => {
  const app = await openTestApp()
  const { id } = await app.call('clients.create', { name: 'Meble Jesion' })
  inTransaction(app.store.makeContext('imports.run'), (db) => {
    db.$client.prepare("INSERT INTO purchase (id, client_id, bought_on, currency, net_minor, created_at, updated_at) VALUES ('a', ?, '2026-10-01', 'PLN', 25000, 1, 1)").run(id)
  })
  await settle(app)
  const { user } = show(<AnalysisScreen />, bridgeTo(app), { place: '/analysis?tab="loyalty"' })
  await user.click(await screen.findByRole('button', { name: /Average check/ }))
  expect(await screen.findByRole('dialog')).toBeDefined()
  await screen.findByText('Meble Jesion')
  app.close()
})

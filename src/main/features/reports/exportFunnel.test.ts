import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openXlsx } from '#main/workers/xlsxReader.ts'
import { openTestApp } from '#test/app.ts'

const pipelineId = 'pipeline-typical'

test('the workbook of the closed funnel says the same numbers as the screen, in the language of the desk, and what it counts', async () => {
  const app = await openTestApp()
  const clientId = (await app.call('clients.create', { name: 'Meble Jesion' })).id
  for (const outcome of ['won', 'lost'] as const) {
    const deal = await app.call('deals.create', { clientId, title: 'Krzesła', amountMinor: 120_050, currency: 'PLN', pipelineId, stageId: null, ownerId: null, expectedOn: null, sourceId: null })
    await app.call('deals.close', { dealId: deal.id, outcome, lostReasonId: outcome === 'lost' ? 'lost-price' : null, note: '' })
  }
  const path = join(app.dataDir, 'lejek.xlsx')
  await app.call('reports.exportFunnel', {
    path,
    question: {
      kind: 'closed',
      pipelineId,
      period: { from: '2026-10-01', to: '2026-12-31' },
      basis: 'close',
      reading: 'passed',
      columns: 'owner',
      compareTo: null,
      filter: { ownerId: null, sourceId: null }
    }
  })
  const book = await openXlsx(path)
  const sheet = book.sheets[0]
  const rows: string[][] = []
  for await (const batch of book.rows(0, {})) for (const row of batch) rows.push(row.cells.map((cell) => cell.text))
  book.close()
  expect(sheet?.name).toBe('Zamknięte')
  expect(rows[0]?.slice(0, 5)).toEqual(['Etap', 'Doszło', 'Przeszło', 'Odpadło', 'Wartość, PLN'])
  expect(rows[1]?.slice(0, 5)).toEqual(['Ocena klienta', '2', '1', '1', '2401'])
  expect(rows.flat()).toContain('Transakcje zamknięte od 01.10.2026 do 31.12.2026')
  app.close()
})

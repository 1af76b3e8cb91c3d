// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { openTestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { useAvailableActions } from './actions.ts'
import { FirmProvider } from './format.ts'
import { Routes } from './routes.tsx'

vi.setConfig({ testTimeout: 120_000 })

function Keys() {
  const available = useAvailableActions()
  const bound = available.flatMap(({ id, keys }) => (keys === null ? [] : [`${keys} ${id}`]))
  return <output aria-label="keys" data-count={available.length}>{bound.join('\n')}</output>
}

test('no two actions of one screen share a key', async () => {
  const app = await openTestApp()
  const { call } = app
  const { id: clientId } = await call('clients.create', { name: 'Meble Jesion', phones: [{ text: '+48 42 630 10 20', label: null }] })
  const deal = await call('deals.create', {
    clientId, title: 'Stoły', amountMinor: 100, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId: null
  })
  const { listId } = await call('calls.createList', {
    name: 'Jesień', purpose: 'service', script: null, ownerId: null, startsOn: '2026-11-22', endsOn: null, maxAttempts: 6, clients: { kind: 'ids', ids: [clientId] }
  })
  const { id: draftId } = await call('invoices.draft', { clientId, dealId: null })
  const places: Readonly<Record<string, string>> = {
    [`/clients/${clientId}`]: 'clients.callList', '/clients': 'clients.conditions', [`/deals/${deal.id}`]: 'deal.lose', '/deals': 'deals.clients', [`/calling/${listId}`]: 'calls.reach',
    '/analysis': 'analysis.', [`/invoices/${draftId}`]: 'invoices.addLine'
  }
  for (const [place, action] of Object.entries(places)) {
    const { unmount } = show(
      <FirmProvider value={{ timeZone: 'Europe/Warsaw' }}>
        <Routes />
        <Keys />
      </FirmProvider>,
      bridgeTo(app),
      { place }
    )
    await waitFor(() => expect(screen.getByRole('status', { name: 'keys' }).textContent).toContain(action))
    const bound = screen.getByRole('status', { name: 'keys' }).textContent!.split('\n')
    const keys = bound.map((line) => line.split(' ')[0]!)
    expect(bound.filter((_, index) => keys.indexOf(keys[index]!) !== keys.lastIndexOf(keys[index]!)), place).toEqual([])
    unmount()
  }
  app.close()
})

// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { bridgeTo, show } from '#test/screen.tsx'
import { DealScreen } from '../deals/DealScreen.tsx'

let app: TestApp

beforeEach(async () => {
  app = await openTestApp({ now: Date.now() })
})

afterEach(() => app.close())

test('a deal goes on naming its source after that was put away', async () => {
  const { id: sourceId } = await app.call('sources.create', { name: 'Podcast' })
  const client = await app.call('clients.create', { name: 'Tartak Dąb' })
  const { id } = await app.call('deals.create', {
    clientId: client.id, title: 'Krzesła', amountMinor: 125_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId
  })
  await app.call('sources.putAway', { id: sourceId, isAway: true })
  show(<DealScreen id={id} />, bridgeTo(app))
  expect(await screen.findByDisplayValue('Podcast')).toBeTruthy()
})

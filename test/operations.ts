import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { anyDeal } from '#shared/contract/deals.ts'
import type { storeContract } from '#shared/contract/index.ts'
import type { InputOf } from '#shared/contract/define.ts'
import { openTestApp, type TestApp, type TestAppOptions } from './app.ts'

type Contract = typeof storeContract
export type StoreOperation = keyof Contract & string

/** A small firm at work: what an operation needs to be tried in earnest. */
export type World = {
  readonly app: TestApp
  readonly userId: string
  readonly clientId: string
  readonly otherClientId: string
  readonly phoneId: string
  readonly emailId: string
  readonly contactId: string
  readonly dealId: string
  readonly wonDealId: string
  readonly noteId: string
  readonly taskId: string
  readonly listId: string
  readonly entryId: string
  readonly draftId: string
  readonly spareDraftId: string
  readonly issuedId: string
  readonly paymentId: string
  readonly importRunId: string
  readonly stoppedRunId: string
  readonly templateId: string
  readonly addressId: string
  readonly accountId: string
  readonly fileId: string
  readonly forbiddenPhoneId: string
  readonly changeId: string
  readonly propertyId: string
  readonly otherPropertyId: string
  readonly choiceIds: readonly string[]
  readonly categoryId: string
  readonly otherCategoryId: string
  readonly segmentId: string
  readonly liveSegmentId: string
  readonly viewId: string
  readonly otherViewId: string
  readonly csvPath: string
  readonly outPath: (name: string) => string
}

const firm = {
  name: 'Meble Testowe', taxNumber: '8567346215', isVatPayer: true, street: 'Polna 1', postalCode: '90-001', town: 'Łódź',
  bankAccount: null, bankName: null, email: 'biuro@example.pl', phone: null
}
const place = { target: 'client' as const, sheetIndex: null, encoding: null, delimiter: null }
const line = {
  id: null,
  name: 'Krzesło', unit: 'szt.', quantityMicro: 2_000_000, unitPriceE8: 12_300_000_000, discountBp: 0, vatCode: '23'
}

export async function openWorld(options: TestAppOptions): Promise<World> {
  const app = await openTestApp(options)
  const { call } = app
  const outPath = (name: string) => join(app.dataDir, name)
  const csvPath = outPath('firmy.csv')
  writeFileSync(csvPath, 'Nazwa;Telefon\nMeble Jesion;426301187\n;\nBez nazwy;zły numer\n')
  await call('settings.changeFirm', firm)
  const userId = (await call('app.status', {})).userId!
  const { id: clientId } = await call('clients.create', {
    name: 'Hurtownia Wisła', town: 'Łódź', phones: [{ text: '42 630 22 33', label: null }], emails: [{ email: 'biuro@wisla.pl' }], contacts: [{ name: 'Beata Nowicka', role: null }]
  })
  const { id: otherClientId } = await call('clients.create', { name: 'Studio Żubr', phones: [{ text: '85 711 22 33', label: null }] })
  const card = await call('clients.get', { id: clientId })
  const newDeal = (title: string) =>
    call('deals.create', {
      clientId, title, amountMinor: 1_250_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: userId, expectedOn: '2026-12-15', sourceId: null
    })
  const deal = await newDeal('Krzesła')
  const won = await newDeal('Stoły')
  await call('deals.close', { dealId: won.id, outcome: 'won', lostReasonId: null, note: '' })
  const { id: noteId } = await call('notes.add', { clientId, dealId: null, text: 'dzwonić po 10' })
  const { id: taskId } = await call('tasks.add', { clientId, dealId: deal.id, kind: 'call', text: 'zapytać o decyzję', dueOn: '2026-11-24', dueAt: null, ownerId: userId })
  const list = await call('calls.createList', {
    name: 'Jesień', purpose: 'service', script: null, ownerId: userId, startsOn: '2026-11-22', endsOn: null, maxAttempts: 6,
    clients: { kind: 'ids', ids: [clientId, otherClientId] }
  })
  const queue = app.store.db().$client.prepare<[string], string>('SELECT id FROM call_list_entry WHERE call_list_id = ? ORDER BY position').pluck().all(list.listId)
  const drafts: string[] = []
  for (let count = 0; count < 3; count += 1) {
    const { id } = await call('invoices.draft', { clientId, dealId: count === 0 ? won.id : null })
    await call('invoices.changeDraft', draftOf(id))
    drafts.push(id)
  }
  await call('invoices.issue', { id: drafts[0]!, issuedOn: '2026-11-22', soldOn: '2026-11-22' })
  const { id: paymentId } = await call('payments.receive', {
    clientId, paidOn: '2026-11-22', amountMinor: 1_000, currency: 'PLN', method: 'transfer', reference: null, allocations: [{ invoiceId: drafts[0]!, amountMinor: 500 }]
  })
  const [run] = await call('imports.run', imported([{ ...place, path: csvPath, mapping: [{ column: 0, field: 'name' }, { column: 1, field: 'phone' }] }]))
  const [stopped] = await call('imports.run', imported([{ ...place, path: csvPath, mapping: [{ column: 0, field: 'name' }] }]))
  app.store.db().$client.prepare("UPDATE import_run SET state = 'interrupted' WHERE id = ?").run(stopped!.id)
  const { id: addressId } = await call('addresses.add', {
    clientId, kind: 'post', name: null, street: 'Polna 2', postalCode: '90-002', town: 'Łódź', region: null, country: 'PL'
  })
  const { id: accountId } = await call('accounts.add', { clientId, iban: 'PL61 1090 1014 0000 0712 1981 2874', bankName: 'Santander', currency: null })
  const { id: fileId } = await call('attachments.add', { clientId, dealId: null, path: csvPath })
  const { id: forbiddenPhoneId } = await call('clients.addPhone', { clientId, contactId: null, text: '42 700 22 33', label: null })
  await call('calls.forbidNumber', { phoneId: forbiddenPhoneId, reason: null })
  const { id: templateId } = await call('imports.saveTemplate', {
    name: 'Lista', target: 'client', columns: [{ header: 'Nazwa', field: 'name', propertyId: null }], known: 'fill', unknown: 'create'
  })
  const { changeId } = await app.change('clients.change', { id: otherClientId, change: { shortName: 'Żubr' } })
  const property = await call('properties.create', { name: 'Wielkość', kind: 'choices', isRequired: false, choices: ['mała', 'duża'] })
  const otherProperty = await call('properties.create', { name: 'Umowa do', kind: 'date', isRequired: false, choices: [] })
  const choiceIds = (await call('properties.list', {}))[0]!.choices.map((choice) => choice.id)
  await call('clients.setProperty', { clientId, propertyId: property.id, value: [choiceIds[0]!] })
  const category = await call('categories.create', { name: 'VIP', color: 'red' })
  const otherCategory = await call('categories.create', { name: 'Targi', color: null })
  await call('clients.setCategory', { clientId, categoryId: category.id, isOn: true })
  const segment = await call('segments.createFixed', { name: 'Sklepy', selection: { kind: 'ids', ids: [clientId] } })
  const liveSegment = await call('segments.createLive', { name: 'Cisi', filter: { noContactDays: 30 } })
  const view = await call('views.create', { name: 'Moi', isForAll: false, filter: { ownerId: userId }, sort: { by: 'next', direction: 'asc' }, columns: null })
  const otherView = await call('views.create', { name: 'Wszyscy', isForAll: true, filter: {}, sort: { by: 'name', direction: 'asc' }, columns: null })
  return {
    app, userId, clientId, otherClientId, phoneId: card.phones[0]!.id, emailId: card.emails[0]!.id, contactId: card.contacts[0]!.id, dealId: deal.id,
    wonDealId: won.id, noteId, taskId, listId: list.listId, entryId: queue[0]!, draftId: drafts[1]!, spareDraftId: drafts[2]!, issuedId: drafts[0]!,
    addressId, accountId, fileId, forbiddenPhoneId, paymentId, importRunId: run!.id, stoppedRunId: stopped!.id, templateId, changeId,
    propertyId: property.id, otherPropertyId: otherProperty.id, choiceIds, categoryId: category.id, otherCategoryId: otherCategory.id, segmentId: segment.id,
    liveSegmentId: liveSegment.id, viewId: view.id, otherViewId: otherView.id, csvPath, outPath
  }
}

/** The small firm again in a folder of its own, as a closed world left it: far quicker than making it anew. */
export async function copyOfWorld(template: World, dataDir: string, options: Omit<TestAppOptions, 'dataDir' | 'now'>): Promise<World> {
  cpSync(template.app.dataDir, dataDir, { recursive: true })
  // The same desk, though its file is another one.
  const desk = join(dataDir, 'workstation.json')
  writeFileSync(desk, JSON.stringify({ ...(JSON.parse(readFileSync(desk, 'utf8')) as object), fileId: '' }))
  const app = await openTestApp({ ...options, dataDir, now: template.app.clock.now })
  return { ...template, app, outPath: (name) => join(dataDir, name) }
}

function imported(parts: InputOf<Contract['imports.run']>['parts']): InputOf<Contract['imports.run']> {
  return { parts, currency: null, known: 'fill', unknown: 'create', sourceId: 'source-file', ownerIds: [], categoryIds: [], segment: null, consent: null }
}

function draftOf(id: string): InputOf<Contract['invoices.changeDraft']> {
  return {
    id, issuedOn: null, soldOn: '2026-11-22', dueOn: '2026-12-06', place: 'Łódź', currency: 'PLN', method: 'net', paymentMethod: 'transfer', note: null,
    buyer: { name: 'Hurtownia Wisła', taxNumber: null, street: 'Polna 2', postalCode: '90-002', town: 'Łódź', country: 'PL' }, lines: [line]
  }
}

const page = { offset: 0, limit: 50 }
const sort = { by: 'name', direction: 'asc' } as const
const ids = (world: World) => ({ kind: 'ids' as const, ids: [world.clientId, world.otherClientId] })
const quarter = { from: '2026-10-01', to: '2026-12-31' }
const reportFilter = { ownerId: null, sourceId: null }
const closedQuestion = {
  pipelineId: 'pipeline-typical', period: quarter, basis: 'close', reading: 'passed', columns: 'owner', compareTo: { from: '2026-07-01', to: '2026-09-30' }, filter: reportFilter
} as const
const openQuestion = { pipelineId: 'pipeline-typical', at: null, columns: 'owner', filter: reportFilter } as const

/** One good input for every operation of the store: a new operation without one does not compile. */
export const inputs: { readonly [N in StoreOperation]: (world: World) => InputOf<Contract[N]> } = {
  'app.status': () => ({}),
  'app.dictionaries': () => ({}),
  'app.setUp': () => ({ language: 'pl', country: 'PL', userName: 'Anna', firmName: 'Meble' }),
  'settings.firm': () => ({}),
  'settings.changeFirm': () => ({ ...firm, town: 'Zgierz' }),
  'settings.renameUser': () => ({ name: 'Anna K.' }),
  'settings.addUser': () => ({ name: 'Marek Wójcik', role: 'rep' }),
  'properties.list': () => ({}),
  'properties.count': ({ propertyId }) => ({ propertyId, choiceId: null }),
  'properties.create': () => ({ name: 'Branża', kind: 'choice', isRequired: true, choices: ['meble', 'biuro'] }),
  'properties.change': ({ propertyId, choiceIds }) => ({ id: propertyId, name: 'Rozmiar', isRequired: true, defaultValue: [choiceIds[0]!] }),
  'properties.move': ({ propertyId, otherPropertyId }) => ({ id: otherPropertyId, beforeId: propertyId }),
  'properties.remove': ({ propertyId }) => ({ id: propertyId }),
  'properties.addChoice': ({ propertyId }) => ({ propertyId, name: 'ogromna' }),
  'properties.renameChoice': ({ choiceIds }) => ({ id: choiceIds[0]!, name: 'malutka' }),
  'properties.moveChoice': ({ choiceIds }) => ({ id: choiceIds[1]!, beforeId: choiceIds[0]! }),
  'properties.removeChoice': ({ choiceIds }) => ({ id: choiceIds[0]! }),
  'categories.list': () => ({}),
  'categories.count': ({ categoryId }) => ({ id: categoryId }),
  'categories.create': () => ({ name: 'Mailing', color: 'green' }),
  'categories.change': ({ categoryId }) => ({ id: categoryId, name: 'Ważni', color: null }),
  'categories.move': ({ categoryId, otherCategoryId }) => ({ id: otherCategoryId, beforeId: categoryId }),
  'categories.remove': ({ categoryId }) => ({ id: categoryId }),
  'sources.list': () => ({}),
  'sources.create': () => ({ name: 'Podcast' }),
  'sources.rename': () => ({ id: 'source-association', name: 'Izba handlowa' }),
  'sources.move': () => ({ id: 'source-register', beforeId: 'source-internet' }),
  'sources.putAway': () => ({ id: 'source-database', isAway: true }),
  'sources.merge': () => ({ id: 'source-file', intoId: 'source-internet' }),
  'clients.properties': ({ clientId }) => ({ clientId }),
  'clients.setProperty': ({ clientId, propertyId, choiceIds }) => ({ clientId, propertyId, value: [choiceIds[1]!] }),
  'clients.setCategories': ({ clientId, otherCategoryId }) => ({ clientId, categoryIds: [otherCategoryId] }),
  'clients.setCategory': ({ otherClientId, categoryId }) => ({ clientId: otherClientId, categoryId, isOn: true }),
  'clients.setPropertyOfMany': (world) => ({ selection: ids(world), propertyId: world.propertyId, value: [world.choiceIds[1]!], mode: 'add' }),
  'clients.setCategoryOfMany': (world) => ({ selection: ids(world), categoryId: world.categoryId, isOn: true }),
  'clients.archive': (world) => ({ selection: ids(world), isArchived: true }),
  'segments.list': () => ({}),
  'segments.createLive': () => ({ name: 'Łódź', filter: { town: 'Łódź' } }),
  'segments.createFixed': (world) => ({ name: 'Wybrani', selection: ids(world) }),
  'segments.change': ({ liveSegmentId }) => ({ id: liveSegmentId, name: 'Bez kontaktu', filter: { noContactDays: 90 } }),
  'segments.remove': ({ segmentId }) => ({ id: segmentId }),
  'segments.addMembers': (world) => ({ id: world.segmentId, selection: ids(world) }),
  'segments.removeMembers': (world) => ({ id: world.segmentId, selection: ids(world) }),
  'views.list': () => ({}),
  'views.create': () => ({ name: 'Łódź', isForAll: true, filter: { town: 'Łódź' }, sort, columns: { order: ['name'], widths: { name: 200 }, hidden: [] } }),
  'views.change': ({ viewId }) => ({ id: viewId, name: 'Moi z Łodzi', sort, columns: null }),
  'views.move': ({ viewId, otherViewId }) => ({ id: otherViewId, beforeId: viewId }),
  'views.remove': ({ viewId }) => ({ id: viewId }),
  'settings.changeStage': () => ({ id: 'stage-proposal', name: 'Oferta', probabilityBp: 4100, ageLimitDays: 12 }),
  'analysis.settings': () => ({}),
  'analysis.changeSettings': () => ({ months: 24, basis: 'margin', abcBp: [7000, 9000], xyzStep: 'quarter', xyzPercent: [15, 30], regularCount: 4 }),
  'analysis.base': () => ({}),
  'analysis.client': ({ clientId }) => ({ clientId }),
  'analysis.loyalty': ({ userId }) => ({ filter: { ownerId: userId } }),
  'analysis.places': () => ({ by: 'town' }),
  'analysis.clients': () => ({
    filter: { rules: { match: 'all', rules: [{ field: 'abcClass', values: ['A', 'none'] }, { field: 'leadScore', from: 0, to: 100 }] } }, sort: { by: 'revenue', direction: 'desc' }, page
  }),
  'analysis.export': (world) => ({ table: 'rfm', path: world.outPath('rfm.xlsx') }),
  'scores.settings': () => ({}),
  'scores.changeRules': () => ({ rules: [{ condition: { match: 'all', rules: [{ field: 'hasPhone', test: { is: 'yes' } }] }, points: 10, isActive: true }] }),
  'scores.preview': () => ({ rules: [{ condition: { match: 'all', rules: [{ field: 'hasEmail', test: { is: 'yes' } }] }, points: 20, isActive: true }] }),
  'scores.explain': ({ clientId }) => ({ clientId }),
  'privacy.search': () => ({ text: 'wisla' }),
  'privacy.report': ({ clientId }) => ({ subject: { kind: 'client', id: clientId } }),
  'privacy.export': (world) => ({ subject: { kind: 'client', id: world.clientId }, path: world.outPath('dane.zip') }),
  'privacy.erase': ({ clientId }) => ({ subjects: [{ kind: 'client', id: clientId }], reason: 'request', keepsForbidden: false }),
  'privacy.retention': () => ({ page }),
  'privacy.changeRetention': () => ({ months: 24 }),
  'privacy.keep': ({ otherClientId }) => ({ clientIds: [otherClientId] }),
  'privacy.events': () => ({ page }),
  'preferences.get': () => ({ key: 'colorScheme' }),
  'preferences.set': () => ({ key: 'colorScheme', value: 'dark' }),
  'backups.list': () => ({}),
  'backups.make': () => ({}),
  'backups.restore': () => ({ name: 'none.sqlite' }),
  'backups.preview': () => ({ name: 'none.sqlite' }),
  'data.contents': () => ({}),
  'demo.load': () => ({ clientCount: 3, dealsPerClient: 1, userCount: 2 }),
  'journal.undo': ({ changeId }) => ({ changeId }),
  'journal.undoLast': () => ({}),
  'journal.changes': () => ({ page }),
  'clients.list': () => ({ filter: { text: 'wisla', hasOpenDeal: true }, sort, page }),
  'clients.count': () => ({ filter: { town: 'Łódź' } }),
  'clients.towns': () => ({}),
  'clients.find': () => ({ text: 'wis' }),
  'clients.similar': () => ({ name: 'Hurtownia Wisła', taxNumber: '', phone: '42 630 22 33', email: '', country: 'PL', exceptId: null }),
  'clients.get': ({ clientId }) => ({ id: clientId }),
  'clients.timeline': ({ clientId }) => ({ clientId, kinds: [], page }),
  'clients.ownerLoad': (world) => ({ selection: ids(world) }),
  'clients.create': () => ({ name: 'Kancelaria Lipski', phones: [{ text: '22 111 22 33', label: null }] }),
  'clients.change': ({ clientId, userId }) => ({ id: clientId, change: { town: 'Zgierz', ownerId: userId } }),
  'clients.remove': ({ otherClientId }) => ({ selection: { kind: 'ids', ids: [otherClientId] } }),
  'clients.changeOwner': (world) => ({ selection: ids(world), ownerId: null, withOpenDeals: true }),
  'clients.export': (world) => ({ selection: ids(world), sort, format: 'csv', path: world.outPath('klienci.csv') }),
  'clients.addPhone': ({ clientId }) => ({ clientId, contactId: null, text: '42 111 22 33', label: null }),
  'clients.changePhone': ({ phoneId }) => ({ id: phoneId, text: '42 999 22 33' }),
  'clients.removePhone': ({ phoneId }) => ({ id: phoneId }),
  'clients.addEmail': ({ clientId }) => ({ clientId, contactId: null, email: 'nowy@wisla.pl' }),
  'clients.changeEmail': ({ emailId }) => ({ id: emailId, email: 'inny@wisla.pl' }),
  'clients.removeEmail': ({ emailId }) => ({ id: emailId }),
  'clients.addReach': ({ clientId }) => ({ clientId, name: 'Ewa Lis', role: 'kierowniczka', phone: '42 630 55 66', email: 'ewa@example.com' }),
  'clients.addContact': ({ clientId }) => ({ clientId, name: 'Jan Lis', role: null }),
  'clients.changeContact': ({ contactId }) => ({ id: contactId, name: 'Beata Lis' }),
  'clients.removeContact': ({ contactId }) => ({ id: contactId }),
  'notes.add': ({ clientId }) => ({ clientId, dealId: null, text: 'prosi o katalog' }),
  'notes.change': ({ noteId }) => ({ id: noteId, text: 'dzwonić po 11' }),
  'notes.remove': ({ noteId }) => ({ id: noteId }),
  'tasks.list': () => ({ filter: { state: 'open' }, page }),
  'tasks.add': ({ clientId }) => ({ clientId, dealId: null, kind: 'mail', text: 'wysłać ofertę', dueOn: '2026-11-25', dueAt: null, ownerId: null }),
  'tasks.addMany': (world) => ({ selection: ids(world), kind: 'call', text: 'Zadzwonić', dueOn: '2026-12-01', dueAt: null }),
  'tasks.change': ({ taskId }) => ({ id: taskId, change: { text: 'zapytać jeszcze raz' } }),
  'tasks.complete': ({ taskId }) => ({ id: taskId }),
  'tasks.remove': ({ taskId }) => ({ id: taskId }),
  'today.get': () => ({ scope: 'mine' }),
  'deals.board': ({ userId }) => ({
    pipelineId: 'pipeline-typical', ownerId: userId, filter: { search: '', sourceId: null, only: 'all' }, order: 'attention'
  }),
  'deals.list': () => ({ filter: { ...anyDeal, pipelineId: 'pipeline-typical' }, sort: null, page }),
  'deals.get': ({ dealId }) => ({ dealId }),
  'deals.create': ({ clientId }) =>
    ({
      clientId, title: 'Biurka', amountMinor: 500_000, currency: 'PLN', pipelineId: 'pipeline-typical', stageId: 'stage-assessment', ownerId: null, expectedOn: null, sourceId: null
    }),
  'deals.change': ({ dealId }) => ({ dealId, title: 'Krzesła i stoły' }),
  'deals.move': ({ dealId }) => ({ dealId, stageId: 'stage-proposal', before: null }),
  'deals.close': ({ dealId }) => ({ dealId, outcome: 'lost', lostReasonId: 'lost-price', note: 'za drogo' }),
  'deals.reopen': ({ wonDealId }) => ({ dealId: wonDealId }),
  'deals.remove': ({ dealId }) => ({ dealId }),
  'deals.changeOwner': ({ dealId }) => ({ dealId, ownerId: null }),
  'reports.openFunnel': () => openQuestion,
  'reports.closedFunnel': () => closedQuestion,
  'reports.findings': () => ({ pipelineId: 'pipeline-typical', period: quarter, compareTo: null, filter: reportFilter }),
  'reports.exportFunnel': (world) => ({ path: world.outPath('lejek.xlsx'), question: { kind: 'closed', ...closedQuestion } }),
  'calls.lists': () => ({ state: 'open' }),
  'calls.stats': ({ listId }) => ({ listId }),
  'calls.queue': ({ listId }) => ({ listId }),
  'calls.current': ({ listId }) => ({ listId, entryId: null }),
  'calls.createList': (world) => ({
    name: 'Zima', purpose: 'service', script: null, ownerId: null, startsOn: '2026-11-22', endsOn: null, maxAttempts: 3, clients: ids(world)
  }),
  'calls.addClients': (world) => ({ listId: world.listId, clients: ids(world) }),
  'calls.changeList': ({ listId }) => ({ listId, change: { name: 'Jesień 2' } }),
  'calls.closeList': ({ listId }) => ({ listId }),
  'calls.reopenList': ({ listId }) => ({ listId }),
  'calls.removeList': ({ listId }) => ({ listId }),
  'calls.recordAttempt': ({ entryId, app }) => ({
    entryId, phoneId: null, e164: '+48426302233', startedAt: app.clock.now - 60_000, endedAt: app.clock.now, dispositionId: 'disposition-interested', note: 'chce próbki',
    callbackAt: null, reasonId: null, deal: { title: 'Próbki', amountMinor: 100_000 }, dealId: null, nextStep: null
  }),
  'calls.skip': ({ entryId }) => ({ entryId, reason: 'urlop' }),
  'clients.numbers': ({ clientId }) => ({ id: clientId }),
  'addresses.add': ({ clientId }) => ({ clientId, kind: 'delivery', name: 'Magazyn', street: 'Składowa 4', postalCode: '90-100', town: 'Łódź', region: null, country: 'PL' }),
  'addresses.change': ({ addressId }) => ({ id: addressId, change: { street: 'Polna 3' } }),
  'addresses.remove': ({ addressId }) => ({ id: addressId }),
  'accounts.add': ({ clientId }) => ({ clientId, iban: 'UA213223130000026007233566001', bankName: null, currency: 'UAH' }),
  'accounts.change': ({ accountId }) => ({ id: accountId, change: { whiteList: { state: 'listed', on: '2026-11-20' } } }),
  'accounts.remove': ({ accountId }) => ({ id: accountId }),
  'attachments.add': ({ clientId, csvPath }) => ({ clientId, dealId: null, path: csvPath }),
  'attachments.rename': ({ fileId }) => ({ id: fileId, fileName: 'lista firm.csv' }),
  'attachments.remove': ({ fileId }) => ({ id: fileId }),
  'attachments.prepare': ({ fileId }) => ({ id: fileId }),
  'attachments.save': (world) => ({ id: world.fileId, path: world.outPath('kopia.csv') }),
  'attachments.unused': () => ({}),
  'attachments.purge': () => ({}),
  'consents.check': ({ clientId }) => ({ clientId, channel: 'call', address: '+48426302233', purpose: 'offer' }),
  'consents.record': ({ clientId, contactId }) => ({
    clientId, contactId, channels: ['call', 'email'], state: 'given', basis: 'zgoda', wording: 'Zgadzam się na oferty', origin: 'targi', on: '2026-11-20'
  }),
  'calls.forbidNumber': ({ phoneId }) => ({ phoneId, reason: 'prosi nie dzwonić' }),
  'calls.allowNumber': ({ forbiddenPhoneId }) => ({ phoneId: forbiddenPhoneId }),
  'calls.hours': () => ({}),
  'calls.changeHours': () => ({ fromMinute: 480, toMinute: 1020, maxPerDay: 2 }),
  'imports.open': ({ csvPath }) => ({ ...place, path: csvPath }),
  'imports.check': ({ csvPath }) => ({ parts: [{ ...place, path: csvPath, mapping: [{ column: 0, field: 'name' }] }], currency: null, known: 'fill', unknown: 'create' }),
  'imports.values': ({ csvPath }) => ({ parts: [{ ...place, path: csvPath, mapping: [{ column: 0, field: 'name' }, { column: 1, field: 'source' }] }] }),
  'imports.run': ({ csvPath, userId }) => ({
    ...imported([{ ...place, path: csvPath, mapping: [{ column: 0, field: 'name' }, { column: 1, newProperty: { name: 'Stary numer', kind: 'text' } }] }]), ownerIds: [userId],
    segment: { name: 'Z pliku' }, consent: { channels: ['call'], basis: 'form', wording: null, on: null, origin: 'Targi 2026' }, values: [{ list: 'source', propertyId: null, value: 'Z polecenia', to: 'new' }]
  }),
  'imports.resume': ({ stoppedRunId }) => ({ importRunId: stoppedRunId }),
  'imports.list': () => ({}),
  'imports.get': ({ importRunId }) => ({ importRunId }),
  'imports.rows': ({ importRunId }) => ({ importRunId, outcome: null, page }),
  'imports.exportProblems': (world) => ({
    importRunId: world.importRunId, outcomes: ['failed', 'warning'], path: world.outPath('braki.csv'), titles: { row: 'Wiersz', reason: 'Powód', value: 'Wartość' }, words: {}
  }),
  'imports.mend': ({ importRunId }) => ({ importRunId, rows: [{ rowNumber: 3, cells: ['Szafy Lipa', '42 630 11 99'] }] }),
  'imports.saveSample': (world) => ({ path: world.outPath('wzor.xlsx'), target: 'client', language: 'pl' }),
  'imports.templates': () => ({}),
  'imports.saveTemplate': () => ({ name: 'Targi', target: 'client', columns: [{ header: 'Nazwa', field: 'name', propertyId: null }], known: 'fill', unknown: 'create' }),
  'imports.removeTemplate': ({ templateId }) => ({ id: templateId }),
  'imports.keep': ({ stoppedRunId }) => ({ importRunId: stoppedRunId }),
  'invoices.list': () => ({ filter: { state: null, payment: null, clientId: null, dealId: null, period: null, search: '' }, sort: null, page }),
  'clients.findNotes': () => ({ text: 'krzesła', page }),
  'duplicates.list': () => ({ reason: null, isDismissed: false, page }),
  'duplicates.count': () => ({}),
  'duplicates.ofClient': ({ clientId }) => ({ clientId }),
  'duplicates.compare': ({ clientId, otherClientId }) => ({ ids: [clientId, otherClientId] }),
  'duplicates.merge': ({ clientId, otherClientId }) => ({ survivorId: clientId, mergedIds: [otherClientId], choices: { name: otherClientId } }),
  'duplicates.mergeSame': () => ({}),
  'duplicates.dismiss': ({ clientId, otherClientId }) => ({ pairs: [{ firstId: clientId, secondId: otherClientId }] }),
  'duplicates.takeBack': ({ clientId, otherClientId }) => ({ pairs: [{ firstId: clientId, secondId: otherClientId }] }),
  'invoices.get': ({ issuedId }) => ({ id: issuedId }),
  'invoices.draft': ({ clientId }) => ({ clientId, dealId: null }),
  'invoices.changeDraft': ({ draftId }) => draftOf(draftId),
  'invoices.removeDraft': ({ spareDraftId }) => ({ id: spareDraftId }),
  'invoices.issue': ({ draftId }) => ({ id: draftId, issuedOn: '2026-11-22', soldOn: '2026-11-22' }),
  'invoices.terms': () => ({}),
  'invoices.changeTerms': () => ({ paymentDays: 21, bucketDays: [30, 60, 90] }),
  'invoices.receivables': () => ({ ownerId: null, search: '', onlyOverdue: false, sort: null, page }),
  'invoices.gaps': () => ({}),
  'invoices.export': (world) => ({
    path: world.outPath('rejestr.xlsx'), format: 'xlsx', table: 'documents', period: null, hasDecimalComma: true, language: 'pl'
  }),
  'payments.list': ({ clientId }) => ({ clientId, search: '', onlyCredit: false, page }),
  'payments.receive': ({ clientId, issuedId }) => ({
    clientId, paidOn: '2026-11-22', amountMinor: 700, currency: 'PLN', method: 'transfer', reference: null, allocations: [{ invoiceId: issuedId, amountMinor: 700 }]
  }),
  'payments.useCredit': ({ issuedId }) => ({ invoiceId: issuedId }),
  'payments.remove': ({ paymentId }) => ({ id: paymentId })
}

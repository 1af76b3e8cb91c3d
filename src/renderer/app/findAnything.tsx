import { IconFileInvoice, IconLayoutKanban, IconNote, IconUser } from '@tabler/icons-react'
import { t } from 'i18next'
import { formatNip, isNip } from '#shared/identifiers.ts'
import { formatPhone } from '#shared/phone.ts'
import { call } from './api.ts'
import { go } from './navigation.ts'
import type { Found } from './Palette.tsx'
import { screens } from './routes.tsx'

const icon = { size: 16, stroke: 1.6 } as const
const most = 5

/** What the palette finds: clients first, then deals and invoices, each only where it has a screen. */
export async function findAnything(text: string): Promise<readonly Found[]> {
  const search = text.slice(0, 200)
  const [clients, notes, deals, invoices] = await Promise.all([
    screens.client ? findClients(search) : [],
    screens.client && search.trim().length > 2 ? findNotes(search) : [],
    screens.deal && search.length > 1 ? findDeals(search) : [],
    screens.invoice && search.length > 1 ? findInvoices(search) : []
  ])
  return [...clients, ...deals, ...invoices, ...notes]
}

async function findClients(text: string): Promise<readonly Found[]> {
  const hits = await call('clients.find', { text })
  return hits.slice(0, most).map((client) => ({
    id: client.id,
    label: client.name,
    description: [client.corrected && t('app:palette.corrected', { shown: client.corrected.shown }), client.town, client.taxNumber && isNip(client.taxNumber) ? formatNip(client.taxNumber) : client.taxNumber, client.phone && formatPhone(client.phone)].filter((part) => part).join(' · '),
    icon: <IconUser {...icon} />,
    open: () => go(`/clients/${client.id}`)
  }))
}

/** Clients in whose notes the words stand, with the words around them. */
async function findNotes(text: string): Promise<readonly Found[]> {
  const { rows } = await call('clients.findNotes', { text, page: { offset: 0, limit: 3 } })
  return rows.map((note) => ({
    id: note.id,
    label: note.clientName,
    description: t('app:palette.inNote', { text: note.text }),
    icon: <IconNote {...icon} />,
    open: () => go(`/clients/${note.clientId}`)
  }))
}

async function findDeals(search: string): Promise<readonly Found[]> {
  const { rows } = await call('deals.list', {
    filter: {
      search,
      pipelineId: null,
      outcome: 'any',
      stageId: null,
      ownerId: null,
      sourceId: null,
      clientId: null,
      only: 'all',
      cell: null
    },
    sort: null,
    page: { offset: 0, limit: most }
  })
  return rows.map((deal) => ({
    id: deal.id,
    label: deal.title,
    description: deal.clientName,
    icon: <IconLayoutKanban {...icon} />,
    open: () => go(`/deals/${deal.id}`)
  }))
}

async function findInvoices(search: string): Promise<readonly Found[]> {
  const { rows } = await call('invoices.list', {
    filter: { state: null, payment: null, clientId: null, dealId: null, period: null, search },
    sort: null,
    page: { offset: 0, limit: most }
  })
  return rows.map((invoice) => ({
    id: invoice.id,
    label: invoice.number ?? invoice.clientName,
    description: invoice.number === null ? '' : invoice.clientName,
    icon: <IconFileInvoice {...icon} />,
    open: () => go(`/invoices/${invoice.id}`)
  }))
}

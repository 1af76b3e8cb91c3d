import type { HandlersFor } from '#main/app/dispatch.ts'
import type { clientOperations } from '#shared/contract/clients.ts'
import { readTimeline } from './clientCard.queries.ts'
import { countClients, findClients, findLanguage, listClients, listTowns } from './clientList.queries.ts'
import { changeClient, clientCard, createClient, ownerLoad, questionOf } from './clients.ts'
import { findNotes } from './noteSearch.ts'
import { addNote, changeNote, removeNote } from './notes.ts'
import { addContact, addEmail, addPhone, addReach, changeContact, changeEmail, changePhone, removeContact, removeEmail, removePhone } from './reach.ts'
import { exportClients } from './exportClients.ts'
import { archiveClients, changeOwner, removeClients } from './selections.ts'
import { similarClients } from './similar.ts'
import { addTask, addTasks, changeTask, completeTask, removeTask, tasksOf } from './tasks.ts'

export const clientHandlers: HandlersFor<typeof clientOperations> = {
  'clients.list': (ctx, { filter, sort, page }) => listClients(ctx.db, questionOf(ctx, filter), sort, page, findLanguage(ctx.db)),
  'clients.count': (ctx, { filter }) => countClients(ctx.db, questionOf(ctx, filter)),
  'clients.towns': ({ db }) => listTowns(db, 200),
  'clients.find': ({ db }, { text }) => findClients(db, text, 8),
  'clients.findNotes': findNotes,
  'clients.similar': similarClients,
  'clients.get': clientCard,
  'clients.timeline': ({ db }, { clientId, kinds, page }) => readTimeline(db, clientId, kinds, page),
  'clients.ownerLoad': ownerLoad,
  'clients.create': createClient,
  'clients.change': changeClient,
  'clients.remove': removeClients,
  'clients.archive': archiveClients,
  'clients.changeOwner': changeOwner,
  'clients.export': exportClients,
  'clients.addPhone': addPhone,
  'clients.changePhone': changePhone,
  'clients.removePhone': removePhone,
  'clients.addEmail': addEmail,
  'clients.changeEmail': changeEmail,
  'clients.removeEmail': removeEmail,
  'clients.addContact': addContact,
  'clients.changeContact': changeContact,
  'clients.removeContact': removeContact,
  'clients.addReach': addReach,
  'notes.add': addNote,
  'notes.change': changeNote,
  'notes.remove': removeNote,
  'tasks.list': tasksOf,
  'tasks.add': addTask,
  'tasks.addMany': addTasks,
  'tasks.change': changeTask,
  'tasks.complete': completeTask,
  'tasks.remove': removeTask
}

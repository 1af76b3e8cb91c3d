import { and, eq, isNull, max } from 'drizzle-orm'
import type { Db } from '#main/db/open.ts'
import { clientAddress, clientBankAccount } from '#main/db/schema/index.ts'
import { notFound } from '#shared/result.ts'

export type StoredAddress = typeof clientAddress.$inferSelect
export type StoredAccount = typeof clientBankAccount.$inferSelect

export function getAddress(db: Db, id: string): StoredAddress {
  const found = db.select().from(clientAddress).where(and(eq(clientAddress.id, id), isNull(clientAddress.deletedAt))).get()
  if (!found) throw notFound('client_address', id)
  return found
}

export function nextAddressPosition(db: Db, clientId: string): number {
  return (db.select({ last: max(clientAddress.position) }).from(clientAddress).where(eq(clientAddress.clientId, clientId)).get()?.last ?? 0) + 1
}

export function insertAddress(db: Db, values: typeof clientAddress.$inferInsert): void {
  db.insert(clientAddress).values(values).run()
}

export function updateAddress(db: Db, id: string, change: Partial<typeof clientAddress.$inferInsert>): void {
  db.update(clientAddress).set(change).where(eq(clientAddress.id, id)).run()
}

export function getAccount(db: Db, id: string): StoredAccount {
  const found = db.select().from(clientBankAccount).where(and(eq(clientBankAccount.id, id), isNull(clientBankAccount.deletedAt))).get()
  if (!found) throw notFound('client_bank_account', id)
  return found
}

export function nextAccountPosition(db: Db, clientId: string): number {
  return (db.select({ last: max(clientBankAccount.position) }).from(clientBankAccount).where(eq(clientBankAccount.clientId, clientId)).get()?.last ?? 0) + 1
}

export function insertAccount(db: Db, values: typeof clientBankAccount.$inferInsert): void {
  db.insert(clientBankAccount).values(values).run()
}

export function updateAccount(db: Db, id: string, change: Partial<typeof clientBankAccount.$inferInsert>): void {
  db.update(clientBankAccount).set(change).where(eq(clientBankAccount.id, id)).run()
}

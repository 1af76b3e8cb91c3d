import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Context, JobContext } from '#main/app/context.ts'
import { type Blob, blobPath, copyBlob, CopyError, isWhole, keepFile, listBlobs, removeBlob } from '#main/db/blobs.ts'
import { inTransaction } from '#main/db/transaction.ts'
import { maxAttachmentBytes } from '#shared/contract/card.ts'
import { AppError, ioFailed, ruleBroken } from '#shared/result.ts'
import { getAttachment, insertAttachment, listUsedContents, type StoredAttachment, updateAttachment } from './attachments.queries.ts'
import { getClient } from './clients.queries.ts'

/** Where copies for other programs lie; emptied at every start. */
const openedFolder = 'opened'

/**
 * Keeps a copy of a chosen file with a client: first the bytes, then the row, so that no row is ever without its file.
 * Throws not_found, rule `attachment.too_large`, `attachment.not_a_file`, io `file.not_found`.
 */
export async function addAttachment(
  ctx: JobContext,
  { clientId, dealId, path }: { clientId: string; dealId: string | null; path: string }
): Promise<{ readonly id: string }> {
  getClient(ctx.db, clientId)
  const fileName = plainFileName(basename(path))
  const { sha256, byteCount } = await taken(ctx, path, fileName)
  const id = ctx.newId()
  const at = ctx.now()
  inTransaction(ctx, (db) => {
    getClient(db, clientId)
    insertAttachment(db, { id, clientId, dealId, fileName, sha256, byteCount, at, byId: ctx.userId, createdAt: at, updatedAt: at })
  })
  return { id }
}

async function taken(ctx: JobContext, path: string, name: string): Promise<Blob> {
  if (!existsSync(path)) throw ioFailed('file.not_found', { name })
  try {
    return await keepFile(ctx.places.dataDir, path, maxAttachmentBytes, ctx.breathe)
  } catch (error) {
    if (!(error instanceof CopyError)) throw error
    throw error.problem === 'too_large'
      ? ruleBroken('attachment.too_large', { name, limitMb: maxAttachmentBytes / 1024 / 1024 })
      : ruleBroken('attachment.not_a_file', { name })
  }
}

export function renameAttachment(ctx: Context, { id, fileName }: { id: string; fileName: string }): null {
  getAttachment(ctx.db, id)
  inTransaction(ctx, (db) => updateAttachment(db, id, { fileName: plainFileName(fileName), updatedAt: ctx.now() }))
  return null
}

/** Takes a file off the card; its bytes stay, so that undo brings it back. */
export function removeAttachment(ctx: Context, { id }: { id: string }): null {
  getAttachment(ctx.db, id)
  inTransaction(ctx, (db) => updateAttachment(db, id, { deletedAt: ctx.now(), updatedAt: ctx.now() }))
  return null
}

/** Lays out a copy under the file's own name for the shell to open. Throws not_found, io `attachment.damaged`, `attachment.gone`. */
export async function prepareAttachment(ctx: JobContext, { id }: { id: string }): Promise<{ readonly path: string; readonly fileName: string }> {
  const file = getAttachment(ctx.db, id)
  const path = join(ctx.places.dataDir, openedFolder, id, file.fileName)
  await copyOut(ctx, file, path)
  return { path, fileName: file.fileName }
}

/** Writes a copy to a chosen place. Throws as `prepareAttachment`, io `file.not_written`. */
export async function saveAttachment(ctx: JobContext, { id, path }: { id: string; path: string }): Promise<null> {
  await copyOut(ctx, getAttachment(ctx.db, id), path)
  return null
}

/** The bytes are checked on their way out; bytes that are lost or damaged come back from the backups where they are whole. */
async function copyOut(ctx: JobContext, { sha256, fileName }: StoredAttachment, to: string): Promise<void> {
  const { dataDir } = ctx.places
  const backupDir = join(dataDir, 'backups')
  const details = { name: fileName }
  try {
    if (!existsSync(blobPath(dataDir, sha256))) await fromBackup()
    await copyBlob(blobPath(dataDir, sha256), to, sha256, ctx.breathe).catch(async (error: unknown) => {
      if (!(error instanceof CopyError) || error.problem !== 'damaged') throw error
      await fromBackup()
      await copyBlob(blobPath(dataDir, sha256), to, sha256, ctx.breathe)
    })
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof CopyError) throw ioFailed('attachment.damaged', details)
    throw ioFailed('file.not_written', details, error)
  }

  async function fromBackup(): Promise<void> {
    const isLost = !existsSync(blobPath(dataDir, sha256))
    if (!(await isWhole(backupDir, sha256, ctx.breathe))) throw ioFailed(isLost ? 'attachment.gone' : 'attachment.damaged', details)
    await copyBlob(blobPath(backupDir, sha256), blobPath(dataDir, sha256), sha256, ctx.breathe)
  }
}

/** What a purge would delete. */
export function unusedFiles(ctx: Context): { readonly fileCount: number; readonly byteCount: number } {
  return sumOf(listUnused(ctx))
}

/** Deletes, for good, the bytes that no card shows any more (decisions.md 11). What was removed can then not be brought back. */
export async function purgeFiles(ctx: JobContext): Promise<{ readonly fileCount: number; readonly byteCount: number }> {
  const unused = listUnused(ctx)
  for (const [done, { sha256 }] of unused.entries()) {
    // Between two pauses a file of the same bytes may have come in.
    if (!listUsedContents(ctx.db).has(sha256)) removeBlob(ctx.places.dataDir, sha256)
    ctx.progress({ done, total: unused.length })
    await ctx.breathe()
  }
  return sumOf(unused)
}

function listUnused({ db, places }: Context): Blob[] {
  const used = listUsedContents(db)
  return listBlobs(places.dataDir).filter(({ sha256 }) => !used.has(sha256))
}

function sumOf(blobs: readonly Blob[]): { readonly fileCount: number; readonly byteCount: number } {
  return { fileCount: blobs.length, byteCount: blobs.reduce((sum, { byteCount }) => sum + byteCount, 0) }
}

/** A name that every system takes: no folders, no signs that some refuse, none of Windows' devices, at most 200 signs. */
function plainFileName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = name.replace(/[<>:"/\\|?*\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, '-').replace(/^[.\s]+/, '').replace(/[.\s]+$/, '')
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `_${plain}` : plain
  if (safe.length <= 200) return safe === '' ? 'file' : safe
  const ending = /\.[^.]{1,10}$/.exec(safe)?.[0] ?? ''
  return safe.slice(0, 200 - ending.length) + ending
}

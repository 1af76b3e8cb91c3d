import type { HandlersFor } from '#main/app/dispatch.ts'
import type { cardOperations } from '#shared/contract/card.ts'
import { allowNumber, forbidNumber } from '../calls/doNotCall.ts'
import { addAccount, addAddress, changeAccount, changeAddress, removeAccount, removeAddress } from './addresses.ts'
import { addAttachment, prepareAttachment, purgeFiles, removeAttachment, renameAttachment, saveAttachment, unusedFiles } from './attachments.ts'
import { clientNumbers } from './clientNumbers.ts'
import { checkConsent, recordConsent } from './consents.ts'

export const cardHandlers: HandlersFor<typeof cardOperations> = {
  'clients.numbers': clientNumbers,
  'addresses.add': addAddress,
  'addresses.change': changeAddress,
  'addresses.remove': removeAddress,
  'accounts.add': addAccount,
  'accounts.change': changeAccount,
  'accounts.remove': removeAccount,
  'attachments.add': addAttachment,
  'attachments.rename': renameAttachment,
  'attachments.remove': removeAttachment,
  'attachments.prepare': prepareAttachment,
  'attachments.save': saveAttachment,
  'attachments.unused': unusedFiles,
  'attachments.purge': purgeFiles,
  'consents.check': checkConsent,
  'consents.record': recordConsent,
  'calls.forbidNumber': forbidNumber,
  'calls.allowNumber': allowNumber
}

import { z } from 'zod'
import { job, returns } from './define.ts'

export type DemoLoaded = { readonly clientCount: number; readonly dealCount: number }

export const demoOperations = {
  /** Fills the base with invented clients, calls and deals, so that everything can be tried; undo takes them all away. */
  'demo.load': job(
    z.strictObject({ clientCount: z.int().min(1).max(500_000), dealsPerClient: z.number().min(0).max(10), userCount: z.int().min(1).max(20) }),
    returns<DemoLoaded>(),
    [
      'user', 'client', 'client_phone', 'client_email', 'contact', 'note', 'task', 'deal', 'stage_change', 'call_list', 'call_list_entry', 'call_attempt',
      'consent_change', 'client_address', 'client_bank_account', 'purchase', 'purchase_line', 'property', 'property_choice', 'client_property', 'category', 'client_category', 'client_fact', 'client_summary', 'deal_state', 'deal_stage', 'journal_change', 'journal_op', 'journal_stamp'
    ]
  )
}

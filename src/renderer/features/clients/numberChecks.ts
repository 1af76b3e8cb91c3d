import type { TFunction } from 'i18next'
import { checkEuVat, checkIban, checkKrs, checkRegistryNumber, checkTaxNumber, type RegistryCheck, type TaxNumberKind } from '#shared/identifiers.ts'
import type { FieldHint } from '../../ui/fieldHint.tsx'

type Checked = RegistryCheck & { readonly kind?: TaxNumberKind }
type Say = TFunction<'card'>

/** What is said of a number while it is typed: that it is right, that it cannot be, or that digits are still to come. */
function hintOf({ ok, reason, kind }: Checked, t: Say): FieldHint {
  if (ok) return { tone: 'ok', text: kind === undefined || kind === 'other' ? t('check.ok') : t(`check.kind.${kind}`) }
  if (reason === 'length' || reason === 'empty') return { tone: 'open', text: t('check.length') }
  return { tone: 'wrong', text: t(reason === 'checksum' ? 'check.checksum' : 'check.characters') }
}

/** The checks of a client's numbers by its country (accounting.md 6, decisions.md 25). */
export function numberChecks(country: string, t: Say) {
  return {
    taxNumber: (text: string) => hintOf(checkTaxNumber(text, country), t),
    registryNumber: (text: string) => hintOf(checkRegistryNumber(text, country), t),
    courtNumber: (text: string) => hintOf(checkKrs(text), t),
    euVatNumber: (text: string) => hintOf(checkEuVat(text), t),
    iban: (text: string) => hintOf(checkIban(text), t)
  }
}

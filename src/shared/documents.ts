/** Languages that documents are printed in. */
export type DocumentLanguage = 'en' | 'pl' | 'uk' | 'ru'

const languageByCountry: Readonly<Record<string, DocumentLanguage>> = { PL: 'pl', UA: 'uk', BY: 'ru', KZ: 'ru', RU: 'ru' }
const unitByLanguage: Readonly<Record<DocumentLanguage, string>> = { en: 'pcs', pl: 'szt.', uk: 'шт.', ru: 'шт.' }
const firstDigits = 4

/**
 * The language that a seller's documents are in: that of its country where we have it, else English. It follows from the
 * frozen seller alone, so an invoice prints the same on every desk and for good.
 */
export function documentLanguage(sellerCountry: string): DocumentLanguage {
  return languageByCountry[sellerCountry] ?? 'en'
}

/** "Pieces" as a seller of that country writes it on a line. */
export function usualUnit(sellerCountry: string): string {
  return unitByLanguage[documentLanguage(sellerCountry)]
}

/**
 * The number of an invoice, 'FV/2026/A/0001': year, series of the desk, place in the series. The year comes before the
 * series, so texts sort as the numbers do; more than four digits simply make it longer.
 */
export function invoiceNumber(year: string, seriesCode: string, place: number): string {
  return `FV/${year}/${seriesCode}/${String(place).padStart(firstDigits, '0')}`
}

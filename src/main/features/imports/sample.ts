import type { JobContext } from '#main/app/context.ts'
import { writeXlsx } from '#main/workers/writeXlsx.ts'
import { fieldsOf, type ImportField, type ImportTarget } from '#shared/contract/imports.ts'
import type { Language } from '#shared/contract/app.ts'
import { fieldWords } from './names.ts'

/** What stands in the columns of the sample; others are left empty. */
const rows: Readonly<Record<ImportTarget, readonly Partial<Record<ImportField, string>>[]>> = {
  client: [
    { name: 'Meble Jesion Sp. z o.o.', taxNumber: '8567346215', email: 'biuro@jesion.example', phone: '+48 42 630 11 87', contactName: 'Beata Nowicka', contactRole: 'zakupy', town: 'Łódź', street: 'Polna 12', postalCode: '90-001', country: 'PL', externalId: 'K-1' },
    { name: 'ТОВ «Карпатбуд»', phone: '+380 32 234 56 78; +380 67 123 45 67', email: 'office@karpatbud.example', town: 'Львів', country: 'UA', externalId: 'K-2' }
  ],
  contact: [{ clientExternalId: 'K-1', clientName: 'Meble Jesion Sp. z o.o.', contactName: 'Jan Lis', contactRole: 'prezes', email: 'jan@jesion.example', phone: '601 222 333', birthday: '1980-05-17' }],
  deal: [{ clientExternalId: 'K-1', clientName: 'Meble Jesion Sp. z o.o.', title: 'Krzesła do biura', amount: '12500,50', currency: 'PLN', createdOn: '2026-10-05', expectedOn: '2026-12-15' }],
  product: [{ product: 'Krzesło biurowe', productCode: 'KB-01', unit: 'szt.', price: '349,00', cost: '210,00', currency: 'PLN' }],
  purchase: [
    { clientExternalId: 'K-1', number: 'FV 12/2026', boughtOn: '2026-03-14', product: 'Krzesło biurowe', productCode: 'KB-01', quantity: '10', price: '349,00', amount: '3490,00', currency: 'PLN' },
    { clientExternalId: 'K-1', number: 'FV 12/2026', boughtOn: '2026-03-14', product: 'Dostawa', quantity: '1', amount: '150,00', currency: 'PLN' }
  ],
  note: [{ clientExternalId: 'K-1', text: 'Dzwonić po 10, prosi o katalog', saidOn: '2026-11-02', noteKind: 'call' }]
}

type SampleInput = { readonly path: string; readonly target: ImportTarget; readonly language: Language }

/** Writes a table with every column that a target knows, called as the import knows them, and rows to follow. */
export async function saveSample(ctx: JobContext, { path, target, language }: SampleInput): Promise<null> {
  const words = fieldWords(language, ctx.places.resourcesDir)
  const fields: readonly ImportField[] = fieldsOf[target]
  const columns = fields.map((field) => ({ title: words[field] ?? field, kind: 'text' as const, width: 22 }))
  await writeXlsx(path, 'Klientela', columns, rows[target].map((row) => fields.map((field) => row[field] ?? null)))
  return null
}

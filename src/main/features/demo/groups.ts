import type { JobContext } from '#main/app/context.ts'
import { inTransaction } from '#main/db/transaction.ts'
import type { Language } from '#shared/contract/app.ts'
import { normalise } from '#shared/normalise.ts'
import type { CategoryColor, PropertyKind } from '#shared/contract/properties.ts'
import { categories, createCategory, createProperty, properties } from '../properties/properties.ts'
import { prepareInsert } from './demo.queries.ts'
import { randomOf } from './random.ts'

type Words = {
  readonly size: readonly [name: string, ...choices: string[]]
  readonly staff: string
  readonly chain: string
  /** What warms a lead up: the site, social media, the mailing list (S-19). */
  readonly engaged: readonly string[]
  readonly labels: readonly (readonly [name: string, color: CategoryColor])[]
}

const words: Readonly<Record<Language, Words>> = {
  en: { size: ['Size', 'micro', 'small', 'medium', 'large'], staff: 'Staff', chain: 'Chain', engaged: ['Visited the site', 'Active on social media', 'On the mailing list'], labels: [['VIP', 'red'], ['Newsletter', 'green'], ['Slow payer', 'orange']] },
  pl: { size: ['Wielkość', 'mikro', 'mała', 'średnia', 'duża'], staff: 'Pracownicy', chain: 'Sieć', engaged: ['Odwiedził stronę', 'Aktywny w mediach społecznościowych', 'Na liście mailingowej'], labels: [['VIP', 'red'], ['Newsletter', 'green'], ['Płaci z opóźnieniem', 'orange']] },
  uk: { size: ['Розмір', 'мікро', 'мала', 'середня', 'велика'], staff: 'Працівники', chain: 'Мережа', engaged: ['Відвідав сайт', 'Активний у соцмережах', 'У списку розсилки'], labels: [['VIP', 'red'], ['Розсилка', 'green'], ['Платить із запізненням', 'orange']] },
  ru: { size: ['Размер', 'микро', 'малая', 'средняя', 'крупная'], staff: 'Сотрудники', chain: 'Сеть', engaged: ['Посетил сайт', 'Активен в соцсетях', 'В списке рассылки'], labels: [['VIP', 'red'], ['Рассылка', 'green'], ['Платит с опозданием', 'orange']] }
}

/**
 * Gives clients properties and labels here and there. Chance of its own, so that clients and deals stay the same whatever
 * is added here; what the firm has under the same name already is used.
 */
export function demoGroups(ctx: JobContext, language: Language): (client: { readonly id: string; readonly createdAt: number; readonly isBuyer: boolean }) => void {
  const random = randomOf(20260103)
  const engagedBy = randomOf(20260119)
  const { size, staff, chain, engaged, labels } = words[language]
  const [sizeName, ...sizes] = size
  const made = inTransaction(ctx, () => ({
    size: propertyOf(sizeName, 'choice', sizes),
    staff: propertyOf(staff, 'number', []),
    chain: propertyOf(chain, 'yesNo', []),
    engaged: engaged.map((name) => propertyOf(name, 'yesNo', [])),
    labels: labels.map(([name, color]) => categories(ctx).find((category) => normalise(category.name) === normalise(name))?.id ?? createCategory(ctx, { name, color }).id)
  }))
  const choices = properties(ctx).find((property) => property.id === made.size)?.choices ?? []
  const stamped = ['created_at', 'updated_at']
  const value = prepareInsert(ctx.db, 'client_property', ['id', 'client_id', 'property_id', 'number_micro', 'choice_id', ...stamped])
  const label = prepareInsert(ctx.db, 'client_category', ['id', 'client_id', 'category_id', ...stamped])

  /** Null where the firm means something else by the name. */
  function propertyOf(name: string, kind: PropertyKind, of: readonly string[]): string | null {
    const known = properties(ctx).find((property) => normalise(property.name) === normalise(name))
    if (known) return known.kind === kind ? known.id : null
    return createProperty(ctx, { name, kind, isRequired: false, choices: of }).id
  }

  return ({ id: clientId, createdAt, isBuyer }) => {
    const stamps = { created_at: createdAt, updated_at: createdAt }
    const set = (propertyId: string | null, numberMicro: number | null, choiceId: string | null) =>
      propertyId !== null && value({ id: ctx.newId(), client_id: clientId, property_id: propertyId, number_micro: numberMicro, choice_id: choiceId, ...stamps })
    if (random.chance(0.6)) {
      const step = random.int(0, 3)
      if (choices[step]) set(made.size, null, choices[step].id)
      if (random.chance(0.5)) set(made.staff, random.int(1, 9) * 10 ** Math.min(3, step) * 1_000_000, null)
      if (random.chance(0.3)) set(made.chain, random.chance(0.4) ? 1_000_000 : 0, null)
    }
    for (const propertyId of made.engaged) if (engagedBy.chance(0.25)) set(propertyId, 1_000_000, null)
    const [vip, newsletter, slow] = made.labels
    const put = (categoryId: string | undefined) => categoryId !== undefined && label({ id: ctx.newId(), client_id: clientId, category_id: categoryId, ...stamps })
    if (isBuyer && random.chance(0.15)) put(vip)
    if (random.chance(0.2)) put(newsletter)
    if (isBuyer && random.chance(0.08)) put(slow)
  }
}

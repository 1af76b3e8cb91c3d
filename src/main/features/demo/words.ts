import type { Language } from '#shared/contract/app.ts'
import { en } from './words/en.ts'
import { pl } from './words/pl.ts'
import { ru } from './words/ru.ts'
import { uk } from './words/uk.ts'

/** What the invented data are written with. Lists of any length: the same choices fall for every language. */
export type DemoWords = {
  /** `form` may be empty. */
  readonly firmName: (trade: string, mark: string, form: string) => string
  readonly trades: readonly string[]
  readonly marks: readonly string[]
  readonly legalForms: readonly string[]
  /** The same for men and women. */
  readonly familyNames: readonly string[]
  readonly givenNames: readonly string[]
  readonly colleagues: readonly string[]
  /** Name, area code, how postal codes begin. */
  readonly towns: readonly (readonly [name: string, area: string, post: string])[]
  readonly streets: readonly string[]
  readonly roles: readonly string[]
  readonly mailbox: string
  readonly dealTitles: readonly string[]
  readonly notes: readonly string[]
  readonly taskTexts: { readonly [K in 'call' | 'meeting' | 'mail']: readonly string[] }
}

export const demoWords: Readonly<Record<Language, DemoWords>> = { en, pl, uk, ru }

/** Clients from beyond the border keep their names in every language, as in life. */
export const ukrainianFirms = ['Карпатбуд', 'Меблі-Плюс', 'Світанок', 'Ґанок', 'Київхліб', 'Дніпротех', 'Поділля', 'Галичина', 'Їжачок', 'Смерека'] as const
export const ukrainianTowns = ['Київ', 'Львів', 'Харків', 'Дніпро', 'Вінниця', 'Одеса', 'Івано-Франківськ', 'Чернівці'] as const

import { Button, Input, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowRight } from '@tabler/icons-react'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { InputFor } from '../../app/api.ts'
import { useFormat } from '../../app/format.ts'
import { tellShellLanguage } from '../../app/habits.ts'
import { language, languageNames, languages, setLanguage, type Language } from '../../app/i18n.ts'
import { countries, homeOf, phonePrefixOf } from '#shared/countries.ts'
import { vatRatesOf } from '#shared/vat.ts'
import { guessCountry } from './guessCountry.ts'
import css from './start.module.css'

export type Answers = InputFor<'app.setUp'>

const lengths = { userName: 100, firmName: 200 }

/** Language, which changes at once, country with what follows from it, and the two names. Enter goes on. */
export function WhoAndWhere({ before, onDone }: { readonly before: Answers | null; readonly onDone: (answers: Answers) => void }) {
  const { t, i18n } = useTranslation('start')
  const [country, setCountry] = useState<string | null>(before?.country ?? null)
  const chosen = country ?? guessCountry(new Intl.DateTimeFormat().resolvedOptions().timeZone, language())
  const form = useForm({
    initialValues: { userName: before?.userName ?? '', firmName: before?.firmName ?? '' },
    validate: {
      userName: (text) => (text.trim() === '' ? t('welcome.userNameMissing') : null),
      firmName: (text) => (text.trim() === '' ? t('welcome.firmNameMissing') : null)
    }
  })
  const names = useMemo(() => new Intl.DisplayNames(i18n.language, { type: 'region' }), [i18n.language])

  const submit = form.onSubmit(
    ({ userName, firmName }) => onDone({ language: language(), country: chosen, userName, firmName }),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  )

  function chooseLanguage(next: string) {
    setLanguage(next as Language)
    tellShellLanguage(next as Language)
    form.clearErrors()
  }

  // Enter goes on from a list and from the choice of language too, where a form alone would do nothing.
  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    const { target } = event
    const isOther = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'radio')
    if (event.key !== 'Enter' || !isOther) return
    event.preventDefault()
    submit()
  }

  return (
    <form className={css.card} noValidate onSubmit={submit} onKeyDown={onKeyDown}>
      <h1>{t('welcome.title')}</h1>
      <div className={css.fields}>
        <Input.Wrapper label={t('welcome.language')} labelElement="div" className={css.wide}>
          <SegmentedControl
            fullWidth
            aria-label={t('welcome.language')}
            value={language()}
            onChange={chooseLanguage}
            data={languages.map((one) => ({ value: one, label: <span lang={one}>{languageNames[one]}</span> }))}
          />
        </Input.Wrapper>
        <NativeSelect
          className={css.wide}
          styles={{ input: { paddingBlock: 0 } }}
          label={t('welcome.country')}
          value={chosen}
          onChange={(event) => setCountry(event.currentTarget.value)}
          data={countries.map((one) => ({ value: one, label: names.of(one) ?? one }))}
        />
        <Follows country={chosen} />
        <TextInput
          data-autofocus
          autoFocus
          label={t('welcome.userName')}
          placeholder={t('welcome.userNameHint')}
          autoComplete="off"
          maxLength={lengths.userName}
          {...form.getInputProps('userName')}
        />
        <TextInput
          label={t('welcome.firmName')}
          placeholder={t('welcome.firmNameHint')}
          autoComplete="off"
          maxLength={lengths.firmName}
          {...form.getInputProps('firmName')}
        />
      </div>
      <div className={css.foot}>
        <p className={css.hint}>{t('welcome.fixed')}</p>
        <div className={css.spring} />
        <Button type="submit" rightSection={<IconArrowRight size={15} stroke={1.8} />}>
          {t('welcome.next')}
        </Button>
      </div>
    </form>
  )
}

/** What the program sets up by the country, so that nobody has to look for it. */
function Follows({ country }: { readonly country: string }) {
  const { t, i18n } = useTranslation('start')
  const { percent } = useFormat()
  const home = homeOf(country)
  const currency = new Intl.DisplayNames(i18n.language, { type: 'currency' }).of(home.currency)
  const rates = [...new Set(vatRatesOf(country).map((rate) => rate.percentBp))].filter((rate): rate is number => rate !== null && rate > 0)
  const facts = [
    [t('welcome.currency'), `${currency} (${home.currency})`],
    [t('welcome.vat'), rates.length === 0 ? t('welcome.vatNone') : rates.map((rate) => percent(rate / 10_000)).join(', ')],
    [t('welcome.phones'), phonePrefixOf(country)],
    [t('welcome.timeZone'), home.timeZone]
  ]
  return (
    <dl className={`${css.follows} ${css.wide}`} aria-label={t('welcome.follows')} aria-live="polite">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

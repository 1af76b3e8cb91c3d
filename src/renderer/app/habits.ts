import { useMantineColorScheme } from '@mantine/core'
import type { ColorScheme } from '#shared/contract/app.ts'
import { call } from './api.ts'
import { showError } from './errors.tsx'
import { setLanguage, type Language } from './i18n.ts'

function keep(key: 'language' | 'colorScheme', value: string): void {
  call('preferences.set', { key, value }).catch(showError)
}

/** Shows everything in another language at once, the menu of the system too, and keeps it for the next start. */
export function chooseLanguage(next: Language): void {
  setLanguage(next)
  keep('language', next)
  tellShellLanguage(next)
}

/** Menu, window titles and the system's dialogs speak the language of the screens. */
export function tellShellLanguage(language: Language): void {
  call('shell.setLanguage', { language }).catch(showError)
}

/** Windows and the system's dialogs have the colours of the screens. */
export function tellShellColors(colorScheme: ColorScheme): void {
  call('shell.setColors', { colorScheme }).catch(showError)
}

/** Gives the function that changes colours at once and keeps them for the next start. */
export function useChooseColors(): (next: ColorScheme) => void {
  const { setColorScheme } = useMantineColorScheme()
  return (next) => {
    setColorScheme(next)
    keep('colorScheme', next)
    tellShellColors(next)
  }
}

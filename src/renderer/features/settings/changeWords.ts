import { useTranslation } from 'react-i18next'

/** What a change was, by the name of its operation: 'deals.move' is "Deal moved to another stage". */
export function useChangeWords(): (operation: string) => string {
  const { t, i18n } = useTranslation('history')
  return (operation) => {
    const key = `history:${operation}`
    return t(i18n.exists(key) && /^\w+\.\w+$/.test(operation) ? (operation as 'deals.move') : 'other')
  }
}

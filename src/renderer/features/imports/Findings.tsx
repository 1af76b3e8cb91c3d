import { useTranslation } from 'react-i18next'
import type { ImportFinding } from '#shared/contract/imports.ts'
import { Notice } from './Notice.tsx'
import css from './imports.module.css'

const loud: ReadonlySet<ImportFinding['kind']> = new Set(['damagedNumbers', 'dayNumbers', 'cellErrors', 'notComputed', 'shiftedRows', 'cutRow', 'openQuote'])

/** What is odd about a file, said before anything is read from it. */
export function Findings({ findings }: { readonly findings: readonly ImportFinding[] }) {
  const { t } = useTranslation('imports')
  if (findings.length === 0) return null
  return (
    <div className={css.findings}>
      {findings.map(({ kind, count, example }) => (
        <Notice key={kind} kind={loud.has(kind) ? 'warn' : 'info'}>{t(`finding.${kind}`, { count, example: example ?? '' })}</Notice>
      ))}
    </div>
  )
}

import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPartCheck } from '#shared/contract/imports.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { type Mended, mendPage, MendPages, type MendRow, MendTable } from './MendTable.tsx'
import { changePart, type FilePart } from './wizard.ts'
import css from './imports.module.css'

/** Rows of a check that fail or lose a value. */
export function rowsToMend({ rows }: ImportPartCheck): MendRow[] {
  return rows
    .filter(({ outcome, remarks }) => outcome === 'failed' || (outcome !== 'duplicate' && remarks.length > 0))
    .map(({ rowNumber, cells, remarks }) => ({ rowNumber, cells, reasons: remarks }))
}

type MendCheckedProps = { readonly check: ImportPartCheck; readonly part: FilePart; readonly onDone: () => void }

/** Bad cells of a file put right or dropped before anything comes in; the check then goes through the file once more. */
export function MendChecked({ check, part, onDone }: MendCheckedProps) {
  const { t } = useTranslation('imports')
  const [page, setPage] = useState(0)
  const [mended, setMended] = useState<Mended>({})
  const rows = useMemo(() => rowsToMend(check), [check])
  const changed = Object.entries(mended)

  function apply() {
    if (changed.length === 0) return
    const edits: Record<number, Readonly<Record<number, string>>> = { ...part.edits }
    for (const [rowNumber, cells] of changed) {
      const before = rows.find((row) => row.rowNumber === Number(rowNumber))?.cells ?? []
      const own = check.columns.flatMap(({ index }, place) => (cells[place] === before[place] ? [] : [[index, cells[place] ?? ''] as const]))
      edits[Number(rowNumber)] = { ...edits[Number(rowNumber)], ...Object.fromEntries(own) }
    }
    changePart(part.key, { edits })
  }

  return (
    <Card
      fill
      padding={false}
      title={t('mend.checkTitle')}
      actions={
        <div className={css.buttons}>
          <MendPages page={page} total={rows.length} onPage={setPage} />
          <Button size="compact-sm" variant="default" onClick={onDone}>{t('mend.close')}</Button>
          <Button size="compact-sm" disabled={changed.length === 0} rightSection={<Kbd keys="$mod+Enter" isOnMain />} onClick={apply}>
            {changed.length === 0 ? t('mend.applyNone') : t('mend.apply', { count: changed.length })}
          </Button>
        </div>
      }
    >
      <MendTable
        headers={check.columns.map(({ header }) => header)}
        rows={rows.slice(page * mendPage, (page + 1) * mendPage)}
        mended={mended}
        onChange={(rowNumber, cells) => setMended({ ...mended, [rowNumber]: cells })}
        onSubmit={apply}
      />
    </Card>
  )
}

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '#shared/contract/imports.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { arraySource } from '../../ui/rowSource.ts'

type RawRow = ImportPreview['firstRows'][number]

/** The first rows of the file as they stand in it. */
export function RawRows({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('imports')
  const source = useMemo(() => ({ ...arraySource(preview.firstRows, (row) => String(row.rowNumber)), key: JSON.stringify(preview.columns.map((column) => column.index)) }), [preview])
  const columns = useMemo(
    (): Column<RawRow>[] => [
      { id: 'row', header: t('file.row'), width: 56, align: 'right', render: (row) => <span className="k-muted">{row.rowNumber}</span> },
      ...preview.columns.map(
        ({ index, header }, position): Column<RawRow> => ({ id: String(index), header, width: 140, grow: 1, render: (row) => <span className="k-cut">{row.cells[position]}</span> })
      )
    ],
    [preview, t]
  )
  // Another sheet has other columns: the table begins anew with them.
  return <DataTable key={source.key} label={t('file.firstRows')} columns={columns} source={source} />
}

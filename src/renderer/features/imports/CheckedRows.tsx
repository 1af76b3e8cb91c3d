import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clientFields, dealFields, type CheckedRow, type ImportCheck, type ImportField } from '#shared/contract/imports.ts'
import { formatPhone } from '#shared/phone.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Badge, type BadgeKind } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { mappingOf, type Wizard } from './wizard.ts'

const kinds: Readonly<Record<CheckedRow['outcome'], BadgeKind>> = { created: 'ok', duplicate: 'future', failed: 'overdue' }
const widths: Partial<Record<ImportField, number>> = { name: 210, clientName: 190, title: 200, email: 180, phone: 150, address: 190, note: 180, amount: 120 }

/** The first rows in the form in which they would be kept. */
export function CheckedRows({ check, wizard }: { readonly check: ImportCheck; readonly wizard: Wizard }) {
  const { t } = useTranslation(['imports', 'clients'])
  const format = useFormat()
  const words = useDictionaries()
  const columns = useMemo((): Column<CheckedRow>[] => {
    const mapped = new Set(mappingOf(wizard).map(({ field }) => field))
    const fields = (wizard.target === 'client' ? clientFields : dealFields).filter((field) => mapped.has(field))
    const write = (row: CheckedRow, field: ImportField): string => {
      const value = row.values[field] ?? ''
      if (value === '' || row.outcome === 'failed') return value
      if (field === 'phone') return value.split(', ').map(formatPhone).join(', ')
      if (field === 'amount') return format.money(Number(value), row.values.currency ?? wizard.currency ?? 'PLN')
      if (field === 'stage') return words.stageName(value) || value
      if (field === 'status') return t(`clients:status.${value as 'prospect'}`)
      return field === 'createdOn' || field === 'closedOn' || field === 'expectedOn' ? format.day(value) : value
    }
    return [
      { id: 'row', header: t('check.row'), width: 56, align: 'right', render: (row) => <span className="k-muted">{row.rowNumber}</span> },
      {
        id: 'outcome',
        header: t('check.outcome'),
        width: 118,
        render: (row) => <Badge kind={kinds[row.outcome]} title={row.remarks.map(({ problem }) => t(`problem.${problem}`)).join('\n')}>{t(`willBe.${row.outcome}`)}</Badge>
      },
      ...fields.map(
        (field): Column<CheckedRow> => ({
          id: field,
          header: t(`field.${field}`),
          width: widths[field] ?? 130,
          ...(field === 'amount' && { align: 'right' as const }),
          ...((field === 'name' || field === 'title') && { grow: 1 }),
          render: (row) => <span className="k-cut" title={write(row, field)}>{write(row, field)}</span>
        })
      )
    ]
  }, [t, format, words, wizard])
  const source = useMemo(() => arraySource(check.rows, (row) => String(row.rowNumber)), [check])
  return <DataTable label={t('check.firstRows')} columns={columns} source={source} rowTone={(row) => (row.outcome === 'created' ? undefined : 'muted')} />
}

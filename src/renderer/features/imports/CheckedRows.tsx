import { Button, Select } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CheckedRow, fieldsOf, type ImportField, type ImportPartCheck, rowActions, type RowAction } from '#shared/contract/imports.ts'
import { formatPhone } from '#shared/phone.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { useFormat } from '../../app/format.ts'
import { Badge, type BadgeKind } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { changePart, fieldsIn, type FilePart, targetOf, type Wizard } from './wizard.ts'
import css from './imports.module.css'

const kinds: Readonly<Record<CheckedRow['outcome'], BadgeKind>> = { created: 'ok', updated: 'info', duplicate: 'future', failed: 'overdue' }
const outcomes = ['created', 'updated', 'duplicate', 'failed'] as const
const widths: Partial<Record<ImportField, number>> = { name: 210, clientName: 190, title: 200, email: 180, phone: 150, address: 190, note: 180, text: 260, amount: 120, price: 110, cost: 110 }
const money: ReadonlySet<ImportField> = new Set(['amount', 'price', 'cost'])
const days: ReadonlySet<ImportField> = new Set(['createdOn', 'closedOn', 'expectedOn', 'boughtOn', 'saidOn', 'birthday'])
const usual = ''
/** So many fields of a row have room beside what happens with it; the others come by the menu of columns. */
const fieldsAtFirst = { withReasons: 2, alone: 5 }

type CheckedRowsProps = {
  readonly check: ImportPartCheck
  readonly part: FilePart
  readonly wizard: Wizard
  /** Opens the rows with something to put right, where there are any. */
  readonly onMend?: () => void
  readonly toMend?: number
}

/** Rows in the form in which they would be kept: the first ones, and those with which something else happens than being added. */
export function CheckedRows({ check, part, wizard, onMend, toMend = 0 }: CheckedRowsProps) {
  const { t } = useTranslation(['imports', 'clients'])
  const format = useFormat()
  const words = useDictionaries()
  const [shown, setShown] = useState<string>('all')
  const { rowActions: chosen, key } = part
  const columns = useMemo((): Column<CheckedRow>[] => {
    const mapped = new Set(fieldsIn(part))
    const fields = (fieldsOf[targetOf(part)] as readonly ImportField[]).filter((field) => mapped.has(field))
    const write = (row: CheckedRow, field: ImportField): string => {
      const value = row.values[field] ?? ''
      if (value === '' || row.outcome === 'failed') return value
      if (field === 'phone') return value.split(', ').map(formatPhone).join(', ')
      if (money.has(field)) return format.money(Number(value), row.values.currency || wizard.currency || 'PLN')
      if (field === 'stage') return words.stageName(value) || value
      if (field === 'status') return t(`clients:status.${value as 'prospect'}`)
      return days.has(field) ? format.day(value) : value
    }
    const set = (rowNumber: number, action: RowAction | null) => {
      const { [rowNumber]: _, ...rest } = chosen
      changePart(key, { rowActions: action === null ? rest : { ...rest, [rowNumber]: action } })
    }
    const changeText = ({ changes }: CheckedRow) =>
      changes
        .filter(({ field }) => field !== 'groups')
        .map(({ field, from, to }) => `${changeName(field)}: ${from === null ? '' : `${from} → `}${field === 'phone' ? formatPhone(to) : to}`)
        .join('; ')
    const changeName = (field: string): string => (field.startsWith('property:') ? t('check.property') : t(`column.${field}` as 'column.name', { defaultValue: field }))
    const reason = (row: CheckedRow) => row.remarks.map(({ problem, detail }) => `${t(`problem.${problem}`)}${detail ? ` (${detail})` : ''}`).join('\n')
    const hasMatches = check.rows.some(({ matchName }) => matchName !== null)
    const hasReasons = check.rows.some(({ outcome }) => outcome !== 'created')
    const shownColumns: Column<CheckedRow>[] = [
      { id: 'row', header: t('check.row'), width: 56, align: 'right', render: (row) => <span className="k-muted">{row.rowNumber}</span> },
      { id: 'outcome', header: t('check.outcome'), width: 118, render: (row) => <Badge kind={kinds[row.outcome]} title={reason(row)}>{t(`willBe.${row.outcome}`)}</Badge> },
      {
        id: 'action',
        header: t('check.action'),
        width: 150,
        render: (row) =>
          (row.matchName !== null || chosen[row.rowNumber] !== undefined || row.outcome === 'created') && (
            <Select
              size="xs"
              variant="unstyled"
              aria-label={t('check.actionOf', { row: row.rowNumber })}
              data={[{ value: usual, label: t('check.asAll') }, ...rowActions.filter((action) => row.matchName !== null || action === 'create' || action === 'skip').map((action) => ({ value: action, label: t(`policy.${action}`) }))]}
              value={chosen[row.rowNumber] ?? usual}
              allowDeselect={false}
              comboboxProps={{ width: 230, position: 'bottom-start' }}
              onChange={(action) => set(row.rowNumber, action === usual ? null : (action as RowAction))}
            />
          )
      },
      { id: 'match', header: t('check.match'), width: 170, render: (row) => <span className="k-cut" title={row.matchName ?? ''}>{row.matchName}</span> },
      { id: 'changes', header: t('check.changes'), width: 220, render: (row) => <span className="k-cut" title={changeText(row) || reason(row)}>{changeText(row) || <span className="k-muted">{row.outcome === 'created' ? '' : reason(row)}</span>}</span> },
      ...fields.map(
        (field, index): Column<CheckedRow> => ({
          id: field,
          isHiddenAtFirst: index >= (hasMatches || hasReasons ? fieldsAtFirst.withReasons : fieldsAtFirst.alone),
          header: t(`field.${field}`),
          width: widths[field] ?? 130,
          ...(money.has(field) && { align: 'right' as const }),
          ...((field === 'name' || field === 'title') && { grow: 1 }),
          render: (row) => <span className="k-cut" title={write(row, field)}>{write(row, field)}</span>
        })
      )
    ]
    return shownColumns.filter(({ id }) => (id !== 'match' || hasMatches) && (id !== 'changes' || hasReasons))
  }, [t, format, words, wizard.currency, part, chosen, key, check])
  const rows = useMemo(() => check.rows.filter((row) => shown === 'all' || row.outcome === shown), [check, shown])
  const source = useMemo(() => arraySource(rows, (row) => String(row.rowNumber)), [rows])
  return (
    <>
      <div className={css.tableHead}>
        <Tabs
          label={t('check.rows')}
          value={shown}
          onChange={setShown}
          items={[{ value: 'all', label: t('check.firstRows') }, ...outcomes.filter((one) => check[`${one}Count`] > 0).map((one) => ({ value: one, label: t(`willBe.${one}`), count: check[`${one}Count`] }))]}
        />
        {onMend && (
          <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} stroke={1.6} />} onClick={onMend}>{t('mend.openCheck', { count: toMend })}</Button>
        )}
        {Object.keys(chosen).length > 0 && <span className={css.aside}>{t('check.chosen', { count: Object.keys(chosen).length })}</span>}
      </div>
      <DataTable key={columns.map(({ id }) => id).join()} label={t('check.rows')} columns={columns} source={source} rowTone={(row) => (row.outcome === 'created' || row.outcome === 'updated' ? undefined : 'muted')} />
    </>
  )
}

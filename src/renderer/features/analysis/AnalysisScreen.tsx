import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconChartBar, IconDownload } from '@tabler/icons-react'
import { Fragment, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AnalysisTable, analysisTables, type BaseAnalysis, type PlaceKind, placeKinds, type PlaceRow } from '#shared/contract/analysis.ts'
import type { ClientFilter } from '#shared/contract/clients.ts'
import type { FilterGroup } from '#shared/contract/filters.ts'
import { runAction, useActions } from '../../app/actions.ts'
import { useJob, useRead } from '../../app/data.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { useFormat } from '../../app/format.ts'
import { Money } from '../../app/Money.tsx'
import { useUrlState } from '../../app/navigation.ts'
import { notifyDone } from '../../app/notify.ts'
import { useTableLayout } from '../../app/preferences.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Column, Sort } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Card, Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { arraySource } from '../../ui/rowSource.ts'
import { StatTile } from '../../ui/StatTile.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useClientNarrowing } from '../clients/filters/useClientNarrowing.tsx'
import { ParetoChart, RfmChart } from './AnalysisCharts.tsx'
import { CellPanel, ClientsOfCell } from './CellPanel.tsx'
import { abcFilter, buyersFilter, type Cell, columnSum, groupFilter, matrixFilter, placeFilter, rfmFilter, within, xyzFilter } from './cells.ts'
import { LoyaltyTab } from './LoyaltyTab.tsx'
import { SettingsPanel } from './SettingsPanel.tsx'
import css from './analysis.module.css'

const tabs = ['abc', 'rfm', 'groups', 'places', 'loyalty'] as const
type Tab = (typeof tabs)[number]
const xyzClasses = ['X', 'Y', 'Z', null] as const

type NarrowedProps = { readonly narrowed: { readonly filter?: ClientFilter } }
type PartProps = { readonly analysis: BaseAnalysis; readonly onOpen: (cell: Cell) => void }

/** The whole base at a glance: who makes the money, who is steady, who is slipping away, where they are (S-11, S-16, S-146). */
export function AnalysisScreen() {
  const { t } = useTranslation(['analysis', 'filters'])
  const format = useFormat()
  const [tab, setTab] = useUrlState<Tab>('tab', 'abc')
  const [cell, setCell] = useState<Cell | null>(null)
  const [isSetting, setIsSetting] = useState(false)
  const [rules, setRules] = useUrlState<FilterGroup | null>('rules', null)
  const narrowed = useMemo(() => (rules === null ? {} : { filter: { rules } }), [rules])
  const narrowing = useClientNarrowing(rules && { rules }, (next) => setRules(next?.rules ?? null), t('narrowed'))
  const base = useRead('analysis.base', narrowed)
  const open = (next: Cell) => setCell({ ...next, filter: within(next.filter, rules ?? undefined) })
  const exporting = useJob('analysis.export')

  useActions([
    { id: 'analysis.clients', label: t('filters:ofClients'), keys: 'KeyF', run: narrowing.open },
    ...tabs.map((one, index) => ({ id: `analysis.${one}`, label: t(`tab.${one}`), keys: `Digit${index + 1}`, run: () => setTab(one) }))
  ])

  if (base.error) throw base.error
  const analysis = base.data
  if (!analysis) return null
  const { baseCurrency: currency } = analysis

  async function exportTable(table: AnalysisTable) {
    const path = await chooseSavePath({ title: t('export.save'), name: `${t(`table.${table}`)} ${format.today}`, extension: 'xlsx', kind: 'Excel' })
    if (path === null) return
    const done = await exporting.start({ table, path })
    if (done) notifyDone(t('export.done', { name: fileName(done.value.path) }))
  }

  const money = (minor: number) => format.money(minor, currency, 'short')
  return (
    <Page isScrolling>
      <PageHeader
        title={t('title')}
        beside={
          <>
            <span className="k-muted">{t('window', { from: format.day(analysis.window.from), to: format.day(analysis.window.to) })}</span>
            {analysis.isBehind && <Badge kind="info">{t('behind')}</Badge>}
          </>
        }
        main={
          <>
            <Menu>
              <Menu.Target>
                <Button variant="default" leftSection={<IconDownload size={16} stroke={1.6} />}>{t('export.menu')}</Button>
              </Menu.Target>
              <Menu.Dropdown>
                {analysisTables.map((table) => (
                  <Menu.Item key={table} onClick={() => void exportTable(table).catch(showError)}>{t(`table.${table}`)}</Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            {narrowing.button}
            <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} />} onClick={() => setIsSetting(true)}>
              {t('settings.open')}
            </Button>
          </>
        }
      />
      {narrowing.chips}
      {rules !== null && <p className={css.notes}>{t('narrowedTo')}</p>}
      <div className={css.tiles}>
        <StatTile label={t('tile.clients')} value={format.count(analysis.clientCount)} />
        <StatTile label={t('tile.buyers')} value={format.count(analysis.buyers.clientCount)} onClick={() => open({ title: t('tile.buyers'), filter: buyersFilter })} />
        <StatTile label={t('tile.revenue')} value={money(analysis.buyers.revenueMinor)} />
        <StatTile
          label={t('tile.margin')}
          value={analysis.uncostedMinor === analysis.buyers.revenueMinor ? '–' : money(analysis.marginMinor)}
          hint={analysis.uncostedMinor > 0 ? t('tile.marginHint', { sum: money(analysis.uncostedMinor) }) : undefined}
        />
        <StatTile label={t('tile.share80')} value={analysis.shareMaking80 === null ? '–' : format.percent(analysis.shareMaking80, 0)} hint={t('tile.ofBuyers')} />
        <StatTile
          label={t('tile.regular')}
          value={format.count(analysis.groups.find(({ group }) => group === 'regular')?.clientCount ?? 0)}
          onClick={() => open({ title: t('group.regular'), filter: groupFilter('regular') })}
        />
      </div>
      {analysis.foreignCount > 0 && <p className={css.notes}>{t('foreign', { count: analysis.foreignCount })}</p>}
      <Tabs label={t('title')} value={tab} onChange={(value) => setTab(value as Tab)} items={tabs.map((value) => ({ value, label: t(`tab.${value}`) }))} />
      {content(analysis)}
      {narrowing.panel}
      {cell && <CellPanel cell={cell} currency={currency} onClose={() => setCell(null)} />}
      {isSetting && <SettingsPanel settings={analysis.settings} onClose={() => setIsSetting(false)} />}
    </Page>
  )

  function content(found: BaseAnalysis) {
    const props = { analysis: found, onOpen: open }
    if (tab === 'loyalty') return <LoyaltyTab onOpen={open} narrowed={narrowed} />
    if (tab === 'places') return <Places {...props} narrowed={narrowed} />
    if (tab === 'groups') return <Groups analysis={found} narrowed={narrowed} />
    if (found.buyers.clientCount === 0) {
      return (
        <EmptyState
          icon={IconChartBar}
          text={t('empty.text')}
          action={{ label: t('empty.import'), onClick: () => runAction('import') }}
          secondary={{ label: t('empty.longer'), onClick: () => setIsSetting(true) }}
        />
      )
    }
    return tab === 'abc' ? <AbcXyz {...props} /> : <Rfm {...props} />
  }
}

function AbcXyz({ analysis, onOpen }: PartProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const currency = analysis.baseCurrency
  const whole = Math.max(1, analysis.abc.reduce((sum, row) => sum + Math.max(0, row.basisMinor), 0))
  return (
    <>
      <div className={css.halves}>
        <Card title={t('pareto.title')}>
          <ParetoChart analysis={analysis} />
        </Card>
        <Card title={t('table.matrix')} padding={false}>
          <Matrix analysis={analysis} onOpen={onOpen} />
        </Card>
      </div>
      <Card title={t('table.abc')} padding={false}>
        <table className={css.table}>
          <thead>
            <tr>
              <th data-words>{t('column.abc')}</th>
              <th>{t('column.clients')}</th>
              <th>{t('column.share')}</th>
              <th>{t('column.revenue')}</th>
              {analysis.settings.basis === 'margin' && <th>{t('column.margin')}</th>}
              <th>{t('column.purchases')}</th>
              <th>{t('column.average')}</th>
            </tr>
          </thead>
          <tbody>
            {analysis.abc.map((row) => {
              const open = () => onOpen({ title: t('badge.abc', { abc: row.class }), filter: abcFilter(row.class) })
              return (
                <tr key={row.class}>
                  <td data-words><button type="button" className={css.cell} data-words onClick={open}>{row.class}</button></td>
                  <td><button type="button" className={css.cell} onClick={open}>{format.count(row.clientCount)}</button></td>
                  <td><button type="button" className={css.cell} onClick={open}>{format.percent(Math.max(0, row.basisMinor) / whole, 0)}</button></td>
                  <td><button type="button" className={css.cell} onClick={open}><Money minor={row.revenueMinor} currency={currency} /></button></td>
                  {analysis.settings.basis === 'margin' && <td><button type="button" className={css.cell} onClick={open}><Money minor={row.basisMinor} currency={currency} /></button></td>}
                  <td><button type="button" className={css.cell} onClick={open}>{format.count(row.purchaseCount)}</button></td>
                  <td><button type="button" className={css.cell} onClick={open}><Money minor={row.purchaseCount === 0 ? null : Math.round(row.revenueMinor / row.purchaseCount)} currency={currency} /></button></td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Card>
    </>
  )
}

/** ABC from top to bottom, XYZ to the right; the deeper the colour, the more revenue. */
function Matrix({ analysis, onOpen }: PartProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const money = (minor: number) => format.money(minor, analysis.baseCurrency, 'short')
  const most = Math.max(1, ...analysis.matrix.map((cell) => cell.revenueMinor))
  const nameOf = (xyz: 'X' | 'Y' | 'Z' | null) => (xyz === null ? t('noXyz') : t(`xyz.${xyz}`))
  return (
    <div className={css.matrix} role="group" aria-label={t('table.matrix')}>
      <span />
      {xyzClasses.map((xyz) => <span key={nameOf(xyz)} className={css.matrixHead}>{nameOf(xyz)}</span>)}
      <span />
      {analysis.abc.map((row) => (
        <Fragment key={row.class}>
          <span className={css.matrixRow}>{row.class}</span>
          {xyzClasses.map((xyz) => {
            const cell = analysis.matrix.find((one) => one.abc === row.class && one.xyz === xyz)!
            const heat = cell.clientCount === 0 ? 0 : 6 + Math.round((Math.max(0, cell.revenueMinor) / most) * 40)
            return (
              <button
                key={nameOf(xyz)}
                type="button"
                className={css.heat}
                ref={(node) => node?.style.setProperty('--heat', `${heat}%`)}
                data-none={cell.clientCount === 0 || undefined}
                onClick={() => onOpen({ title: `${row.class} · ${nameOf(xyz)}`, filter: matrixFilter(cell) })}
              >
                <span className="k-spoken">{`${row.class}, ${nameOf(xyz)}: ${t('drill.count', { count: cell.clientCount })}, ${money(cell.revenueMinor)}`}</span>
                <strong aria-hidden>{format.count(cell.clientCount)}</strong>
                <span aria-hidden>{cell.clientCount === 0 ? '–' : money(cell.revenueMinor)}</span>
              </button>
            )
          })}
          <button type="button" className={css.heat} data-sum onClick={() => onOpen({ title: t('badge.abc', { abc: row.class }), filter: abcFilter(row.class) })}>
            <strong>{format.count(row.clientCount)}</strong>
            <span>{money(row.revenueMinor)}</span>
          </button>
        </Fragment>
      ))}
      <span />
      {xyzClasses.map((xyz) => {
        const sum = columnSum(analysis, xyz)
        return (
          <button key={nameOf(xyz)} type="button" className={css.heat} data-sum onClick={() => onOpen({ title: nameOf(xyz), filter: xyzFilter(xyz) })}>
            <strong>{format.count(sum.clientCount)}</strong>
            <span>{money(sum.revenueMinor)}</span>
          </button>
        )
      })}
      <span />
    </div>
  )
}

function Rfm({ analysis, onOpen }: PartProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const open = (segment: BaseAnalysis['rfm'][number]['segment']) => onOpen({ title: t(`rfm.${segment}`), filter: rfmFilter(segment) })
  return (
    <div className={css.halves} data-rfm>
      <Card title={t('bars')}>
        <RfmChart analysis={analysis} onOpen={open} />
        <p className={css.notes}>{t(`bands.${analysis.bands}`)}</p>
      </Card>
      <Card padding={false}>
        <table className={css.table}>
          <thead>
            <tr>
              <th data-words>{t('column.rfm')}</th>
              <th>{t('column.clients')}</th>
              <th>{t('column.revenue')}</th>
              <th>{t('column.purchases')}</th>
              <th data-words>{t('column.advice')}</th>
            </tr>
          </thead>
          <tbody>
            {analysis.rfm.map((row) => (
              <tr key={row.segment}>
                <td data-words>
                  <button type="button" className={css.cell} data-words onClick={() => open(row.segment)}>
                    {t(`rfm.${row.segment}`)}
                    <span className={css.hint}>{t(`rfmHint.${row.segment}`)}</span>
                  </button>
                </td>
                <td><button type="button" className={css.cell} onClick={() => open(row.segment)}>{format.count(row.clientCount)}</button></td>
                <td><button type="button" className={css.cell} onClick={() => open(row.segment)}>{format.money(row.revenueMinor, analysis.baseCurrency, 'short')}</button></td>
                <td><button type="button" className={css.cell} onClick={() => open(row.segment)}>{format.count(row.purchaseCount)}</button></td>
                <td data-words className={css.advice}>{t(`advice.${row.segment}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  )
}

/** Three groups of clients, and the clients of the one that is chosen. */
function Groups({ analysis, narrowed }: Pick<PartProps, 'analysis'> & NarrowedProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const [chosen, setChosen] = useUrlState('group', analysis.groups[0]?.group ?? 'regular')
  const cell = useMemo((): Cell => ({ title: t(`group.${chosen}`), filter: within(groupFilter(chosen), narrowed.filter?.rules) }), [t, chosen, narrowed])
  return (
    <>
      <div className={css.groups}>
        {analysis.groups.map((row) => (
          <StatTile
            key={row.group}
            label={t(`group.${row.group}`)}
            value={format.count(row.clientCount)}
            hint={`${t(`groupHint.${row.group}`, { count: analysis.settings.regularCount })} · ${format.money(row.revenueMinor, analysis.baseCurrency, 'short')}`}
            isChosen={row.group === chosen}
            onClick={() => setChosen(row.group)}
          />
        ))}
      </div>
      <div className={css.places}>
        <ClientsOfCell key={chosen} cell={cell} currency={analysis.baseCurrency} />
      </div>
    </>
  )
}

function Places({ analysis, narrowed, onOpen }: PartProps & NarrowedProps) {
  const { t } = useTranslation('analysis')
  const format = useFormat()
  const [by, setBy] = useUrlState<PlaceKind>('by', 'town')
  const [sort, setSort] = useState<Sort>({ by: 'revenue', direction: 'desc' })
  const places = useRead('analysis.places', { by, ...narrowed })
  const table = useTableLayout('analysis.places')
  if (places.error) throw places.error
  const source = useMemo(() => {
    const value = (row: PlaceRow) => ({ place: row.place ?? '', clients: row.clientCount, buyers: row.buyerCount, revenue: row.revenueMinor, purchases: row.purchaseCount })[sort.by] ?? 0
    const sign = sort.direction === 'asc' ? 1 : -1
    const compare = (a: PlaceRow, b: PlaceRow) => {
      const [one, other] = [value(a), value(b)]
      return sign * (typeof one === 'string' ? one.localeCompare(String(other)) : one - Number(other))
    }
    return arraySource([...(places.data ?? [])].sort(compare), (row) => row.place ?? '')
  }, [places.data, sort])
  const columns = useMemo((): readonly Column<PlaceRow>[] => {
    const nameOf = (row: PlaceRow) => row.place ?? t(`noPlace.${by}`)
    const open = (row: PlaceRow, isBuyers: boolean) => onOpen({ title: nameOf(row), filter: placeFilter(by, row.place, isBuyers) })
    return [
      { id: 'place', header: t(`place.${by}`), width: 240, grow: 1, isSortable: true, isLink: true, render: nameOf },
      { id: 'clients', header: t('column.allClients'), width: 110, align: 'right', isSortable: true, isLink: true, render: (row) => format.count(row.clientCount) },
      {
        id: 'buyers',
        header: t('column.buyers'),
        width: 120,
        align: 'right',
        isSortable: true,
        render: (row) => (
          <button
            type="button"
            className={css.inline}
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation()
              open(row, true)
            }}
          >
            {format.count(row.buyerCount)}
          </button>
        )
      },
      { id: 'purchases', header: t('column.purchases'), width: 110, align: 'right', isSortable: true, render: (row) => format.count(row.purchaseCount) },
      { id: 'revenue', header: t('column.revenue'), width: 160, align: 'right', isSortable: true, render: (row) => <Money minor={row.revenueMinor} currency={analysis.baseCurrency} /> }
    ]
  }, [t, by, format, onOpen, analysis.baseCurrency])
  return (
    <div className={css.places}>
      <div>
        <SegmentedControl
          aria-label={t('tab.places')}
          value={by}
          onChange={(value) => setBy(value as PlaceKind)}
          data={placeKinds.map((value) => ({ value, label: t(`place.${value}`) }))}
        />
      </div>
      <DataTable
        label={t(`table.${by}`)}
        columns={columns}
        source={{ ...source, key: by, isReady: places.data !== undefined }}
        sort={sort}
        onSortChange={setSort}
        {...table}
        onOpen={(row) => onOpen({ title: row.place ?? t(`noPlace.${by}`), filter: placeFilter(by, row.place, false) })}
        rowKeys={{ KeyB: (row) => onOpen({ title: row.place ?? t(`noPlace.${by}`), filter: placeFilter(by, row.place, true) }) }}
        empty={<EmptyState text={t('drill.empty')} />}
      />
    </div>
  )
}

import { getFixedT } from 'i18next'
import { useEffect, type ReactNode } from 'react'
import type { Invoice, InvoiceParty } from '#shared/contract/invoices.ts'
import { documentLanguage } from '#shared/documents.ts'
import { formatIban, formatNip, isIban, isNip } from '#shared/identifiers.ts'
import { currencyExponent, formatMoney } from '#shared/money.ts'
import { useRead } from '../../app/data.ts'
import { useFormat } from '../../app/format.ts'
import { writeDecimal } from './decimals.ts'
import css from './InvoicePrint.module.css'
import { vatLabel } from './vatLabel.ts'
import { VatCells } from './VatTotals.tsx'

/** The page that becomes the PDF: one invoice on A4, black on white, in the language of the seller's country. */
export function InvoicePrint({ id }: { readonly id: string }) {
  const invoice = useRead('invoices.get', { id })
  const { data, error } = invoice
  useEffect(() => {
    if (error && !data) document.title = 'failed'
    if (!data) return
    let isGone = false
    // Fonts are asked for by the layout, which must have happened before they can be waited for.
    document.body.getBoundingClientRect()
    void document.fonts.ready.then(() => {
      if (isGone) return
      document.documentElement.dataset['printReady'] = ''
      document.title = `ready ${documentLanguage(data.seller.country)}`
    })
    return () => {
      isGone = true
    }
  }, [data, error])
  return data ? <Sheet invoice={data} /> : null
}

function Sheet({ invoice }: { readonly invoice: Invoice }) {
  const language = documentLanguage(invoice.seller.country)
  const t = getFixedT(language, 'invoices')
  const format = useFormat()
  const { currency, seller, buyer, method } = invoice
  const amount = (minor: number) => formatMoney(minor, currency, language, { style: 'plain' })
  const decimal = (value: number, digits: number, least: number) => writeDecimal(value, digits, least, language)
  const issuedOn = invoice.issuedOn ?? format.today
  const facts = [
    [t('print.issuedOn'), format.day(issuedOn)],
    [t('print.place'), invoice.place],
    [t('print.soldOn'), format.day(invoice.soldOn ?? issuedOn)],
    [t('print.dueOn'), invoice.dueOn && format.day(invoice.dueOn)],
    [t('print.paymentMethod'), t(`paymentMethod.${invoice.paymentMethod}`)]
  ].filter((fact): fact is [string, string] => Boolean(fact[1]))
  const hasDiscount = invoice.lines.some((line) => line.discountBp > 0)
  const isReverse = invoice.lines.some((line) => line.vatCode === 'oo' || line.vatCode === 'reverse')
  const isAbroad = buyer.country !== seller.country
  const countryNames = new Intl.DisplayNames([language], { type: 'region' })
  const countryOf = (party: InvoiceParty) => (isAbroad ? countryNames.of(party.country) : undefined)

  return (
    <article className={css.sheet} lang={language}>
      <header className={css.head}>
        <div>
          <h1>
            {t('print.title')}
            <small>{invoice.number ? t('print.number', { number: invoice.number }) : null}</small>
          </h1>
          {invoice.state === 'draft' && <div className={css.draft}>{t('print.draft')}</div>}
        </div>
        <table className={css.facts}>
          <tbody>
            {facts.map(([label, value]) => (
              <tr key={label}>
                <td>{label}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </header>
      <section className={css.parties}>
        <Party title={t('print.seller')} party={seller} taxLabel={t('print.taxNumber')} country={countryOf(seller)}>
          {seller.phone && <p>{seller.phone}</p>}
          {seller.email && <p>{seller.email}</p>}
        </Party>
        <Party title={t('print.buyer')} party={buyer} taxLabel={t('print.taxNumber')} country={countryOf(buyer)} />
      </section>
      <table className={css.lines}>
        <thead>
          <tr>
            <th>{t('print.position')}</th>
            <th>{t('print.name')}</th>
            <th data-right>{t('print.quantity')}</th>
            <th>{t('print.unit')}</th>
            <th data-right>{t(method === 'net' ? 'print.netPrice' : 'print.grossPrice')}</th>
            {hasDiscount && <th data-right>{t('print.discount')}</th>}
            <th data-right>{t('print.vatRate')}</th>
            <th data-right>{t(method === 'net' ? 'print.netValue' : 'print.grossValue')}</th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line, index) => (
            <tr key={line.id}>
              <td>{index + 1}</td>
              <td data-name>{line.name}</td>
              <td data-right>{decimal(line.quantityMicro, 6, 0)}</td>
              <td>{line.unit}</td>
              <td data-right>{decimal(line.unitPriceE8, 8, currencyExponent(currency))}</td>
              {hasDiscount && <td data-right>{line.discountBp > 0 && `${decimal(line.discountBp, 2, 0)}%`}</td>}
              <td data-right>{vatLabel(line.vatCode, line.percentBp, t)}</td>
              <td data-right>{amount(line.valueMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <section className={css.end}>
        <div>
          {invoice.paymentMethod === 'transfer' && seller.bankAccount && (
            <div className={css.account}>
              <h2>{t('print.account')}</h2>
              <strong>{isIban(seller.bankAccount) ? formatIban(seller.bankAccount) : seller.bankAccount}</strong>
              {seller.bankName && <p>{seller.bankName}</p>}
              {invoice.number && <p>{t('print.transferTitle')}: {invoice.number}</p>}
            </div>
          )}
        </div>
        <div>
          <table className={css.vat}>
            <thead>
              <tr>
                <th>{t('print.vatRate')}</th>
                <th>{t('print.net')}</th>
                <th>{t('print.vat')}</th>
                <th>{t('print.gross')}</th>
              </tr>
            </thead>
            <tbody>
              {invoice.vat.map((row) => (
                <VatCells key={row.vatCode} label={vatLabel(row.vatCode, row.percentBp, t)} sums={row} amount={amount} />
              ))}
              <VatCells label={t('print.total')} sums={invoice} amount={amount} />
            </tbody>
          </table>
          <div className={css.toPay}>
            <span>{t('print.toPay')}</span>
            <span>{formatMoney(invoice.grossMinor, currency, language)}</span>
          </div>
        </div>
      </section>
      {isReverse && <p className={css.words}>{t('print.reverse')}</p>}
      {invoice.note && (
        <section className={css.note}>
          <h2>{t('print.note')}</h2>
          {invoice.note}
        </section>
      )}
      {invoice.issuedByName && (
        <div className={css.signature}>
          <span>{t('print.issuedBy')}: {invoice.issuedByName}</span>
        </div>
      )}
    </article>
  )
}

type PartyProps = {
  readonly title: string
  readonly party: InvoiceParty
  readonly taxLabel: string
  readonly country: string | undefined
  readonly children?: ReactNode
}

function Party({ title, party, taxLabel, country, children }: PartyProps) {
  const place = [party.postalCode, party.town].filter(Boolean).join(' ')
  const isPolish = party.country === 'PL' && party.taxNumber !== null && isNip(party.taxNumber)
  return (
    <div>
      <h2>{title}</h2>
      <strong>{party.name}</strong>
      {party.street && <p>{party.street}</p>}
      {place && <p>{place}</p>}
      {country && <p>{country}</p>}
      {party.taxNumber && <p>{taxLabel}: {isPolish ? formatNip(party.taxNumber) : party.taxNumber}</p>}
      {children}
    </div>
  )
}

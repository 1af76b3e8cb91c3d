import type { ComponentPropsWithRef, ReactNode } from 'react'
import css from './small.module.css'

/** The content area of one screen: a column that fills it, whose parts scroll by themselves. */
export function Page({ children, isScrolling }: { readonly children: ReactNode; readonly isScrolling?: boolean }) {
  return <div className={css.page} data-scrolling={isScrolling || undefined}>{children}</div>
}

type PageColumnsProps = ComponentPropsWithRef<'div'> & {
  /** As in grid-template-columns. */
  readonly widths: string
}

/** Columns beside each other that take the height that is left. */
export function PageColumns({ widths, ...rest }: PageColumnsProps) {
  return <div {...rest} className={css.pageColumns} style={{ gridTemplateColumns: widths }} />
}

/** One of them: cards below each other, scrolling by itself. */
export function PageColumn({ children, id }: { readonly children: ReactNode; readonly id?: string }) {
  return <div className={css.pageColumn} id={id} data-pane>{children}</div>
}

type CardProps = {
  readonly children: ReactNode
  readonly title?: ReactNode
  readonly actions?: ReactNode
  /** Takes the height that is left and scrolls inside. */
  readonly fill?: boolean
  /** Off for tables and lists that reach the edges. */
  readonly padding?: boolean
}

/** A white pane with a thin line around it. */
export function Card({ children, title, actions, fill, padding }: CardProps) {
  return (
    <section className={css.card} data-fill={fill || undefined}>
      {(title !== undefined || actions !== undefined) && (
        <header className={css.cardHead}>
          <h2>{title}</h2>
          {actions}
        </header>
      )}
      <div className={css.cardBody} data-padding={padding === false ? undefined : true}>{children}</div>
    </section>
  )
}

/** What a card says in place of lines that are not there; `padding` off where the card has its own. */
export function Nothing({ children, padding }: { readonly children: ReactNode; readonly padding?: boolean }) {
  return <p className={css.nothing} data-padding={padding === false ? undefined : true}>{children}</p>
}

import type { ReactNode } from 'react'
import css from './start.module.css'

/** The page before there is a frame: the name of the program and one card. Width in pixels. */
export function StartPage({ width, children }: { readonly width: number; readonly children: ReactNode }) {
  return (
    <main className={css.page}>
      <div className={css.centre} style={{ maxWidth: width }}>
        <div className={css.brand}>
          <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden>
            <path d="M1 1.5h14L8 13z" fill="var(--k-main)" />
          </svg>
          Klientela
        </div>
        {children}
      </div>
    </main>
  )
}

import { ActionIcon } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './small.module.css'
import { followBack, useStepBack } from './useStepBack.ts'

type PageHeaderProps = {
  readonly title?: ReactNode
  /** What the screen is called, for screen readers, where tabs or filters stand instead of a title. */
  readonly name?: string
  /** Badges and facts beside the title. */
  readonly beside?: ReactNode
  readonly tabs?: ReactNode
  readonly back?: { readonly to: string; readonly label: string }
  /** The one main action of the screen, then its lesser ones to the left of it. */
  readonly main?: ReactNode
  /** Filters, between title and main action. */
  readonly children?: ReactNode
}

/** The top line of a screen: title or tabs left, filters between, the main action right. Esc goes back where `back` is. */
export function PageHeader({ title, name, beside, tabs, back, main, children }: PageHeaderProps) {
  useStepBack(back?.to)
  return (
    <header className={css.header} data-pane>
      {back && (
        <ActionIcon component="a" href={back.to} aria-label={back.label} title={`${back.label} (Esc)`} onClick={(event) => followBack(event, back.to)}>
          <IconArrowLeft size={17} stroke={1.6} />
        </ActionIcon>
      )}
      {title !== undefined && <h1>{title}</h1>}
      {title === undefined && name !== undefined && <h1 className="k-spoken">{name}</h1>}
      {beside}
      {tabs}
      <div className={css.filters}>{children}</div>
      {main && <div className={css.mainAction}>{main}</div>}
    </header>
  )
}

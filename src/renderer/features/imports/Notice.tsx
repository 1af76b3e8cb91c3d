import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './imports.module.css'

type Kind = 'problem' | 'warn' | 'info' | 'ok'
const icons: Readonly<Record<Kind, Icon>> = { problem: IconAlertTriangle, warn: IconAlertTriangle, info: IconInfoCircle, ok: IconCircleCheck }

type NoticeProps = {
  readonly kind: Kind
  readonly title?: string
  readonly children: ReactNode
  /** What can be done about it, at the right. */
  readonly action?: ReactNode
}

/** Something to know before going on, in its place on the screen; a problem is read out at once. */
export function Notice({ kind, title, children, action }: NoticeProps) {
  const Picture = icons[kind]
  return (
    <div className={css.notice} data-kind={kind} role={kind === 'problem' ? 'alert' : undefined}>
      <Picture size={17} stroke={1.6} aria-hidden />
      <div>
        {title !== undefined && <b>{title}</b>}
        <div>{children}</div>
      </div>
      {action}
    </div>
  )
}

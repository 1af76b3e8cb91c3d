import { Button, Group } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import { Kbd } from './Kbd.tsx'
import css from './small.module.css'

type Step = { readonly label: string; readonly onClick: () => void; readonly keys?: string }

type EmptyStateProps = {
  /** One sentence: what belongs here and how it comes. */
  readonly text: string
  readonly action?: Step
  readonly secondary?: Step
  readonly icon?: Icon
}

/** Where nothing is yet: says what to do next and offers it. */
export function EmptyState({ text, action, secondary, icon: Picture }: EmptyStateProps) {
  return (
    <div className={css.emptyState}>
      {Picture && <Picture size={28} stroke={1.4} aria-hidden />}
      <p>{text}</p>
      <Group gap="xs" justify="center">
        {action && (
          <Button onClick={action.onClick} rightSection={action.keys && <Kbd keys={action.keys} isOnMain />}>{action.label}</Button>
        )}
        {secondary && <Button variant="default" onClick={secondary.onClick}>{secondary.label}</Button>}
      </Group>
    </div>
  )
}

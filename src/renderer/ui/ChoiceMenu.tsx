import { Menu } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './small.module.css'

type ChoiceMenuProps = {
  /** What is chosen, for screen readers. */
  readonly label: string
  readonly value: string | null
  readonly options: readonly { readonly value: string | null; readonly label: string }[]
  readonly placeholder: string
  readonly onChange: (value: string | null) => void
  /** How the value is shown; its label unless said otherwise. */
  readonly children?: ReactNode
}

/** A value that is chosen where it stands. */
export function ChoiceMenu({ label, value, options, placeholder, onChange, children }: ChoiceMenuProps) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Menu position="bottom-start" width="max-content">
      <Menu.Target>
        <button type="button" className={css.choice} data-empty={value === null || undefined} aria-label={`${label}: ${chosen?.label ?? placeholder}`}>
          {children ?? chosen?.label ?? placeholder}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {options.map((option) => (
          <Menu.RadioItem
            key={option.value ?? ''}
            value={option.value ?? ''}
            checked={option.value === value}
            checkIcon={<IconCheck size={14} stroke={2} />}
            closeMenuOnClick
            onClick={() => option.value !== value && onChange(option.value)}
          >
            {option.label}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

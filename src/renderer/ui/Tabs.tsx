import { Tabs as MantineTabs } from '@mantine/core'
import { useEffect, useRef } from 'react'

type Tab = { readonly value: string; readonly label: string; readonly count?: number }

type TabsProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly items: readonly Tab[]
}

/** Views of one thing; the screen shows the one chosen. */
export function Tabs({ label, value, onChange, items }: TabsProps) {
  const list = useRef<HTMLDivElement>(null)
  // A tab chosen by a key of the screen takes the focus from the one before.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-selected=true]')
    if (chosen && chosen !== document.activeElement && list.current?.contains(document.activeElement)) chosen.focus()
  })
  return (
    <MantineTabs value={value} onChange={(next) => next !== null && onChange(next)} keepMounted={false} aria-label={label}>
      <MantineTabs.List ref={list} aria-label={label}>
        {items.map((item) => (
          <MantineTabs.Tab key={item.value} value={item.value} px={12} py={6} fz={13}>
            {item.label}
            {item.count !== undefined && <span className="k-muted"> {item.count}</span>}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
    </MantineTabs>
  )
}

import { Tabs as MantineTabs } from '@mantine/core'

type Tab = { readonly value: string; readonly label: string; readonly count?: number }

type TabsProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly items: readonly Tab[]
}

/** Views of one thing; the screen shows the one chosen. */
export function Tabs({ label, value, onChange, items }: TabsProps) {
  return (
    <MantineTabs value={value} onChange={(next) => next !== null && onChange(next)} keepMounted={false} aria-label={label}>
      <MantineTabs.List aria-label={label}>
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

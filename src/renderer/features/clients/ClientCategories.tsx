import { ActionIcon, Menu } from '@mantine/core'
import { IconPlus, IconSettings } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { CategoryBadge } from '../properties/CategoryBadge.tsx'
import { usePropertyWords } from '../properties/propertyWords.ts'
import css from '../properties/properties.module.css'

type ClientCategoriesProps = { readonly clientId: string; readonly categoryIds: readonly string[] }

/** The labels of a client, put on and taken off where they stand. */
export function ClientCategories({ clientId, categoryIds }: ClientCategoriesProps) {
  const { t } = useTranslation('properties')
  const words = usePropertyWords()
  const set = useCommand('clients.setCategory')
  const carried = categoryIds.flatMap((id) => words.categoryById.get(id) ?? [])
  const others = words.categories.filter((category) => !categoryIds.includes(category.id))
  return (
    <span className={css.labels}>
      {carried.map((category) => (
        <CategoryBadge key={category.id} category={category} onTakeOff={() => set.mutate({ clientId, categoryId: category.id, isOn: false })} />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <ActionIcon size={22} variant="subtle" aria-label={t('category.put')} title={t('category.put')}>
            <IconPlus size={14} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
          {others.map((category) => (
            <Menu.Item key={category.id} onClick={() => set.mutate({ clientId, categoryId: category.id, isOn: true })}>
              <CategoryBadge category={category} />
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconSettings size={14} stroke={1.6} />} onClick={() => go('/settings/categories')}>{t('category.manage')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}

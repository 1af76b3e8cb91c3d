import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changeWizard, currentPart, isPartMatched, partName, removePart, targetOf, type Wizard } from './wizard.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import css from './imports.module.css'

type PartTabsProps = { readonly wizard: Wizard; readonly canRemove?: boolean }

/** The files and sheets that come in together; one is looked at. */
export function PartTabs({ wizard, canRemove }: PartTabsProps) {
  const { t } = useTranslation('imports')
  const part = currentPart(wizard)
  if (wizard.parts.length < 2 || !part) return null
  return (
    <div className={css.partTabs}>
      <Tabs
        label={t('file.parts')}
        value={String(wizard.current)}
        onChange={(value) => changeWizard({ current: Number(value) })}
        items={wizard.parts.map((one, index) => ({
          value: String(index),
          label: `${one.error || (one.preview && !isPartMatched(one)) ? '! ' : ''}${partName(one)} · ${t(`target.${targetOf(one)}`)}`
        }))}
      />
      {canRemove && <CloseButton aria-label={t('file.removePart', { name: partName(part) })} onClick={() => removePart(part.key)} />}
    </div>
  )
}

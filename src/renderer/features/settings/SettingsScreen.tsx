import {
  IconBuilding,
  IconCompass,
  IconDatabase,
  IconDeviceFloppy,
  IconHistory,
  IconInfoCircle,
  IconListDetails,
  IconGauge,
  IconPalette,
  IconShieldLock,
  IconStairsUp,
  IconTags,
  IconUsers,
  type Icon
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary } from '../../app/errors.tsx'
import { go } from '../../app/navigation.ts'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { CategorySettings } from '../properties/CategorySettings.tsx'
import { PropertySettings } from '../properties/PropertySettings.tsx'
import { PrivacySettings } from '../privacy/PrivacySettings.tsx'
import { ScoreSettings } from '../scores/ScoreSettings.tsx'
import { SourceSettings } from '../sources/SourceSettings.tsx'
import { About } from './About.tsx'
import { Backups } from './Backups.tsx'
import { Data } from './Data.tsx'
import { FirmSettings } from './FirmSettings.tsx'
import { History } from './History.tsx'
import { Look } from './Look.tsx'
import { People } from './People.tsx'
import { Pipeline } from './Pipeline.tsx'
import css from './settings.module.css'

type SectionId = 'firm' | 'people' | 'look' | 'pipeline' | 'properties' | 'categories' | 'sources' | 'backups' | 'data' | 'score' | 'privacy' | 'history' | 'about'

/** `isFilled`: a table takes the height that is left and scrolls by itself. */
const sections: readonly { readonly id: SectionId; readonly icon: Icon; readonly content: ComponentType; readonly isFilled?: boolean }[] = [
  { id: 'firm', icon: IconBuilding, content: FirmSettings },
  { id: 'people', icon: IconUsers, content: People },
  { id: 'look', icon: IconPalette, content: Look },
  { id: 'pipeline', icon: IconStairsUp, content: Pipeline },
  { id: 'properties', icon: IconListDetails, content: PropertySettings },
  { id: 'categories', icon: IconTags, content: CategorySettings },
  { id: 'sources', icon: IconCompass, content: SourceSettings },
  { id: 'backups', icon: IconDeviceFloppy, content: Backups, isFilled: true },
  { id: 'data', icon: IconDatabase, content: Data },
  { id: 'score', icon: IconGauge, content: ScoreSettings },
  { id: 'privacy', icon: IconShieldLock, content: PrivacySettings },
  { id: 'history', icon: IconHistory, content: History, isFilled: true },
  { id: 'about', icon: IconInfoCircle, content: About }
]

/** What the firm and this desk set once; the sections stand left, the chosen one right. */
export function SettingsScreen({ section }: { readonly section?: string }) {
  const { t } = useTranslation('settings')
  const shown = sections.find((one) => one.id === section) ?? sections[0]!
  const Content = shown.content
  return (
    <Page>
      <PageHeader title={t('title')} />
      <div className={css.body}>
        <nav className={css.sections} aria-label={t('title')}>
          {sections.map(({ id, icon: Picture }) => (
            <a
              key={id}
              href={`#/settings/${id}`}
              className={css.section}
              aria-current={id === shown.id ? 'page' : undefined}
              onClick={(event) => {
                event.preventDefault()
                go(`/settings/${id}`, { replace: true })
              }}
            >
              <Picture size={16} stroke={1.6} aria-hidden />
              {t(`sections.${id}`)}
            </a>
          ))}
        </nav>
        <section className={css.content} data-filled={shown.isFilled || undefined} aria-label={t(`sections.${shown.id}`)}>
          <ErrorBoundary key={shown.id}>
            <Content />
          </ErrorBoundary>
        </section>
      </div>
    </Page>
  )
}

import type actions from '../../../resources/locales/en/actions.json'
import type analysis from '../../../resources/locales/en/analysis.json'
import type app from '../../../resources/locales/en/app.json'
import type builtins from '../../../resources/locales/en/builtins.json'
import type calls from '../../../resources/locales/en/calls.json'
import type card from '../../../resources/locales/en/card.json'
import type clients from '../../../resources/locales/en/clients.json'
import type deals from '../../../resources/locales/en/deals.json'
import type duplicates from '../../../resources/locales/en/duplicates.json'
import type errors from '../../../resources/locales/en/errors.json'
import type filters from '../../../resources/locales/en/filters.json'
import type funnel from '../../../resources/locales/en/funnel.json'
import type history from '../../../resources/locales/en/history.json'
import type imports from '../../../resources/locales/en/imports.json'
import type invoices from '../../../resources/locales/en/invoices.json'
import type lists from '../../../resources/locales/en/lists.json'
import type privacy from '../../../resources/locales/en/privacy.json'
import type properties from '../../../resources/locales/en/properties.json'
import type scores from '../../../resources/locales/en/scores.json'
import type settings from '../../../resources/locales/en/settings.json'
import type sources from '../../../resources/locales/en/sources.json'
import type start from '../../../resources/locales/en/start.json'
import type today from '../../../resources/locales/en/today.json'
import type ui from '../../../resources/locales/en/ui.json'

declare module 'i18next' {
  /** One line for each file of resources/locales/en; `t('clients:title')` is checked against it. */
  interface ResourceNamespaceMap {
    actions: typeof actions
    analysis: typeof analysis
    app: typeof app
    builtins: typeof builtins
    calls: typeof calls
    card: typeof card
    clients: typeof clients
    deals: typeof deals
    duplicates: typeof duplicates
    errors: typeof errors
    filters: typeof filters
    funnel: typeof funnel
    history: typeof history
    imports: typeof imports
    invoices: typeof invoices
    lists: typeof lists
    privacy: typeof privacy
    properties: typeof properties
    scores: typeof scores
    settings: typeof settings
    sources: typeof sources
    start: typeof start
    today: typeof today
    ui: typeof ui
  }
  interface CustomTypeOptions {
    defaultNS: 'app'
  }
}

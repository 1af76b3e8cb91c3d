import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Bridge } from '#shared/contract/bridge.ts'
import { contract } from '#shared/contract/index.ts'
import { connect } from './app/api.ts'
import { App, Providers } from './app/App.tsx'
import { createQueryClient, followChanges, readAhead } from './app/data.ts'
import { startI18n } from './app/i18n.ts'
import { followJobs } from './app/jobs.ts'
import { placeNow } from './app/navigation.ts'
import { loadAhead } from './app/routes.tsx'

declare global {
  interface Window {
    /** Made by preload; all that this window can reach. */
    readonly bridge: Bridge
  }
}

connect(window.bridge)
const client = createQueryClient()
// What the first frame needs is asked for and read from the disk while the rest of the program is set up.
readAhead(client, 'shell.startState', {})
readAhead(client, 'app.status', {})
loadAhead(placeNow())
startI18n()
followChanges(client, contract)
followJobs()

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers client={client} nonce={nonce ?? ''}>
        <App />
      </Providers>
    </StrictMode>
  )
}

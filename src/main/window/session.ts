import type { App, Protocol, Session } from 'electron'
import type { Log } from '#main/app/log.ts'
import { appScheme, contentPolicy, mayNavigate, mayRequest, mayUse } from './policy.ts'
import { serveAsset } from './protocol.ts'

/** Must run before the program is ready; the scheme gets a real origin and never a way around the content policy. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
  ])
}

/** Serves the screens and closes everything that a page could ask of the system (reliability.md 1.1, items 1, 5, 7, 18). */
export function secureSession(session: Session, rendererDir: string, devOrigin: string | undefined, log: Log): void {
  session.protocol.handle(appScheme, async ({ method, url }) => {
    const { status, headers, body } = await serveAsset(rendererDir, method, url)
    if (status !== 200) log.warn(`no such part of the program: ${url.slice(0, 200)}`)
    return new Response(body, { status, headers })
  })
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(mayUse(permission)))
  session.setPermissionCheckHandler((_contents, permission) => mayUse(permission))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const isAllowed = mayRequest(url, devOrigin)
    if (!isAllowed) log.warn(`a request to a network was refused: ${url.slice(0, 200)}`)
    answer({ cancel: !isAllowed })
  })
  if (devOrigin !== undefined) addDevPolicy(session, devOrigin)
}

function addDevPolicy(session: Session, devOrigin: string): void {
  session.webRequest.onHeadersReceived({ urls: [`${devOrigin}/*`] }, ({ responseHeaders }, answer) =>
    answer({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [contentPolicy('', devOrigin)] } })
  )
}

/** Holds every page of the program, now and later, to its document: no other address, no new window, no guest. */
export function confineContents(app: App, base: string, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (mayNavigate(event.url, event.isMainFrame, base)) return
      event.preventDefault()
      log.warn(`a page was kept from going to ${event.url.slice(0, 200)}`)
    })
    contents.on('will-navigate', (event) => {
      if (!mayNavigate(event.url, true, base)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}

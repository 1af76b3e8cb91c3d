import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '#shared/contract/bridge.ts'

const bridge: Bridge = {
  call: (name, input, jobId) => ipcRenderer.invoke('call', name, input, jobId),
  cancel: (jobId) => ipcRenderer.send('cancel', jobId),
  on: (event, listener) => {
    const forward = (_: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(`event:${event}`, forward)
    return () => void ipcRenderer.off(`event:${event}`, forward)
  },
  pathOf: (file) => {
    const path = file instanceof File ? (webUtils?.getPathForFile(file) ?? (file as File & { path?: string }).path ?? '') : ''
    if (path) ipcRenderer.send('dropped', path)
    return path
  }
}
contextBridge.exposeInMainWorld('bridge', bridge)

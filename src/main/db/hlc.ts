/** Stamp of a transaction: 12 hex digits of ms, 4 of a counter, then the workstation; compares bytewise (sync.md 4.3). */
export function nextHlc(last: string, nowMs: number, workstationId: string): string {
  const lastMs = last === '' ? 0 : Number.parseInt(last.slice(0, 12), 16)
  const lastCount = last === '' ? 0 : Number.parseInt(last.slice(12, 16), 16)
  if (nowMs > lastMs) return stamp(nowMs, 0, workstationId)
  return lastCount < 0xffff ? stamp(lastMs, lastCount + 1, workstationId) : stamp(lastMs + 1, 0, workstationId)
}

function stamp(ms: number, count: number, workstationId: string): string {
  return ms.toString(16).padStart(12, '0') + count.toString(16).padStart(4, '0') + workstationId
}

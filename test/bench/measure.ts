export type Measure = {
  readonly name: string
  /** Median of the runs, ms. */
  readonly ms: number
  readonly p95: number
  readonly runs: number
  /** The bare limit measured in the same run, ms: the same rows without our code. */
  readonly bareMs: number | null
  /** What is to be reached, ms. */
  readonly goalMs: number | null
  readonly note: string
}

const measures: Measure[] = []

export function record(measure: Measure): void {
  measures.push(measure)
  console.log(lineOf(measure))
}

/** Runs each step after one warm-up and records the median; `between` goes before each step and is not counted. */
export async function measure(
  name: string,
  steps: readonly (() => unknown)[],
  options: { readonly bare?: () => unknown; readonly between?: () => unknown; readonly goalMs?: number; readonly note?: string }
): Promise<void> {
  await steps[0]!()
  const times: number[] = []
  for (const step of steps) {
    options.between?.()
    const began = performance.now()
    await step()
    times.push(performance.now() - began)
  }
  let bareMs: number | null = null
  if (options.bare) {
    options.bare()
    const bareTimes = Array.from({ length: Math.min(steps.length, 20) }, () => {
      const began = performance.now()
      options.bare?.()
      return performance.now() - began
    })
    bareMs = quantile(bareTimes, 0.5)
  }
  record({
    name,
    ms: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    runs: times.length,
    bareMs,
    goalMs: options.goalMs ?? null,
    note: options.note ?? ''
  })
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const header = '| what | median ms | p95 ms | runs | bare ms | ratio | goal ms | reached | note |\n|---|---:|---:|---:|---:|---:|---:|---|---|'

function lineOf(m: Measure): string {
  const ms = (value: number) => (value < 10 ? value.toFixed(2) : String(Math.round(value)))
  const reached = m.goalMs === null ? '' : m.ms <= m.goalMs ? 'yes' : 'NO'
  return `| ${m.name} | ${ms(m.ms)} | ${ms(m.p95)} | ${m.runs} | ${m.bareMs === null ? '' : ms(m.bareMs)} | ${
    m.bareMs === null || m.bareMs === 0 ? '' : (m.ms / m.bareMs).toFixed(1)
  } | ${m.goalMs ?? ''} | ${reached} | ${m.note} |`
}

export function table(): string {
  return [header, ...measures.map(lineOf)].join('\n')
}

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
  /** What the goal is held against; the median unless told. */
  readonly judgedBy?: 'p95'
  /** The most times the bare limit that is meant to be taken. */
  readonly goalRatio?: number
  readonly note: string
}

/** Something measured that is no time: memory, counts. */
type Amount = { readonly name: string; readonly value: number; readonly unit: string; readonly goal: number | null; readonly note: string }

const measures: Measure[] = []
const amounts: Amount[] = []

export function record(measure: Measure): void {
  measures.push(measure)
  console.log(lineOf(measure))
}

export function recordAmount(amount: Amount): void {
  amounts.push(amount)
  console.log(amountLine(amount))
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

const header = '| what | median ms | p95 ms | runs | bare ms | ratio | goal | reached | note |\n|---|---:|---:|---:|---:|---:|---|---|---|'

function lineOf(m: Measure): string {
  const ms = (value: number) => (value < 10 ? value.toFixed(2) : String(Math.round(value)))
  const ratio = m.bareMs === null || m.bareMs === 0 ? null : m.ms / m.bareMs
  const judged = m.judgedBy === 'p95' ? m.p95 : m.ms
  const goals = [
    ...(m.goalMs === null ? [] : [{ text: `${m.goalMs} ms${m.judgedBy ? ` (${m.judgedBy})` : ''}`, isReached: judged <= m.goalMs }]),
    ...(m.goalRatio === undefined || ratio === null ? [] : [{ text: `${m.goalRatio} x bare`, isReached: ratio <= m.goalRatio }])
  ]
  const cells = [
    m.name, ms(m.ms), ms(m.p95), m.runs, m.bareMs === null ? '' : ms(m.bareMs), ratio === null ? '' : ratio.toFixed(1),
    goals.map(({ text }) => text).join(', '), goals.map(({ isReached }) => (isReached ? 'yes' : 'NO')).join(', '), m.note
  ]
  return `| ${cells.join(' | ')} |`
}

function amountLine({ name, value, unit, goal, note }: Amount): string {
  return `| ${name} | ${Math.round(value)} ${unit} | ${goal === null ? '' : `${goal} ${unit}`} | ${goal === null ? '' : value <= goal ? 'yes' : 'NO'} | ${note} |`
}

export function table(): string {
  const times = [header, ...measures.map(lineOf)]
  if (amounts.length === 0) return times.join('\n')
  return [...times, '', '| what | amount | goal | reached | note |', '|---|---:|---:|---|---|', ...amounts.map(amountLine)].join('\n')
}

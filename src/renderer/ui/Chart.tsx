import { useComputedColorScheme } from '@mantine/core'
import { Chart as ChartJs, registerables, type ChartConfiguration } from 'chart.js'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { useLatest } from './useLatest.ts'

ChartJs.register(...registerables)

/** Colours of the theme as Chart.js needs them: plain values, and stripes so that colour is never alone. */
export type ChartLook = {
  readonly isDark: boolean
  readonly main: string
  readonly lost: string
  readonly grey: string
  readonly ok: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly page: string
  /** For "lost": the colour with a pattern over it. */
  readonly lostStripes: CanvasPattern | string
}

/** `toPng` gives a data URL of the chart on the colour of its card. */
export type ChartHandle = { readonly toPng: () => string }

type ChartProps = {
  /** What the chart says, for screen readers. */
  readonly label: string
  readonly config: (look: ChartLook) => ChartConfiguration
  readonly height?: number
  /** A click on a bar or point opens the list behind it. */
  readonly onClick?: (datasetIndex: number, index: number) => void
  readonly ref?: Ref<ChartHandle>
}

/** Chart.js in the colours and letters of the program, still when the user wants no motion. */
export function Chart({ label, config, height, onClick, ref }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<ChartJs | null>(null)
  const click = useLatest(onClick)
  const scheme = useComputedColorScheme('light')

  useEffect(() => {
    const area = canvas.current
    if (!area) return
    let isOver = false
    const draw = () => {
      if (!isOver) chart.current = makeChart(area, config, scheme === 'dark', click)
    }
    // Letters are measured once, when the chart is laid out: the font must be there.
    void document.fonts.load("12px 'Inter Variable'", 'AłЖ').then(draw, draw)
    return () => {
      isOver = true
      chart.current?.destroy()
      chart.current = null
    }
  }, [config, scheme, click])
  useImperativeHandle(ref, () => ({ toPng: () => (canvas.current ? onPage(canvas.current) : '') }), [])

  return (
    <div style={{ position: 'relative', height: height ?? 240, minWidth: 0 }}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  )
}

type Click = { readonly current: ChartProps['onClick'] }

function makeChart(canvas: HTMLCanvasElement, config: ChartProps['config'], isDark: boolean, click: Click): ChartJs {
  const look = lookOf(canvas, isDark)
  ChartJs.defaults.font = { ...ChartJs.defaults.font, family: "'Inter Variable', sans-serif", size: 11.5 }
  ChartJs.defaults.color = look.muted
  ChartJs.defaults.borderColor = look.line
  const made = config(look)
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  return new ChartJs(canvas, {
    ...made,
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: isStill ? false : { duration: 120 },
      onClick: (_event, [hit]) => hit && click.current?.(hit.datasetIndex, hit.index),
      onHover: (event, hits) => {
        const area = event.native?.target
        if (area instanceof HTMLElement) area.style.cursor = hits.length > 0 && click.current ? 'pointer' : 'default'
      },
      ...made.options
    }
  })
}

function lookOf(canvas: HTMLCanvasElement, isDark: boolean): ChartLook {
  const styles = getComputedStyle(canvas)
  const value = (name: string) => styles.getPropertyValue(name).trim()
  const lost = value('--k-lost')
  return {
    isDark,
    main: value('--k-main'),
    lost,
    grey: value('--mantine-color-gray-4'),
    ok: value('--k-ok'),
    ink: value('--k-ink'),
    muted: value('--k-muted'),
    line: value('--k-line'),
    page: value('--k-card'),
    lostStripes: stripes(lost, value('--k-card')) ?? lost
  }
}

function stripes(color: string, ground: string): CanvasPattern | null {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 6
  const pen = tile.getContext('2d')
  if (!pen) return null
  pen.fillStyle = color
  pen.fillRect(0, 0, 6, 6)
  pen.strokeStyle = ground
  pen.globalAlpha = 0.45
  pen.beginPath()
  for (const start of [-6, 0, 6]) {
    pen.moveTo(start, 6)
    pen.lineTo(start + 6, 0)
  }
  pen.stroke()
  return pen.createPattern(tile, 'repeat')
}

function onPage(canvas: HTMLCanvasElement): string {
  const page = document.createElement('canvas')
  page.width = canvas.width
  page.height = canvas.height
  const pen = page.getContext('2d')
  if (!pen) return ''
  pen.fillStyle = getComputedStyle(canvas).getPropertyValue('--k-card').trim() || '#fff'
  pen.fillRect(0, 0, page.width, page.height)
  pen.drawImage(canvas, 0, 0)
  return page.toDataURL('image/png')
}

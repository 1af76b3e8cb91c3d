import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'

const edge = 48
const fastest = 18

/** Scrolls what is marked `data-scroll` inside a board while a card is held near its edge. */
export function followPointer(boardOf: () => HTMLElement | null): () => void {
  let pointer: { readonly x: number; readonly y: number } | null = null
  let frame = 0

  function step() {
    const board = boardOf()
    if (!pointer || !board) return
    for (const area of [board, ...board.querySelectorAll<HTMLElement>('[data-scroll=y]')]) push(area, pointer)
    frame = requestAnimationFrame(step)
  }

  function push(area: HTMLElement, { x, y }: { readonly x: number; readonly y: number }) {
    const box = area.getBoundingClientRect()
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return
    if (area.dataset.scroll === 'x') area.scrollLeft += speed(x - box.left, box.right - x)
    else area.scrollTop += speed(y - box.top, box.bottom - y)
  }

  function stop() {
    pointer = null
    cancelAnimationFrame(frame)
  }

  const stopMonitor = monitorForElements({
    canMonitor: ({ source }) => typeof source.data.boardCardId === 'string',
    onDrag: ({ location }) => {
      const isFirst = pointer === null
      pointer = { x: location.current.input.clientX, y: location.current.input.clientY }
      if (isFirst) frame = requestAnimationFrame(step)
    },
    onDrop: stop
  })
  return () => {
    stop()
    stopMonitor()
  }
}

/** Pixels a frame: the nearer the edge the faster, towards it. */
function speed(fromStart: number, fromEnd: number): number {
  if (fromStart < edge) return -Math.ceil((1 - fromStart / edge) * fastest)
  if (fromEnd < edge) return Math.ceil((1 - fromEnd / edge) * fastest)
  return 0
}

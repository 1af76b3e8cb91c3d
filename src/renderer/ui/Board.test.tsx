import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { answering, show } from '#test/screen.tsx'
import { Board, type BoardColumn, type BoardMove } from './Board.tsx'
import { movedTo, withMove } from './boardMoves.ts'

type Deal = { readonly id: string; readonly title: string }

const column = (id: string, deals: readonly string[], more?: Partial<BoardColumn<Deal>>): BoardColumn<Deal> => ({
  id,
  title: id,
  header: id,
  cards: deals.map((title) => ({ id: title, title })),
  ...more
})
const columns = [column('offer', ['chairs', 'desks']), column('decision', ['lamps']), column('closed', [], { isDropDisabled: true })]

function showBoard(onMove: (move: BoardMove) => unknown, onOpen?: (deal: Deal) => void, autoFocus?: boolean) {
  return show(
    <Board
      label="Deals"
      columns={columns}
      idOf={(deal) => deal.id}
      labelOf={(deal) => deal.title}
      renderCard={(deal) => deal.title}
      onMove={onMove}
      onOpen={(deal) => onOpen?.(deal)}
      autoFocus={autoFocus === true}
    />,
    answering({})
  )
}

const titlesIn = (name: string) => within(screen.getByRole('region', { name })).queryAllByRole('button').map((card) => card.textContent)

test('arrows move between cards and Enter opens the one in focus', async () => {
  const open = vi.fn()
  const { user } = showBoard(() => {}, open)
  screen.getByRole('button', { name: 'chairs' }).focus()
  await user.keyboard('{ArrowDown}')
  expect(document.activeElement?.textContent).toBe('desks')
  await user.keyboard('{ArrowRight}{Enter}')
  expect(open).toHaveBeenLastCalledWith({ id: 'lamps', title: 'lamps' })
})

test('an opened board has the focus on its first card, so that keys work at once', async () => {
  const open = vi.fn()
  const { user } = showBoard(() => {}, open, true)
  await waitFor(() => expect(document.activeElement?.textContent).toBe('chairs'))
  await user.keyboard('{Enter}')
  expect(open).toHaveBeenLastCalledWith({ id: 'chairs', title: 'chairs' })
})

test('Shift with an arrow moves the card to the next stage, and the focus stays on it', async () => {
  const moves: BoardMove[] = []
  const { user } = showBoard((move) => moves.push(move))
  screen.getByRole('button', { name: 'desks' }).focus()
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(moves).toEqual([{ cardId: 'desks', fromColumnId: 'offer', toColumnId: 'decision', beforeId: 'lamps' }])
  expect(titlesIn('decision')).toEqual(['desks', 'lamps'])
  await waitFor(() => expect(document.activeElement?.textContent).toBe('desks'))
})

test('Shift with up and down changes the order inside a stage', async () => {
  const moves: BoardMove[] = []
  const { user } = showBoard((move) => moves.push(move))
  screen.getByRole('button', { name: 'chairs' }).focus()
  await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
  expect(moves).toEqual([{ cardId: 'chairs', fromColumnId: 'offer', toColumnId: 'offer', beforeId: null }])
  expect(titlesIn('offer')).toEqual(['desks', 'chairs'])
})

test('a move that is refused puts the card back', async () => {
  const { user } = showBoard(() => Promise.reject(new Error('no')))
  screen.getByRole('button', { name: 'desks' }).focus()
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  await waitFor(() => expect(titlesIn('offer')).toEqual(['chairs', 'desks']))
})

test('a stage that takes no cards is passed over', async () => {
  const move = vi.fn()
  const { user } = showBoard(move)
  screen.getByRole('button', { name: 'lamps' }).focus()
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(move).not.toHaveBeenCalled()
})

test('a card dropped on its own place does not move', () => {
  const idOf = (deal: Deal) => deal.id
  expect(movedTo(columns, 'chairs', 'offer', 'desks', idOf)).toBeNull()
  expect(movedTo(columns, 'desks', 'offer', null, idOf)).toBeNull()
  const move = movedTo(columns, 'lamps', 'offer', 'desks', idOf)
  expect(move && withMove(columns, move, idOf)[0]?.cards.map(idOf)).toEqual(['chairs', 'lamps', 'desks'])
})

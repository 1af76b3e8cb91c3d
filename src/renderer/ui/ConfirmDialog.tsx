import { Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { useFocusReturn } from './useFocusReturn.ts'

type Question = {
  readonly title: string
  readonly body: ReactNode
  /** A verb: what the button does. */
  readonly confirmLabel: string
  readonly isDanger?: boolean
}

type Asked = { readonly question: Question | null; readonly answer: (isYes: boolean) => void }

const useAsked = create<Asked>(() => ({ question: null, answer: () => {} }))

/** Asks before something that cannot be undone; everything else is done at once and offers to be taken back. */
export function confirm(question: Question): Promise<boolean> {
  useAsked.getState().answer(false)
  return new Promise((resolve) => {
    useAsked.setState({
      question,
      answer: (isYes) => {
        useAsked.setState({ question: null, answer: () => {} })
        resolve(isYes)
      }
    })
  })
}

/** Shows the questions of `confirm`; stands once in every window. */
export function ConfirmDialog() {
  const { question, answer } = useAsked()
  return question && <OpenDialog question={question} answer={answer} />
}

function OpenDialog({ question, answer }: { readonly question: Question; readonly answer: (isYes: boolean) => void }) {
  const { t } = useTranslation('ui')
  useFocusReturn()
  return (
    <Modal opened onClose={() => answer(false)} title={question.title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Text component="div" mb="md">{question.body}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => answer(false)} data-autofocus={question.isDanger || undefined}>{t('cancel')}</Button>
        <Button color={question.isDanger ? 'red' : undefined} onClick={() => answer(true)} data-autofocus={question.isDanger ? undefined : true}>
          {question.confirmLabel}
        </Button>
      </Group>
    </Modal>
  )
}

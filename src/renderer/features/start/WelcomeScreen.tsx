import { useEffect, useState } from 'react'
import { call } from '../../app/api.ts'
import { useRead } from '../../app/data.ts'
import { go } from '../../app/navigation.ts'
import { HowToBegin } from './HowToBegin.tsx'
import { StartPage } from './StartPage.tsx'
import { WhoAndWhere, type Answers } from './WhoAndWhere.tsx'

/** First start: who works here and where, then how to begin. Done in under a minute, by keyboard too. */
export function WelcomeScreen() {
  const status = useRead('app.status', {})
  const isSetUp = status.data?.isSetUp === true
  const [answers, setAnswers] = useState<Answers | null>(null)
  const [isAsking, setIsAsking] = useState(true)

  useEffect(() => {
    // Stays here while the store is being set up; a window that comes back later has nothing more to ask.
    if (!isSetUp) go('/welcome', { replace: true })
    else if (answers === null) go('/today', { replace: true })
  }, [isSetUp, answers])

  async function setUp() {
    if (isSetUp || answers === null) return
    await call('app.setUp', answers)
  }

  return (
    <StartPage width={640}>
      {isAsking || answers === null ? (
        <WhoAndWhere
          before={answers}
          onDone={(given) => {
            setAnswers(given)
            setIsAsking(false)
          }}
        />
      ) : (
        <HowToBegin setUp={setUp} onBack={isSetUp ? undefined : () => setIsAsking(true)} />
      )}
    </StartPage>
  )
}

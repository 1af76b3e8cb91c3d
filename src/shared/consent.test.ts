import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channels, type ConsentWord, contactPurposes, isQuietTime, mayContact, wordFor } from './consent.ts'

describe('whether a client may be contacted', () => {
  test.each([
    ['given', 'PL', 'offer', 'open', 'given'],
    ['unknown', 'PL', 'offer', 'closed', 'consentNeeded'],
    ['withdrawn', 'PL', 'offer', 'closed', 'objected'],
    ['unknown', 'UA', 'offer', 'closed', 'consentNeeded'],
    ['given', 'UA', 'offer', 'open', 'given'],
    ['unknown', 'DE', 'offer', 'warn', 'nothingOnFile'],
    ['withdrawn', 'DE', 'offer', 'closed', 'objected'],
    ['unknown', 'PL', 'contract', 'open', 'notAnOffer'],
    ['unknown', 'UA', 'service', 'open', 'notAnOffer'],
    ['withdrawn', 'PL', 'contract', 'warn', 'objectedToOffers'],
    ['withdrawn', 'DE', 'service', 'warn', 'objectedToOffers'],
    ['given', 'PL', 'service', 'open', 'given']
  ] as const)('%s in %s for %s: %s, since %s', (state, country, purpose, gate, reason) => {
    for (const channel of channels) expect(mayContact({ channel, country, purpose, state, isForbidden: false })).toEqual({ gate, reason })
  })

  test('a number that must not be called is closed for calls and SMS whatever the purpose and the consent; letters still go', () => {
    for (const purpose of contactPurposes) {
      for (const channel of ['call', 'sms'] as const) {
        expect(mayContact({ channel, country: 'DE', purpose, state: 'given', isForbidden: true })).toEqual({ gate: 'closed', reason: 'doNotCall' })
      }
      expect(mayContact({ channel: 'email', country: 'DE', purpose, state: 'given', isForbidden: true }).gate).toBe('open')
    }
  })
})

describe('whose word counts', () => {
  const word = (contactId: string | null, state: 'given' | 'withdrawn', at: number): ConsentWord => ({ contactId, channel: 'call', state, at })

  test('without any word nothing is on file', () => expect(wordFor([], 'ewa', 'call')).toBeNull())
  test('the firm speaks for a person who said nothing', () => expect(wordFor([word(null, 'given', 1)], 'ewa', 'call')?.state).toBe('given'))
  test('a person who objected stays so when the firm agrees later', () => {
    expect(wordFor([word('ewa', 'withdrawn', 1), word(null, 'given', 2)], 'ewa', 'call')?.state).toBe('withdrawn')
  })
  test('a later objection of the firm counts for everybody there', () => {
    expect(wordFor([word('ewa', 'given', 1), word(null, 'withdrawn', 2)], 'ewa', 'call')?.state).toBe('withdrawn')
  })
  test('a person who agrees after the firm objected may be called', () => {
    expect(wordFor([word(null, 'withdrawn', 1), word('ewa', 'given', 2)], 'ewa', 'call')?.state).toBe('given')
  })
  test('what one person said says nothing of another or of another channel', () => {
    expect(wordFor([word('ewa', 'given', 1)], 'jan', 'call')).toBeNull()
    expect(wordFor([word('ewa', 'given', 1)], 'ewa', 'email')).toBeNull()
  })
  test('the order in which words are listed does not matter but for those of one instant', () => {
    const words = fc.uniqueArray(
      fc.record({ contactId: fc.constantFrom(null, 'ewa', 'jan'), channel: fc.constantFrom(...channels), state: fc.constantFrom('given' as const, 'withdrawn' as const), at: fc.nat(50) }),
      { selector: ({ at }) => at }
    )
    fc.assert(
      fc.property(words, (list) => {
        expect(wordFor([...list].reverse(), 'ewa', 'call')).toEqual(wordFor(list, 'ewa', 'call'))
      })
    )
    expect(wordFor([word('ewa', 'given', 1), word('ewa', 'withdrawn', 1)], 'ewa', 'call')?.state).toBe('withdrawn')
  })
})

test('nobody is rung up before eight or from eight in the evening', () => {
  expect([7 * 60 + 59, 8 * 60, 19 * 60 + 59, 20 * 60].map(isQuietTime)).toEqual([true, false, false, true])
})

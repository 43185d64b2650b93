import { expect, test } from 'vitest'
import { needsFactor, stateOf } from '../console/screens/tokens/states'

const now = new Date('2026-03-01T00:00:00Z')
const token = { proven: false, expiresAt: '2026-03-02T00:00:00Z', revokedAt: null }

test('a token that was made without a second factor is asleep while its owner needs one', () => {
  expect(stateOf(token, false, now)).toBe('VALID')
  expect(stateOf(token, true, now)).toBe('ASLEEP')
  expect(stateOf({ ...token, proven: true }, true, now)).toBe('VALID')
})
test('what is over is over, asleep or not', () => {
  expect(stateOf({ ...token, expiresAt: '2026-02-28T00:00:00Z' }, true, now)).toBe('EXPIRED')
  expect(stateOf({ ...token, revokedAt: '2026-02-28T00:00:00Z' }, true, now)).toBe('REVOKED')
})
test('a factor is needed where it is active or demanded', () => {
  expect(needsFactor({ activeAt: null, demanded: false })).toBe(false)
  expect(needsFactor({ activeAt: '2026-02-01T00:00:00Z', demanded: false })).toBe(true)
  expect(needsFactor({ activeAt: null, demanded: true })).toBe(true)
  expect(needsFactor(null)).toBe(false)
})

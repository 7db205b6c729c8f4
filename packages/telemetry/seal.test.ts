/** A sealed secret comes back as it was, with its own key alone. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SealedSecret } from './connection.ts'
import { openSealed, seal, Unopenable } from './seal.ts'

const key = randomBytes(32).toString('base64url')

test('any secret comes back as it was, and does not stand in what is kept', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 200, unit: 'grapheme-ascii' }), (secret) => {
      const sealed = seal(key, secret)
      expect(SealedSecret.safeParse(sealed).success).toBe(true)
      expect(sealed).not.toContain(secret)
      expect(openSealed(key, sealed)).toBe(secret)
    }),
  )
})
test('the same secret is sealed differently each time', () => {
  expect(seal(key, 'secret')).not.toBe(seal(key, 'secret'))
})
test('another installation cannot open it, and a changed text is noticed', () => {
  const sealed = seal(key, 'secret')
  expect(() => openSealed(randomBytes(32).toString('base64url'), sealed)).toThrow(Unopenable)
  expect(() => openSealed(key, 'v2.x')).toThrow(Unopenable)
  fc.assert(
    fc.property(fc.integer({ min: 3, max: sealed.length - 2 }), (at) => {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(() => openSealed(key, changed)).toThrow(Unopenable)
    }),
  )
})

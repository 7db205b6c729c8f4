/** Passwords and tokens: the only file of the module that touches cryptography. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the parameters OWASP names first (19 MiB, 2 passes, 1 lane). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID)
export const passwordMatches = (passwordHash: string, password: string): Promise<boolean> => verify(passwordHash, password)

/** A first password that a person can read off a screen and type: four groups, every character class, no look-alikes. */
export function oneTimePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz'
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return `${group()}-${group().replace(/^./, (c) => c.toUpperCase())}-${randomInt(1000, 9999)}`
}

export const newToken = (): string => randomBytes(32).toString('base64url')
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

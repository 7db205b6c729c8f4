/** Credentials of sources: made here, shown once, kept as a digest. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { Refused } from '@anyuan/kernel'
import type { SourceProtocol } from '../contract.ts'

/** Letters and digits without look-alikes: no 0 O 1 I L. */
export const PLAIN_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const ACCESS_PASSWORD_LENGTH = 6 // HJ 212-2017 table of the packet: PW has 6 characters

export const digest = (credential: string): string => createHash('sha256').update(credential).digest('hex')

export const randomLetters = (length: number): string =>
  Array.from({ length }, () => PLAIN_LETTERS[randomInt(PLAIN_LETTERS.length)]).join('')

/** 192 random bits; for HJ 212, whose password is short, what the logger already has or six letters. @throws Refused where another protocol's is chosen. */
export function newCredential(protocol: SourceProtocol, accessPassword: string | undefined): string {
  if (protocol === 'hj212') return accessPassword ?? randomLetters(ACCESS_PASSWORD_LENGTH)
  if (accessPassword !== undefined) throw new Refused('sources.password_not_chosen', { field: 'accessPassword', protocol })
  return randomBytes(24).toString('base64url')
}

/** Seals (封存) a secret that the house has to show to another machine: AES-256-GCM under the installation's own key. The api seals, the role that dials opens. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const VERSION = 'v1'
const NONCE_BYTES = 12 // NIST SP 800-38D 5.2.1.1: 96 bits are recommended
const TAG_BYTES = 16 // NIST SP 800-38D 5.2.1.2: the longest authentication tag

/** The sealed text cannot be opened: another installation's key, or not what was sealed. */
export class Unopenable extends Error {
  constructor() {
    super('sealed with another key, or damaged')
    this.name = 'Unopenable'
  }
}

const keyOf = (sealingKey: string): Buffer => {
  const key = Buffer.from(sealingKey, 'base64url')
  if (key.length !== 32) throw new Error('the sealing key has 32 bytes') // AES-256
  return key
}

/** @param sealingKey 32 bytes, base64url. @returns a text that fits `SealedSecret`; the same secret is sealed differently each time. */
export function seal(sealingKey: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(sealingKey), nonce, { authTagLength: TAG_BYTES })
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}

/** @throws Unopenable */
export function openSealed(sealingKey: string, sealed: string): string {
  const [version, text] = sealed.split('.')
  const bytes = Buffer.from(text ?? '', 'base64url')
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new Unopenable()
  const decipher = createDecipheriv('aes-256-gcm', keyOf(sealingKey), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    throw new Unopenable()
  }
}

/** What a sender sent, made legible: JSON with indents, text as it is, anything else as bytes. Pure. */
export type Legible = { kind: 'json' | 'text' | 'bytes'; text: string }

/** How a NUL is kept. */
const NUL_SYMBOL = '\u2400'
/** Bytes of a protocol that are no text at all are kept as hexadecimal digits. */
const HEXADECIMAL = /^(?:[0-9a-f]{2}){4,}$/
/** A line end and a tab are text; the replacement character stands for bytes that were none. */
const isText = (payload: string): boolean =>
  [...payload].every((sign) => {
    const code = sign.codePointAt(0) ?? 0
    return sign === '\n' || sign === '\r' || sign === '\t' || (code >= 0x20 && code !== 0x7f && code !== 0xfffd && sign !== NUL_SYMBOL)
  })

/** @param truncated the payload is the beginning of what was sent: it is not read as JSON then. */
export function legible(payload: string, truncated: boolean): Legible {
  if (!truncated && /^\s*[[{]/.test(payload))
    try {
      return { kind: 'json', text: JSON.stringify(JSON.parse(payload), null, 2) }
    } catch {
      // not JSON after all: shown as it came
    }
  if (HEXADECIMAL.test(payload)) return { kind: 'bytes', text: bytesOf(payload.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? []) }
  return isText(payload)
    ? { kind: 'text', text: payload }
    : { kind: 'bytes', text: bytesOf([...new TextEncoder().encode(payload.replaceAll(NUL_SYMBOL, '\u0000'))]) }
}

const PER_LINE = 16
/** Offset, sixteen bytes, and what of them is print. */
function bytesOf(bytes: readonly number[]): string {
  const hex = (byte: number) => byte.toString(16).padStart(2, '0')
  return Array.from({ length: Math.ceil(bytes.length / PER_LINE) }, (_, line) => {
    const part = bytes.slice(line * PER_LINE, (line + 1) * PER_LINE)
    const print = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    return `${(line * PER_LINE).toString(16).padStart(4, '0')}  ${part
      .map(hex)
      .join(' ')
      .padEnd(PER_LINE * 3 - 1)}  ${print}`
  }).join('\n')
}

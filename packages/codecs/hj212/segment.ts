/** The data segment (数据段) of HJ 212: header fields and the instruction parameters of `CP`, as text. What a later edition adds is kept, not refused. */

/** Bit 0 of Flag asks for an answer, bit 1 says that the message is split, bits 2 to 7 are the edition. */
export interface Flag {
  /** 0: HJ/T 212-2005, 1: HJ 212-2017; others are unknown to us and read alike. */
  version: number
  split: boolean
  answer: boolean
}
/** One group of CP, between semicolons: `a21026-Rtd=18.4,a21026-Flag=N`. */
export type Group = readonly (readonly [key: string, value: string])[]
export interface Message {
  /** Request number, `YYYYMMDDhhmmsszzz`; null in the edition of 2005. */
  qn: string | null
  st: string
  cn: string
  pw: string
  mn: string
  flag: Flag | null
  packetCount: number | null
  packetNumber: number | null
  groups: readonly Group[]
  /** Header fields that no edition we know has. */
  others: readonly (readonly [key: string, value: string])[]
}

const MOST_GROUPS = 5000 // default, not from a standard: more than the longest segment holds
const PARAMETERS = 'CP=&&'

/** @returns the message, or why the segment cannot be read. */
export function parseSegment(segment: string): Message | { malformed: string } {
  const at = segment.indexOf(PARAMETERS)
  if (at < 0) return { malformed: 'no CP' }
  const end = segment.lastIndexOf('&&')
  if (end < at + PARAMETERS.length) return { malformed: 'CP does not end' }
  const header = new Map<string, string>()
  for (const field of segment.slice(0, at).split(';')) {
    if (field === '') continue
    const equals = field.indexOf('=')
    if (equals < 1) return { malformed: `field ${field.slice(0, 40)}` }
    const key = field.slice(0, equals)
    if (header.has(key)) return { malformed: `${key} twice` }
    header.set(key, field.slice(equals + 1))
  }
  const take = (key: string): string | null => {
    const value = header.get(key) ?? null
    header.delete(key)
    return value
  }
  const [qn, st, cn, pw, mn] = [take('QN'), take('ST'), take('CN'), take('PW'), take('MN')]
  if (cn === null) return { malformed: 'no CN' }
  if (mn === null) return { malformed: 'no MN' }
  const flag = wholeNumber(take('Flag'))
  const packetCount = wholeNumber(take('PNUM'))
  const packetNumber = wholeNumber(take('PNO'))
  if (Number.isNaN(flag) || Number.isNaN(packetCount) || Number.isNaN(packetNumber)) return { malformed: 'Flag, PNUM or PNO is no number' }
  const groups = parseGroups(segment.slice(at + PARAMETERS.length, end))
  if ('malformed' in groups) return groups
  return {
    qn,
    st: st ?? '',
    cn,
    pw: pw ?? '',
    mn,
    flag: flag === null ? null : { version: flag >> 2, split: (flag & 2) !== 0, answer: (flag & 1) !== 0 },
    packetCount,
    packetNumber,
    groups: groups.groups,
    others: [...header],
  }
}

/** null where there is none, NaN where it is not one. */
const wholeNumber = (text: string | null): number | null => (text === null ? null : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN)

function parseGroups(text: string): { groups: Group[] } | { malformed: string } {
  const groups: Group[] = []
  for (const part of text.split(';')) {
    if (part === '') continue // a semicolon before the closing && is common in the field
    if (groups.length >= MOST_GROUPS) return { malformed: `more than ${MOST_GROUPS} groups` }
    const group: [string, string][] = []
    for (const item of part.split(',')) {
      if (item === '') continue
      const equals = item.indexOf('=')
      if (equals < 1) return { malformed: `item ${item.slice(0, 40)}` }
      group.push([item.slice(0, equals), item.slice(equals + 1)])
    }
    if (group.length > 0) groups.push(group)
  }
  return { groups }
}

/** The segment of a message, fields in the order of the standard. */
export function writeSegment({ qn, st, cn, pw, mn, flag, packetCount, packetNumber, groups, others }: Message): string {
  const fields = [
    qn === null ? null : `QN=${qn}`,
    `ST=${st}`,
    `CN=${cn}`,
    `PW=${pw}`,
    `MN=${mn}`,
    flag && `Flag=${(flag.version << 2) | (flag.split ? 2 : 0) | (flag.answer ? 1 : 0)}`,
    packetCount === null ? null : `PNUM=${packetCount}`,
    packetNumber === null ? null : `PNO=${packetNumber}`,
    ...others.map(([key, value]) => `${key}=${value}`),
  ]
  const parameters = groups.map((group) => group.map(([key, value]) => `${key}=${value}`).join(',')).join(';')
  return `${fields.filter((field) => field !== null).join(';')};${PARAMETERS}${parameters}&&`
}

/** The answer to a message that asks for one (数据应答, 通知应答): same request number, password and device, and no answer asked in turn. */
export function answerTo(message: Message, cn: string, st: string): Message {
  return {
    ...message,
    st,
    cn,
    flag: { version: message.flag?.version ?? 0, split: false, answer: false },
    packetCount: null,
    packetNumber: null,
    groups: [],
    others: [],
  }
}

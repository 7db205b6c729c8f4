/** One connection of a data logger (数采仪): frames in, rows to the gate, answers out once the rows are durable. Knows no socket, so that it is tested without one. */
import {
  answerTo,
  COMMANDS,
  carriesData,
  EXCHANGE_SYSTEM,
  encodeFrame,
  type Framed,
  Framer,
  type Message,
  parseSegment,
  writeSegment,
} from '@anyuan/codecs/hj212'
import type { KnownSource } from '../../ingest/directory.ts'
import type { Admitted, Gate } from '../../ingest/gate.ts'
import { Parts } from './parts.ts'
import { rowsOfMessage } from './rows.ts'

/** Bytes that belong to no frame, since the last good one: more is no logger of ours. */
const MOST_RUBBISH_BYTES = 65_536 // default, not from a standard
const ANSWERS: ReadonlySet<string> = new Set([COMMANDS.requestAnswer, COMMANDS.result, COMMANDS.noticeAnswer, COMMANDS.dataAnswer])

export interface SessionOptions {
  gate: Gate
  sourceOfDevice: (mn: string) => KnownSource | undefined
  /** Checks the password of a device; null turns it away. */
  admit: (source: KnownSource, pw: string) => Admitted | null
  now: () => number
  write: (bytes: Buffer) => void
  /** Ends the connection; the reason is for the log. */
  end: (reason: string) => void
  /** A source spoke here for the first time. */
  onIntroduced: (code: string) => void
  /** How many messages wait for the disk. */
  onWaiting: (count: number) => void
}

type Frame = Extract<Framed, { kind: 'frame' }>

export class Hj212Session {
  readonly #options: SessionOptions
  readonly #framer = new Framer()
  readonly #parts = new Parts()
  readonly #introduced = new Set<string>()
  #latest: Admitted | null = null
  #rubbishBytes = 0
  #waiting = 0
  #ended = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Whether any source has shown its password here. */
  get introduced(): boolean {
    return this.#introduced.size > 0
  }

  hear(chunk: Uint8Array): void {
    for (const found of this.#framer.push(chunk)) {
      if (this.#ended) return
      if (found.kind === 'frame') this.#frame(found)
      else if (found.kind === 'malformed') this.#malformed(found.reason, found.text)
      else this.#rubbishBytes += found.byteCount
      if (this.#rubbishBytes > MOST_RUBBISH_BYTES) this.#end('no HJ 212')
    }
  }

  /** Gives up split messages whose packets do not come. */
  tick(): void {
    for (const { mn, missing, count, held } of this.#parts.overdue(this.#options.now())) {
      const source = this.#options.sourceOfDevice(mn)
      if (!source) continue
      const admitted = { code: source.definition.code }
      const traffic = this.#options.gate.traffic(admitted.code)
      traffic.gaps = (traffic.gaps ?? 0) + missing
      const detail = `${missing} of ${count} packets did not come`
      for (const text of held.length > 0 ? held : ['']) this.#options.gate.refuseMessage(admitted, 'malformed', detail, text)
    }
  }

  #frame({ segment, checksum, text }: Frame): void {
    const message = parseSegment(segment)
    if ('malformed' in message) {
      this.#malformed(message.malformed, text)
      return
    }
    const source = this.#options.sourceOfDevice(message.mn)
    const admitted = source && this.#admit(source, message.pw)
    if (!admitted) {
      this.#end(source ? `${source.definition.code} is not admitted` : `unknown device ${message.mn.slice(0, 40)}`)
      return
    }
    const { connection } = source.definition
    const wanted = connection?.protocol === 'hj212' ? connection.checksum : 'annex_a'
    if (checksum !== wanted) {
      this.#options.gate.refuseMessage(admitted, 'malformed', `checksum of ${checksum}, the source is set to ${wanted}`, text)
      return
    }
    this.#rubbishBytes = 0
    if (carriesData(message)) this.#data(source, admitted, message, text, checksum)
    else if (message.flag?.answer && !ANSWERS.has(message.cn)) this.#answer(message, noticeOrData(message.cn), checksum)
  }

  #data(source: KnownSource, admitted: Admitted, message: Message, text: string, checksum: Frame['checksum']): void {
    const { gate, now } = this.#options
    const parts = this.#parts.take(message, text, now())
    if (!parts) {
      gate.refuseMessage(admitted, 'malformed', `packet ${message.packetNumber} of ${message.packetCount}`, text)
      return
    }
    for (const part of parts) {
      const { durable } = gate.offer(admitted, rowsOfMessage(source.definition, part.message, part.dataTime), () => part.text)
      this.#options.onWaiting(++this.#waiting)
      durable
        .then(
          () => part.message.flag?.answer && this.#answer(part.message, COMMANDS.dataAnswer, checksum),
          // no answer: the logger sends it again
          (error: Error) => this.#end(error.message),
        )
        .finally(() => this.#options.onWaiting(--this.#waiting))
    }
  }

  /** Kept in quarantine if it says, rightly, whose it is, or if somebody has spoken here before. */
  #malformed(reason: string, text: string): void {
    const source = this.#options.sourceOfDevice(/MN=([^;&]*)/.exec(text)?.[1] ?? '')
    const admitted = source ? this.#admit(source, /PW=([^;&]*)/.exec(text)?.[1] ?? '') : this.#latest
    if (admitted) this.#options.gate.refuseMessage(admitted, 'malformed', reason, text)
    else this.#end(reason)
  }

  #admit(source: KnownSource, pw: string): Admitted | null {
    const admitted = this.#options.admit(source, pw)
    if (!admitted) return null
    this.#latest = admitted
    if (!this.#introduced.has(admitted.code)) {
      this.#introduced.add(admitted.code)
      this.#options.onIntroduced(admitted.code)
    }
    return admitted
  }

  #answer(message: Message, cn: string, checksum: Frame['checksum']): void {
    if (!this.#ended) this.#options.write(encodeFrame(writeSegment(answerTo(message, cn, EXCHANGE_SYSTEM)), checksum))
  }

  #end(reason: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#options.end(reason)
  }
}

/** Uploads are answered as data; signs of life, signing in and the request for the time as notices. The last is not followed by a command to set the clock: the platform writes nothing. */
const noticeOrData = (cn: string): string => (/^[23]/.test(cn) ? COMMANDS.dataAnswer : COMMANDS.noticeAnswer)

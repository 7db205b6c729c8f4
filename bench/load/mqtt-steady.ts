/** Load: every tag once a second over MQTT, each message at a moment of its own within the second; some tags exceed their limit once. */
import { monotonicMs } from '../processes.ts'
import { LIMIT, tagCode } from '../rig.ts'
import { diceOf } from './dice.ts'
import { perform, type SentBreach, type SteadyLoad } from './generator.ts'
import { Ledger } from './ledger.ts'
import { type MqttLine, openLine } from './mqtt-line.ts'

interface Slot {
  phaseMs: number
  line: MqttLine
  firstTag: number
  tags: string
  nextAtMs: number
}

await perform<SteadyLoad>(async ({ port, sources, batch, connectionsPerSource, seconds, breaches, quietSeconds, seed }) => {
  const dice = diceOf(seed)
  const ledgers: { current: Ledger | null } = { current: null }
  const slots: Slot[] = []
  const lines: MqttLine[] = []
  for (const { code, password, firstTag, tagCount } of sources) {
    const own = await Promise.all(
      Array.from({ length: connectionsPerSource }, (_, c) =>
        openLine({
          port,
          clientId: `${code}-${c}`,
          username: code,
          password,
          topic: `anyuan/v1/${code}/samples`,
          onAcknowledged: (samples, waitedMs) => ledgers.current?.acknowledge(samples, waitedMs),
          onLost: (reason) => ledgers.current?.lost.push(`${code}: ${reason}`),
        }),
      ),
    )
    lines.push(...own)
    for (let at = 0; at < tagCount; at += batch) {
      const codes = Array.from({ length: batch }, (_, i) => tagCode(firstTag + at + i))
      const tags = batch === 1 ? codes[0]! : JSON.stringify(codes)
      slots.push({ phaseMs: dice() * 1000, line: own[(at / batch) % own.length]!, firstTag: firstTag + at, tags, nextAtMs: 0 })
    }
  }
  slots.sort((a, b) => a.phaseMs - b.phaseMs)
  const tagCount = slots.length * batch
  const values = Float64Array.from({ length: tagCount + 1 }, () => 100 + Math.round(dice() * 50_000) / 100)
  // who exceeds the limit, and in which second: each tag at most once, so that every breach is a new alarm
  const breachAt = new Map<number, number>()
  while (breachAt.size < breaches)
    breachAt.set(1 + Math.floor(dice() * tagCount), quietSeconds + Math.floor(dice() * (seconds - quietSeconds - 1)))
  const sentBreaches: SentBreach[] = []

  const ledger = new Ledger()
  ledgers.current = ledger
  const begin = performance.now() + 200
  const until = begin + seconds * 1000
  for (const slot of slots) slot.nextAtMs = begin + slot.phaseMs
  const valuesOf = (slot: Slot, second: number, found: SentBreach[]): string => {
    let text = ''
    for (let tag = slot.firstTag; tag < slot.firstTag + batch; tag++) {
      let value = values[tag]!
      if (breachAt.get(tag) === second) {
        value = LIMIT + 1 + found.length
        found.push({ tagNumber: tag, value, sentAtMs: 0 })
      } else if (dice() < 0.5) {
        value = Math.min(800, Math.max(0, Math.round((value + (dice() + dice() - 1) * 0.2) * 100) / 100))
        values[tag] = value
      }
      text += tag === slot.firstTag ? value : `,${value}`
    }
    return text
  }
  let cursor = 0
  await new Promise<void>((resolve) => {
    const send = () => {
      const now = performance.now()
      for (;;) {
        const slot = slots[cursor]!
        if (slot.nextAtMs > now || slot.nextAtMs >= until) break
        ledger.latestMs = Math.max(ledger.latestMs, now - slot.nextAtMs)
        const found: SentBreach[] = []
        const text = valuesOf(slot, Math.floor((slot.nextAtMs - begin) / 1000), found)
        const payload =
          batch === 1
            ? `{"tag":"${slot.tags}","time":${Date.now()},"value":${text}}`
            : `{"tags":${slot.tags},"times":${Date.now()},"values":[${text}]}`
        slot.line.publish(payload, batch)
        ledger.sent += batch
        for (const breach of found) sentBreaches.push({ ...breach, sentAtMs: monotonicMs() })
        slot.line.flush()
        slot.nextAtMs += 1000
        cursor = (cursor + 1) % slots.length
      }
      if (now < until) setTimeout(send, 1)
      else resolve()
    }
    send()
  })
  for (const patience = performance.now() + 10_000; ledger.acknowledged < ledger.sent && performance.now() < patience; )
    await new Promise((resolve) => setTimeout(resolve, 10))
  const report = ledger.report(sentBreaches)
  for (const line of lines) line.close()
  return report
})

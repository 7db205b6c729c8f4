/** Load: as many MQTT messages as are acknowledged, a fixed number on the way on each connection. */
import { tagCode } from '../rig.ts'
import { diceOf } from './dice.ts'
import { type MqttFlood, perform } from './generator.ts'
import { Ledger } from './ledger.ts'
import { openLine } from './mqtt-line.ts'

await perform<MqttFlood>(async ({ port, sources, batch, window, seconds, seed }) => {
  const dice = diceOf(seed)
  const ledger = new Ledger()
  let until = Number.POSITIVE_INFINITY
  const pumps: (() => void)[] = []
  const lines = await Promise.all(
    sources.map(async ({ code, password, firstTag, tagCount }) => {
      let waiting = false
      const pump = () => {
        waiting = false
        if (performance.now() > until) return
        while (line.onTheWay() < window) send()
        line.flush()
      }
      const line = await openLine({
        port,
        clientId: code,
        username: code,
        password,
        topic: `anyuan/v1/${code}/samples`,
        onAcknowledged(samples, waitedMs) {
          ledger.acknowledge(samples, waitedMs)
          if (waiting) return
          waiting = true
          setImmediate(pump)
        },
        onLost: (reason) => ledger.lost.push(`${code}: ${reason}`),
      })
      const codes = Array.from({ length: tagCount }, (_, i) => tagCode(firstTag + i))
      let at = 0
      let time = Date.now()
      const send = () => {
        // a tag's time must grow: a new millisecond for each round over the tags
        if (at === 0) time = Math.max(Date.now(), time + 1)
        if (batch === 1) {
          line.publish(`{"tag":"${codes[at]}","time":${time},"value":${Math.floor(dice() * 80_000) / 100}}`, 1)
        } else {
          let values = ''
          for (let i = 0; i < batch; i++) values += `${i === 0 ? '' : ','}${Math.floor(dice() * 80_000) / 100}`
          line.publish(`{"tags":${JSON.stringify(codes.slice(at, at + batch))},"times":${time},"values":[${values}]}`, batch)
        }
        at = (at + batch) % tagCount
        ledger.sent += batch
      }
      pumps.push(pump)
      return line
    }),
  )
  until = performance.now() + seconds * 1000
  for (const pump of pumps) pump()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  for (const patience = performance.now() + 20_000; ledger.acknowledged < ledger.sent && performance.now() < patience; )
    await new Promise((resolve) => setTimeout(resolve, 10))
  const report = ledger.report()
  for (const line of lines) line.close()
  return report
})

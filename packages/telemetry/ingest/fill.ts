/** After a restart: the last value of tags that report so rarely that the journal no longer holds them, asked of the archive when it is there. */
import type { SampleArchive } from '../archive/port.ts'
import type { Gate } from './gate.ts'

/** Sets the current value of every tag that was not heard of since the start; what came meanwhile is newer and stays. No alarm is judged by it. Rejects when the archive is away. */
export async function fillFromArchive(gate: Gate, archive: Pick<SampleArchive, 'latest'>): Promise<void> {
  const { directory, current } = gate
  const unseen = Array.from({ length: directory.tags.length }, (_, index) => index).filter((index) => !current.seen(index))
  if (unseen.length === 0) return
  const latest = await archive.latest(Uint32Array.from(unseen, (index) => directory.tags.numbers[index]!))
  latest.tagNumbers.forEach((tagNumber, row) => {
    const index = directory.indexOf(tagNumber)
    if (index === undefined || current.seen(index)) return
    const time = latest.times[row]!
    current.remember(index, time)
    current.set(index, time, time + latest.lagsMs[row]!, latest.values[row]!, latest.qualities[row]!)
  })
}

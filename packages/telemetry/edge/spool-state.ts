/** What a spool knows besides its rows, saved now and then; what was spooled since is read again at the start. */
import { existsSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { HourReport } from './contract.ts'

/** Where an entry lies, for one entry in so many bytes. */
export const Mark = z.object({ seq: z.number(), position: z.number(), at: z.number() })
export type Mark = z.infer<typeof Mark>
const SpoolState = z.object({
  epoch: z.uuid(),
  position: z.number(),
  start: z.number(),
  end: z.number(),
  droppedRows: z.number(),
  /** What the park had acknowledged. */
  taken: z.array(z.tuple([z.number(), z.number()])),
  marks: z.array(Mark),
  hours: z.array(HourReport),
})
export type SpoolState = z.infer<typeof SpoolState>

const stateFile = (dir: string) => join(dir, 'spool.json')

export function loadState(dir: string): SpoolState | null {
  const file = stateFile(dir)
  return existsSync(file) ? SpoolState.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

/** After a crash either the old or the new state is there, never half of one. */
export async function saveState(dir: string, state: SpoolState): Promise<void> {
  const file = stateFile(dir)
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(state))
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

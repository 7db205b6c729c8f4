/** File drop (文件投递): CSV and Excel files laid into the source's folder are read, and leave it only when their samples are on the disk. */
import { quality } from '@anyuan/kernel'
import { type FetchingDoor, faultOf, pause } from '../../collect/fetcher.ts'
import type { ConnectionOf, ConnectionTest } from '../../connection.ts'
import { UNREADABLE_QUALITY, UNREADABLE_VALUE } from '../../ingest/rows.ts'
import { type DropFolder, folderOf, openFolder } from './folder.ts'
import { layoutOf } from './layout.ts'
import { recordsOf } from './records.ts'
import { takeFile } from './take.ts'

const LOOK_MS = 1000 // default, not from a standard
const AGAIN_MS = 5000 // default, not from a standard: the gate was shut
/** A file that ended this thread so often, by its size or its build, is set aside. */
const MOST_TRIES = 3 // default, not from a standard
const MOST_TESTED = 50 // default, not from a standard

export const fileDoor: FetchingDoor<ConnectionOf<'file'>> = {
  async fetch({ sourceCode, connection, points, dataDir }, context) {
    const { connected, refuse, signal } = context
    const folder = await openFolder(folderOf(dataDir, sourceCode))
    connected([])
    while (!signal.aborted) {
      for (const name of await folder.quiet(performance.now())) {
        if (signal.aborted) break
        if ((await folder.begun(name)) > MOST_TRIES) {
          const detail = `it could not be read to its end ${MOST_TRIES} times`
          refuse(detail, name)
          await folder.finished(name, 'failed', [{ row: 1, column: '', tag: '', reason: 'malformed', detail }])
          await folder.ended()
          continue
        }
        try {
          const { kept, errors } = await takeFile(folder.path(name), connection, points, context)
          if (signal.aborted) break // begun again by the next fetcher; what is kept already is refused as a repetition
          await folder.finished(name, kept === 0 && errors.length > 0 ? 'failed' : 'done', errors)
        } catch (error) {
          if (faultOf(error).fault === 'folder_unreadable') throw error
          await pause(AGAIN_MS, signal)
          break
        } finally {
          await folder.ended()
        }
      }
      await pause(LOOK_MS, signal)
    }
  },

  async test({ sourceCode, connection, points, dataDir }, signal) {
    const steps: ConnectionTest['steps'] = []
    const values: ConnectionTest['values'] = []
    let step: 'reach' | 'read' = 'reach'
    try {
      const dir = folderOf(dataDir, sourceCode)
      const folder = await openFolder(dir)
      steps.push({ step, ok: true, fault: null, detail: dir })
      step = 'read'
      values.push(...(sourceCode === '' ? [] : await firstValues(folder, connection, points, signal)))
      steps.push({ step, ok: true, fault: null, detail: null })
    } catch (error) {
      steps.push({ step, ok: false, ...faultOf(error) })
    }
    return { ok: steps.every(({ ok }) => ok) && values.every(({ fault }) => fault === null), steps, values, serverThumbprint: null }
  },
}

/** The first row of values of the first file that waits; nothing when none waits. */
async function firstValues(
  folder: DropFolder,
  connection: ConnectionOf<'file'>,
  points: Parameters<typeof layoutOf>[2],
  signal: AbortSignal,
): Promise<ConnectionTest['values']> {
  await folder.quiet(0)
  const [name] = await folder.quiet(Number.MAX_SAFE_INTEGER)
  if (name === undefined) return []
  let layout: ReturnType<typeof layoutOf> | null = null
  for await (const record of recordsOf(folder.path(name), connection.encoding)) {
    if (signal.aborted) return []
    if (layout === null) layout = layoutOf(record.cells, connection, points)
    else if ('malformed' in layout) break
    else
      return layout(record)
        .slice(0, MOST_TESTED)
        .map(({ column, tag, time, value, quality: q }) => {
          const known = points.some(({ tagCode }) => tagCode === tag)
          const number = value !== UNREADABLE_VALUE && q !== UNREADABLE_QUALITY
          const fault = !known ? 'no_such_address' : !number || Number.isNaN(time) ? 'not_a_number' : null
          return {
            address: connection.layout === 'wide' ? column : tag,
            value: fault === null && Number.isFinite(value) ? value : null,
            quality: fault === null && !Number.isNaN(value) ? q : quality.bad,
            fault,
            detail: Number.isNaN(time) ? 'the time cannot be read' : null,
          }
        })
  }
  if (layout !== null && 'malformed' in layout)
    return [{ address: name, value: null, quality: quality.bad, fault: 'not_this_protocol', detail: layout.malformed }]
  return []
}

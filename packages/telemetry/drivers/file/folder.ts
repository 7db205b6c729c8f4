/** The folder of a source into which files are laid: what waits in it, and where a file goes when it was taken. */
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { CannotConnect } from '../../collect/fetcher.ts'
import type { RefusalReason } from '../../wire.ts'
import { isReadable } from './records.ts'
import type { CellError } from './take.ts'

/** A file whose size has not changed for so long is taken for written to its end. */
const QUIET_MS = 2000 // default, not from a standard

export const folderOf = (dataDir: string, sourceCode: string): string => join(dataDir, 'drop', basename(sourceCode))

export interface DropFolder {
  /** Names of files that lie still, the oldest first. */
  quiet(now: number): Promise<string[]>
  path(name: string): string
  /** Counts how often this file was begun without coming to an end of any kind: the thread, or the machine, did not live through it. */
  begun(name: string): Promise<number>
  /** It came to an end of some kind. */
  ended(): Promise<void>
  /** The file is dealt with: away from here, its errors beside it. */
  finished(name: string, where: 'done' | 'failed', errors: readonly CellError[]): Promise<void>
}

/** Makes the folder. @throws CannotConnect */
export async function openFolder(dir: string): Promise<DropFolder> {
  const seen = new Map<string, { size: number; changedAt: number; since: number }>()
  const tried = join(dir, '.reading')
  await orUnreadable(async () => {
    for (const folder of [dir, join(dir, 'done'), join(dir, 'failed')]) await mkdir(folder, { recursive: true })
  })
  return {
    path: (name) => join(dir, name),
    quiet: (now) =>
      orUnreadable(async () => {
        const waiting: { name: string; changedAt: number }[] = []
        const names = (await readdir(dir)).filter(isReadable)
        for (const known of seen.keys()) if (!names.includes(known)) seen.delete(known)
        for (const name of names) {
          const file = await lstat(join(dir, name)).catch(() => null)
          // a link could lead anywhere on this machine
          if (!file?.isFile()) continue
          const before = seen.get(name)
          if (before?.size !== file.size || before.changedAt !== file.mtimeMs)
            seen.set(name, { size: file.size, changedAt: file.mtimeMs, since: now })
          else if (now - before.since >= QUIET_MS) waiting.push({ name, changedAt: file.mtimeMs })
        }
        return waiting.sort((a, b) => a.changedAt - b.changedAt || (a.name < b.name ? -1 : 1)).map(({ name }) => name)
      }),
    async begun(name) {
      const [lastName, times] = (await readFile(tried, 'utf8').catch(() => '')).split('\n')
      const count = lastName === name ? Number(times) + 1 : 1
      await orUnreadable(() => writeFile(tried, `${name}\n${count}`))
      return count
    },
    ended: () => orUnreadable(() => rm(tried, { force: true })),
    finished: (name, where, errors) =>
      orUnreadable(async () => {
        const free = await freeName(join(dir, where), name)
        if (errors.length > 0) await writeFile(join(dir, where, `${free}.errors.csv`), errorList(errors))
        await rename(join(dir, name), join(dir, where, free))
        seen.delete(name)
      }),
  }
}

async function orUnreadable<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new CannotConnect('folder_unreadable', error instanceof Error ? error.message : String(error))
  }
}

/** `a.csv`, or `a-2.csv` when there is one already: nothing is overwritten. */
async function freeName(dir: string, name: string): Promise<string> {
  const taken = new Set(await readdir(dir))
  const extension = extname(name)
  const stem = name.slice(0, -extension.length)
  let free = name
  for (let number = 2; taken.has(free) || taken.has(`${free}.errors.csv`); number++) free = `${stem}-${number}${extension}`
  return free
}

/** As the pages of the sources module say it. */
const REASONS: Record<RefusalReason, string> = {
  unknown_tag: '测点不在白名单',
  out_of_range: '超出量程',
  clock_ahead: '设备时间超前',
  too_old: '数据过旧',
  wrong_unit: '单位不符',
  duplicate: '重复数据',
  malformed: '格式错误',
  overload: '接收过载',
  not_admitted: '数据源已停用',
}
const quoted = (text: string): string => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"` // a formula must not run where the list is opened

/** CSV with a byte order mark, so that Excel shows the Chinese. */
const errorList = (errors: readonly CellError[]): string =>
  `\uFEFF行 row,列 column,测点 tag,原因 reason,说明 detail\r\n${errors
    .map(({ row, column, tag, reason, detail }) => [String(row), column, tag, `${REASONS[reason]} ${reason}`, detail].map(quoted).join(','))
    .join('\r\n')}\r\n`

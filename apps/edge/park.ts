/** The park as the agent reaches it (上联): batches up, the list of tags down. What was last heard of the tags is kept, so that the agent starts with the line away. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BatchAnswer, EdgeTag, EdgeTags, type Post } from '@anyuan/telemetry/edge'
import { z } from 'zod'
import type { Identity } from './identity.ts'

const ANSWER_WITHIN_MS = 15_000 // default, not from a standard

export interface Park {
  post: Post
  /** @throws when the park is not reached. */
  tags(): Promise<EdgeTag[]>
}

export function parkOf({ sourceCode, credential, dataUrl }: Identity): Park {
  const authorization = `Basic ${Buffer.from(`${sourceCode}:${credential}`).toString('base64')}`
  const heard = async (answer: Response): Promise<unknown> => {
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the park says ${answer.status} ${text.slice(0, 200)}`)
    return JSON.parse(text)
  }
  return {
    post: async (frame, signal) =>
      BatchAnswer.parse(
        await heard(
          await fetch(`${dataUrl}/edge/v1/batches`, {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/octet-stream' },
            body: new Uint8Array(frame),
            signal,
          }),
        ),
      ),
    tags: async () =>
      EdgeTags.parse(
        await heard(await fetch(`${dataUrl}/edge/v1/tags`, { headers: { authorization }, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })),
      ).tags,
  }
}

/** Tags that are allowed, and every tag that ever was: rows in the spool still name them by number. */
const Kept = z.object({ allowed: z.array(EdgeTag), codes: z.record(z.string(), z.string()) })

export interface TagBook {
  readonly allowed: readonly EdgeTag[]
  codeOf(tagNumber: number): string
  /** @returns whether anything changed. */
  learn(tags: readonly EdgeTag[]): boolean
}

export function openTagBook(dataDir: string): TagBook {
  const file = join(dataDir, 'tags.json')
  let kept: z.infer<typeof Kept> = existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : { allowed: [], codes: {} }
  const codes = new Map(Object.entries(kept.codes).map(([number, code]) => [Number(number), code]))
  return {
    get allowed() {
      return kept.allowed
    },
    codeOf: (tagNumber) => codes.get(tagNumber) ?? `#${tagNumber}`,
    learn(tags) {
      if (JSON.stringify(tags) === JSON.stringify(kept.allowed)) return false
      for (const { number, code } of tags) codes.set(number, code)
      kept = { allowed: [...tags], codes: Object.fromEntries(codes) }
      writeFileSync(`${file}.new`, JSON.stringify(kept))
      renameSync(`${file}.new`, file)
      return true
    },
  }
}

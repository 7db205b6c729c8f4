/** What a source may be allowed to send. */
import { type Decision, decide, type Refusal, refuse } from '@anyuan/kernel'
import type { SourcesError } from './contract.ts'

/** Every code on the list must be a known tag that the caller may see. The answer names at most ten that are not. */
export function allowTags(tagCodes: readonly string[], known: ReadonlySet<string>): Decision<string[], never> | Refusal<SourcesError> {
  const unknown = tagCodes.filter((code) => !known.has(code))
  if (unknown.length > 0) return refuse('sources.unknown_tags', { count: unknown.length, codes: unknown.slice(0, 10) }) // default, not from a standard
  return decide([...new Set(tagCodes)])
}

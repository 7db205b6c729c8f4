/** A rehearsal's two sides, each one run of the engine over the same samples. */
import { type RehearsalRun, type RehearsalSetup, startRehearsal, type TagSamples } from '@anyuan/monitoring'
import type { Run } from './report.ts'

/** Everything that decides what is raised, but for the samples. */
export type Settings = Omit<RehearsalSetup, 'from'>

/** Codes of the tags that a formula reads: they stand in braces. */
export const formulaInputs = (formula: string): string[] => [
  ...new Set([...formula.matchAll(/\{([^{}]+)\}/g)].flatMap(([, code]) => code?.trim() ?? [])),
]

export interface RunInProgress {
  /** Takes the samples of all tags up to `until`; each block begins where the last one ended. */
  feed(blocks: readonly TagSamples[], until: number): void
  finish(): Run
}
/** What is calculated in this run is not taken from the archive as well. */
export function startRun(settings: Settings, from: number): RunInProgress {
  const run: RehearsalRun = startRehearsal({ ...settings, from })
  const calculated = new Set(settings.tags.flatMap(({ number, formula }) => (formula ? [number] : [])))
  return {
    feed: (blocks, until) =>
      run.feed(
        blocks.filter(({ tagNumber }) => !calculated.has(tagNumber)),
        until,
      ),
    finish: () => ({ occurrences: run.finish() }),
  }
}

/** The steps of `npm run check`, from the quickest to the slowest but types first: what does not compile cannot be judged. */
import { clauses } from './clauses.ts'
import { glossary } from './glossary.ts'
import { locales } from './locales.ts'
import { purity } from './purity.ts'
import { shape } from './shape.ts'
import { checker, program, type Step } from './step.ts'

export const STEPS: readonly Step[] = [
  program('types', 'node_modules/typescript/bin/tsc', ['-p', '.']),
  checker('shape', 'files', shape),
  program('lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  checker('pure', 'files', purity),
  checker('clauses', 'files', clauses),
  checker('locales', 'texts', locales),
  checker('glossary', 'words', glossary),
  program('docs', 'tools/docs/main.ts', ['--check']),
  program('tests', 'tools/test.ts', [], 'always'),
]
/** Too slow for every time; CI runs it. */
export const CI_STEPS: readonly Step[] = [program('new-module', 'tools/new-module/trial.ts', [])]

/** @throws Error naming a step that does not exist. */
export function chosen(only: readonly string[] | null, except: readonly string[]): Step[] {
  const all = [...STEPS, ...CI_STEPS]
  const unknown = [...(only ?? []), ...except].find((name) => !all.some((step) => step.name === name))
  if (unknown !== undefined) throw new Error(`there is no step ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`)
  return (only ? all.filter(({ name }) => only.includes(name)) : [...STEPS]).filter(({ name }) => !except.includes(name))
}

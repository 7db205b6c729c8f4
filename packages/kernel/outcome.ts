/** A rule answers with what happens next, or with why it must not happen. */

export type Decision<State, Event> = { ok: true; state: State; events: Event[] }
export type Refusal<Code extends string = string> = { ok: false; code: Code; params: Record<string, unknown> }

export const decide = <State, Event>(state: State, ...events: Event[]): Decision<State, Event> => ({ ok: true, state, events })
export const refuse = <Code extends string>(code: Code, params: Record<string, unknown> = {}): Refusal<Code> => ({
  ok: false,
  code,
  params,
})

/** The one error that crosses a module's edge; `code` names a row of the module's error table. */
export class Refused extends Error {
  readonly code: string
  readonly params: Record<string, unknown>
  constructor(code: string, params: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(params)}`)
    this.name = 'Refused'
    this.code = code
    this.params = params
  }
}

/** Turns a refusal into the error that the host answers with; passes a decision on. */
export function accept<S, E>(outcome: Decision<S, E> | Refusal): Decision<S, E> {
  if (outcome.ok) return outcome
  throw new Refused(outcome.code, outcome.params)
}

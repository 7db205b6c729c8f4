/** Many things at once (批量): what would become of each, by the same rules as one by one, and then all of it in one transaction. */
import type { Refusal } from './outcome.ts'
import type { Caller } from './ports.ts'

/** A thing as it is wanted: one that is not there yet, or a change of one that is. */
export type Wanted<Input, State, Change> = { input: Input } | { before: State; change: Change }
/** What was or will be saved: `before` is null for what is new. */
export interface Saved<State> {
  before: State | null
  after: State
}

/** What a module offers for many of its things. `tx` is a transaction of the house's database, in the scope of whoever asks. */
export interface Bulk<Input, State, Change> {
  /** The present state of those of these codes that exist and may be seen. */
  present(tx: unknown, codes: readonly string[]): Promise<Map<string, State>>
  /** By the rules for one: the state that would be saved, or why not. One answer per wanted thing, in order; nothing is saved. */
  judge(tx: unknown, wanted: readonly Wanted<Input, State, Change>[]): Promise<({ ok: true; saved: Saved<State> } | Refusal)[]>
  /** Saves what `judge` let pass, in the same transaction. @returns the states as they are now stored. */
  save(tx: unknown, caller: Caller, saved: readonly Saved<State>[]): Promise<State[]>
  /** Why these cannot be taken back, by code: touched since, or needed by something that is not among them. Empty: they can. */
  heldUp(tx: unknown, saved: readonly Saved<State>[]): Promise<Map<string, Refusal>>
  /** Takes back: what was new is removed, what was changed is again as before. Asks nothing: `heldUp` does. */
  takeBack(tx: unknown, caller: Caller, saved: readonly Saved<State>[]): Promise<void>
}

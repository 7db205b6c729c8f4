/** Which acts an alarm in its present state offers. The engine decides; the screen only spares the officer acts that would be refused. */
import { type AlarmState, innerState, isUnacknowledged } from '../live/standing.ts'
import type { AlarmAct } from '../live/waiting-acts.ts'

export type ActName = AlarmAct['action']

/** In the order of the procedure: acknowledge, handle, reset, silence, then setting aside. A drill is not set aside: it is ended. */
export function possibleActs(state: AlarmState): ActName[] {
  switch (state.state) {
    case 'shelved':
      return ['unshelve']
    case 'suppressed':
      // what design suppressed comes back by design
      return state.rule === null ? ['unsuppress'] : []
    case 'out_of_service':
      return ['return_to_service']
    case 'normal':
      return []
  }
  const inner = innerState(state)
  const acts: ActName[] = []
  if (isUnacknowledged(state)) acts.push('acknowledge')
  if (inner.state !== 'normal' && inner.handled === null) acts.push('handle')
  if (state.state === 'latched' && state.acknowledged !== null && state.pending === null) acts.push('reset')
  if (inner.state !== 'normal' && isUnacknowledged(state) && inner.silenced === null) acts.push('silence')
  if (inner.state !== 'normal' && inner.drill) return acts
  return [...acts, 'shelve', 'suppress', 'take_out_of_service']
}

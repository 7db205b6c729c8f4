/** Which acts an alarm in its present state offers. The engine decides; the screen only spares the officer acts that would be refused. */
import { type AlarmState, innerState, isUnacknowledged } from '../live/standing.ts'
import type { AlarmAct } from '../live/use-standing.tsx'

export type ActName = AlarmAct['action']

/** In the order of the procedure: acknowledge, handle, reset, then setting aside. */
export function possibleActs(state: AlarmState): ActName[] {
  switch (state.state) {
    case 'shelved':
      return ['unshelve']
    case 'suppressed':
      return ['unsuppress']
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
  return [...acts, 'shelve', 'suppress', 'take_out_of_service']
}

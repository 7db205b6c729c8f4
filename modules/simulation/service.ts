/** Use cases of the simulation: asks the simulator's control door. */
import { type Caller, Refused } from '@anyuan/kernel'
import { Incident, Incidents, SimulatorStatus } from './contract.ts'

export interface Needs {
  /** Asks the simulator's control door; rejects when it is not running, answers with the status it gave. */
  ask: (method: 'GET' | 'POST', path: string) => Promise<{ status: number; body: unknown }>
  record: (caller: Caller, action: string, object: string) => Promise<void>
}

export const simulationService = ({ ask, record }: Needs) => {
  const answer = async (method: 'GET' | 'POST', path: string): Promise<unknown> => {
    const { status, body } = await ask(method, path).catch(() => {
      throw new Refused('simulation.unavailable')
    })
    if (status === 404) throw new Refused('simulation.not_found', { path })
    if (status !== 200) throw new Refused('simulation.unavailable', { status })
    return body
  }
  return {
    status: async () => SimulatorStatus.parse(await answer('GET', '/status')),
    incidents: async () => Incidents.parse(await answer('GET', '/incidents')),
    async start(caller: Caller, id: string) {
      const incident = Incident.parse(await answer('POST', `/incidents/${encodeURIComponent(id)}/start`))
      await record(caller, 'simulation.start', id)
      return incident
    },
    async stop(caller: Caller, id: string) {
      const incident = Incident.parse(await answer('POST', `/incidents/${encodeURIComponent(id)}/stop`))
      await record(caller, 'simulation.stop', id)
      return incident
    },
  }
}
export type SimulationService = ReturnType<typeof simulationService>

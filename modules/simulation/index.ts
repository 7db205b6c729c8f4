/** The module's face. Only a demo has it. */
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { simulationRoutes } from './routes.ts'
import { type Needs, simulationService } from './service.ts'

export function simulation(needs: Needs) {
  return {
    module: defineModule({
      name: 'simulation',
      errors,
      permissions,
      migrations: [],
      routes: simulationRoutes(simulationService(needs)),
      tells: [],
    }),
  }
}

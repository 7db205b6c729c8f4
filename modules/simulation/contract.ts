/** Simulation (仿真演练): starts and stops the simulator's scripted incidents. Present in demo mode only. */
import { z } from 'zod'

export const Incident = z.object({
  id: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  parkCode: z.string(),
  parkName: z.string(),
  placeZh: z.string(),
  seenZh: z.string().describe('what the officer will see'),
  seenEn: z.string(),
  running: z.boolean(),
  startedAt: z.number().nullable(),
})
export type Incident = z.infer<typeof Incident>
export const Incidents = z.object({ items: z.array(Incident) })
export const SimulatorStatus = z.object({
  samplesPerSecond: z.number(),
  sent: z.number(),
  acknowledged: z.number(),
  refused: z.number(),
  waiting: z.number(),
  sourcesConnected: z.number(),
  sources: z.number(),
})
export type SimulatorStatus = z.infer<typeof SimulatorStatus>

export const permissions = {
  'simulation.run': ['park_duty_officer', 'park_safety_officer', 'emergency_commander', 'province_duty_officer', 'maintainer'],
} as const
export const errors = { 'simulation.not_found': 404, 'simulation.unavailable': 503 } as const
export type SimulationError = keyof typeof errors

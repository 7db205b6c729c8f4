/** Which questions to the api give way (让路) at which level of overload. Acts on alarms and everything an officer needs at once never do. */
import type { SheddingLevel } from './shedding.ts'

const HISTORY: ReadonlySet<string> = new Set([
  '/api/assets/history',
  '/api/assets/tags/:number/raw',
  '/api/assets/moment',
  '/api/alarm-design/history',
])
const LONG_WORK: ReadonlySet<string> = new Set([
  'POST /api/imports/batches',
  'POST /api/imports/batches/:id/apply',
  'POST /api/imports/batches/:id/undo',
  'GET /api/imports/batches/:id/marked',
  'POST /api/alarm-design/changes/:id/rehearse',
  'POST /api/alarms/report',
])

/** @param route as it is declared, with its parameters as `:name` */
export function givesWay(method: string, route: string, level: SheddingLevel): boolean {
  if (level >= 1 && (HISTORY.has(route) || route === '/api/assets/history/export')) return true
  return level >= 2 && (route.endsWith('/export') || LONG_WORK.has(`${method} ${route}`))
}

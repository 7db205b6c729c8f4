/** Every no the alarm engine can say, and the HTTP status it becomes. The words live with the module that owns the screen. */
export const MONITORING_REFUSALS = {
  'alarms.unknown_alarm': 404,
  'alarms.nothing_standing': 409,
  'alarms.not_what_was_seen': 409,
  'alarms.already_acknowledged': 409,
  'alarms.not_acknowledged': 409,
  'alarms.already_handled': 409,
  'alarms.not_latched': 409,
  'alarms.condition_holds': 409,
  'alarms.set_aside': 409,
  'alarms.not_shelved': 409,
  'alarms.not_suppressed': 409,
  'alarms.not_out_of_service': 409,
  'alarms.shelved_too_long': 422,
  'alarms.until_not_ahead': 422,
} as const
export type MonitoringRefusal = keyof typeof MONITORING_REFUSALS

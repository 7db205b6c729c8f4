/** The catalogues of error codes and events, gathered from the modules. */
import type { Module } from './module.ts'

export const HOUSE_ERRORS = {
  'house.invalid': 400,
  'house.not_signed_in': 401,
  'house.must_change_password': 403,
  'house.forbidden': 403,
  'house.foreign_origin': 403,
  'house.no_such_route': 404,
  'house.too_large': 413,
  'house.too_many_rows': 422,
  'house.broken': 500,
  'house.outage': 503,
  'house.overload': 503,
} as const

export const errorCatalogue = (modules: readonly Module[]): Record<string, number> =>
  Object.assign({}, HOUSE_ERRORS, ...modules.map((m) => m.errors))

export const eventCatalogue = (modules: readonly Module[]): { event: string; toldBy: string; heardBy: string[] }[] =>
  modules.flatMap((m) =>
    m.tells.map((event) => ({
      event,
      toldBy: m.name,
      heardBy: modules.filter((other) => other.hears && event in other.hears).map((other) => other.name),
    })),
  )

/** What a module is, and how a house is opened around the modules: permissions, refusals, OpenAPI. */
export { type Actor, allows, holds, type PermissionTable, permissionTable, scopeOf } from './authority.ts'
export { errorCatalogue, eventCatalogue, HOUSE_ERRORS } from './catalogue.ts'
export {
  ExportChoice,
  type ExportContext,
  type ExportDesk,
  type ExportEntry,
  exportList,
  type ListExport,
  MOST_EXPORTED_ROWS,
  sendSheet,
} from './export.ts'
export { type HouseOptions, openHouse } from './house.ts'
export { defineModule, type Module } from './module.ts'
export { RouteError } from './refusal.ts'
export { LANGUAGES, type Language, type WordBooks, type Words, wordBooks } from './words.ts'

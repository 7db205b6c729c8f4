/** Consequence models (后果模型): pure functions of release, weather and place. So far the passive plume and puff. */
export * from './gaussian-plume.ts'

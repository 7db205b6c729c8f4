/** The drawing of the plan: quiet greys for the ground, marks for what is measured. No tiles, no sprites, no glyph files: all comes from our own server. */
import { fontFamily, type ThemeName, tokens } from '@anyuan/ui'
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'

export const SOURCES = {
  ground: 'ground',
  shapes: 'shapes',
  fixtures: 'fixtures',
  places: 'places',
  values: 'values',
  chosen: 'chosen',
} as const

/** What can be switched in the layer list, and which map layers it means. */
export const LAYER_GROUPS = {
  alarms: ['alarm-pulse', 'alarm-marks', 'alarm-labels', 'cluster-alarm-pulse', 'cluster-alarms', 'cluster-labels'],
  detectors: ['place-marks', 'cluster-calm'],
  values: ['value-labels'],
  equipment: ['shape-fill', 'shape-line', 'shape-labels'],
  names: ['ground-labels'],
  roads: ['road', 'road-names'],
  racks: ['rack'],
  fixtures: ['fixture-marks'],
} as const
export type LayerGroup = keyof typeof LAYER_GROUPS
export const LAYER_ORDER: readonly LayerGroup[] = ['alarms', 'detectors', 'values', 'equipment', 'fixtures', 'names', 'roads', 'racks']

const FONT = fontFamily.replaceAll('"', '').split(',')
const EMPTY = { type: 'FeatureCollection' as const, features: [] }
const kind = (...names: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', names]]
const isAlarm: ExpressionSpecification = ['<=', ['get', 'worst'], 4]
const clustered: ExpressionSpecification = ['has', 'point_count']
const single: ExpressionSpecification = ['!', clustered]
/** Metres on the ground to pixels at 42° N: a road keeps its true width while zooming. 2^20 is the scale of zoom 20. */
const metres = (width: ExpressionSpecification | number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  10,
  ['*', width, 1 / 113.6],
  20,
  ['*', width, 1024 / 113.6],
]
const count = (letter: string, key: string): ExpressionSpecification => [
  'case',
  ['>', ['get', key], 0],
  ['concat', letter, ' ', ['to-string', ['get', key]], '  '],
  '',
]

export function planStyle(theme: ThemeName): StyleSpecification {
  const colour = tokens[theme]
  const severityInk: ExpressionSpecification = [
    'match',
    ['get', 'worst'],
    1,
    colour['red-ink'],
    2,
    colour['orange-ink'],
    3,
    colour['yellow-ink'],
    colour['blue-ink'],
  ]
  const severityColour: ExpressionSpecification = [
    'match',
    ['get', 'worst'],
    1,
    colour.red,
    2,
    colour.orange,
    3,
    colour.yellow,
    colour.blue,
  ]
  const halo = { 'text-halo-color': colour.card, 'text-halo-width': 1.6 }
  const fill = (id: string, names: string[], paint: string, line?: string): LayerSpecification[] => [
    { id, type: 'fill', source: SOURCES.ground, filter: kind(...names), paint: { 'fill-color': paint } },
    ...(line
      ? [
          {
            id: `${id}-line`,
            type: 'line' as const,
            source: SOURCES.ground,
            filter: kind(...names),
            paint: { 'line-color': line, 'line-width': 1 },
          },
        ]
      : []),
  ]
  const pulse = (id: string, filter: ExpressionSpecification, radius: number): LayerSpecification => ({
    id,
    type: 'circle',
    source: SOURCES.places,
    filter: ['all', filter, isAlarm, ['>', ['get', 'unacknowledged'], 0]],
    paint: {
      'circle-radius': radius,
      'circle-color': 'rgba(0,0,0,0)',
      'circle-stroke-color': severityColour,
      'circle-stroke-width': 2.5,
      'circle-stroke-opacity': 1,
      // on or off, no fading: two pictures a second in place of sixty
      'circle-stroke-opacity-transition': { duration: 0, delay: 0 },
    },
  })
  return {
    version: 8,
    sources: {
      [SOURCES.ground]: { type: 'geojson', data: EMPTY, tolerance: 0.2 },
      [SOURCES.shapes]: { type: 'geojson', data: EMPTY, tolerance: 0.1 },
      [SOURCES.fixtures]: { type: 'geojson', data: EMPTY },
      [SOURCES.values]: { type: 'geojson', data: EMPTY },
      [SOURCES.chosen]: { type: 'geojson', data: EMPTY },
      [SOURCES.places]: {
        type: 'geojson',
        data: EMPTY,
        cluster: true,
        clusterRadius: 28,
        clusterMaxZoom: 16,
        clusterProperties: {
          worst: ['min', ['get', 'worst']],
          unacknowledged: ['+', ['get', 'unacknowledged']],
          s1: ['+', ['get', 's1']],
          s2: ['+', ['get', 's2']],
          s3: ['+', ['get', 's3']],
          s4: ['+', ['get', 's4']],
          stale: ['+', ['get', 'stale']],
        },
      },
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': colour.land } },
      ...fill('water', ['water'], colour.water),
      ...fill('green', ['green'], colour.green),
      ...fill('plot', ['plot'], colour.plot, colour.outline),
      {
        id: 'fence',
        type: 'line',
        source: SOURCES.ground,
        filter: kind('fence'),
        minzoom: 14,
        paint: { 'line-color': colour.outline, 'line-width': 1, 'line-dasharray': [4, 3] },
      },
      {
        id: 'road',
        type: 'line',
        source: SOURCES.ground,
        filter: kind('road'),
        layout: { 'line-cap': 'square', 'line-join': 'round' },
        paint: { 'line-color': colour.road, 'line-width': metres(['coalesce', ['get', 'widthMetres'], 8]) },
      },
      ...fill('bund', ['bund'], theme === 'light' ? '#F0F1F4' : '#23282F', colour.outline),
      ...fill('building', ['building'], colour.building, colour.outline),
      {
        id: 'rack',
        type: 'line',
        source: SOURCES.ground,
        filter: kind('pipe_rack'),
        paint: { 'line-color': colour.rack, 'line-width': metres(['coalesce', ['get', 'widthMetres'], 6]), 'line-dasharray': [0.4, 0.6] },
      },
      {
        id: 'shape-fill',
        type: 'fill',
        source: SOURCES.shapes,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': colour.building },
      },
      { id: 'shape-line', type: 'line', source: SOURCES.shapes, minzoom: 13, paint: { 'line-color': colour.outline, 'line-width': 1.2 } },
      {
        id: 'chosen-line',
        type: 'line',
        source: SOURCES.chosen,
        filter: ['!=', ['geometry-type'], 'Point'],
        paint: { 'line-color': colour.accent, 'line-width': 2.5 },
      },
      {
        id: 'road-names',
        type: 'symbol',
        source: SOURCES.ground,
        filter: kind('road'),
        minzoom: 15.5,
        layout: {
          'symbol-placement': 'line',
          'text-field': ['coalesce', ['get', 'name'], ''],
          'text-font': FONT,
          'text-size': 12,
          'symbol-spacing': 400,
        },
        paint: { 'text-color': colour.ink, ...halo },
      },
      {
        id: 'ground-labels',
        type: 'symbol',
        source: SOURCES.ground,
        filter: kind('plot-name', 'building-name', 'water-name'),
        minzoom: 13.5,
        layout: {
          'text-field': ['step', ['zoom'], ['case', kind('building-name'), '', ['get', 'name']], 17, ['get', 'name']],
          'text-font': FONT,
          'text-size': ['interpolate', ['linear'], ['zoom'], 13.5, 12, 17, 14],
          'text-anchor': 'top-left',
          'text-justify': 'left',
          'text-max-width': 10,
          'text-padding': 1,
          'symbol-sort-key': ['case', kind('plot-name'), 0, 1],
        },
        paint: { 'text-color': colour.ink, ...halo },
      },
      {
        id: 'shape-labels',
        type: 'symbol',
        source: SOURCES.shapes,
        minzoom: 17,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': 12,
          'text-max-width': 7,
          'text-offset': [0, 0.2],
          'text-anchor': 'top',
        },
        paint: { 'text-color': colour.dim, ...halo },
      },
      {
        id: 'fixture-marks',
        type: 'symbol',
        source: SOURCES.fixtures,
        minzoom: 15.5,
        layout: { 'icon-image': ['get', 'kind'], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      },
      {
        id: 'cluster-calm',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', clustered, ['!', isAlarm]],
        layout: {
          'icon-image': ['case', ['>', ['get', 'stale'], 0], 'stale', ['>=', ['get', 'worst'], 11], 'unknown', 'normal'],
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
        paint: { 'icon-opacity': 0.75 },
      },
      {
        id: 'place-marks',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', single, ['!', isAlarm]],
        layout: { 'icon-image': ['get', 'mark'], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      },
      {
        id: 'value-labels',
        type: 'symbol',
        source: SOURCES.values,
        minzoom: 16.5,
        layout: {
          'text-field': ['get', 'text'],
          'text-font': FONT,
          'text-size': 12,
          'text-anchor': 'left',
          'text-offset': [0.8, 0],
          'text-optional': true,
        },
        paint: { 'text-color': colour.text, ...halo },
      },
      {
        id: 'chosen-ring',
        type: 'circle',
        source: SOURCES.chosen,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: { 'circle-radius': 14, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': colour.accent, 'circle-stroke-width': 2 },
      },
      pulse('cluster-alarm-pulse', clustered, 15),
      pulse('alarm-pulse', single, 13),
      {
        id: 'cluster-alarms',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', clustered, isAlarm],
        layout: {
          'icon-image': ['concat', 'severity-', ['to-string', ['get', 'worst']]],
          'icon-allow-overlap': true,
          'symbol-sort-key': ['-', ['get', 'worst']],
        },
      },
      {
        id: 'cluster-labels',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', clustered, isAlarm],
        layout: {
          'text-field': ['concat', count('I', 's1'), count('II', 's2'), count('III', 's3'), count('IV', 's4')],
          'text-font': FONT,
          'text-size': 13,
          'text-anchor': 'left',
          'text-offset': [1.35, 0],
          'text-optional': true,
          'symbol-sort-key': ['get', 'worst'],
        },
        paint: { 'text-color': severityInk, ...halo },
      },
      {
        id: 'alarm-marks',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', single, isAlarm],
        layout: {
          'icon-image': ['get', 'mark'],
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          'symbol-sort-key': ['-', ['get', 'worst']],
        },
      },
      {
        id: 'alarm-labels',
        type: 'symbol',
        source: SOURCES.places,
        filter: ['all', single, isAlarm],
        layout: {
          'text-field': ['get', 'label'],
          'text-font': FONT,
          'text-size': 14,
          'text-anchor': 'left',
          'text-offset': [1.35, 0],
          'text-optional': true,
          'symbol-sort-key': ['get', 'worst'],
        },
        paint: { 'text-color': severityInk, ...halo },
      },
    ],
  }
}

/** The map itself: MapLibre without internet, fed in batches, no React per value. */
import 'maplibre-gl/dist/maplibre-gl.css'
import type { ThemeName } from '@anyuan/ui'
import { fontFamily } from '@anyuan/ui'
import type { FeatureCollection } from 'geojson'
import { type GeoJSONSource, type LayerSpecification, Map as MapLibreMap, Marker, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Bounds } from './features.ts'
import { addMarkImages } from './mark-images.ts'
import { LAYER_GROUPS, type LayerGroup, planStyle, SOURCES } from './style.ts'

setWorkerUrl(workerUrl)

export type SourceName = keyof typeof SOURCES
const PULSE_MS = 500 // half of 1 Hz

interface Padding {
  top: number
  bottom: number
  left: number
  right: number
}
export interface MapHit {
  layer: string
  code: string
  lon: number
  lat: number
  clusterId: number | null
}

export class HouseMap {
  readonly map: MapLibreMap
  private theme: ThemeName
  private readonly data = new Map<SourceName, FeatureCollection>()
  private hidden: ReadonlySet<LayerGroup> = new Set()
  private pulse: ReturnType<typeof setInterval> | null = null
  private extra: { key: string; data: FeatureCollection; layers: LayerSpecification[] }[] = []
  private loaded = false
  private pulsing = false

  constructor(container: HTMLElement, theme: ThemeName, onHit: (hit: MapHit | null) => void) {
    this.theme = theme
    this.map = new MapLibreMap({
      container,
      style: planStyle(theme),
      center: [123.3, 41.5],
      zoom: 6,
      minZoom: 4,
      maxZoom: 20,
      attributionControl: false,
      localIdeographFontFamily: fontFamily,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      // the page has its own keys; MapLibre's would move the map while a list is being read
      keyboard: true,
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-left')
    this.map.on('style.load', () => {
      this.loaded = true
      addMarkImages(this.map, this.theme)
      for (const [name, data] of this.data) this.source(name)?.setData(data)
      for (const { key, data, layers } of this.extra) this.addExtra(key, data, layers)
      this.applyHidden()
    })
    this.map.on('click', (event) => {
      const reach = 6
      const { x, y } = event.point
      const layers = ['alarm-marks', 'cluster-alarms', 'place-marks', 'cluster-calm', 'fixture-marks', 'shape-fill'].filter((id) =>
        this.map.getLayer(id),
      )
      const found = this.map.queryRenderedFeatures(
        [
          [x - reach, y - reach],
          [x + reach, y + reach],
        ],
        { layers },
      )[0]
      if (!found) return onHit(null)
      const at = found.geometry.type === 'Point' ? (found.geometry.coordinates as [number, number]) : [event.lngLat.lng, event.lngLat.lat]
      const cluster: unknown = found.properties.cluster_id
      onHit({
        layer: found.layer.id,
        code: String(found.properties.code ?? ''),
        lon: at[0]!,
        lat: at[1]!,
        clusterId: typeof cluster === 'number' ? cluster : null,
      })
    })
    this.map.on('mousemove', (event) => {
      const layers = ['alarm-marks', 'cluster-alarms', 'place-marks', 'fixture-marks', 'shape-fill'].filter((id) => this.map.getLayer(id))
      this.map.getCanvas().style.cursor = this.map.queryRenderedFeatures(event.point, { layers }).length > 0 ? 'pointer' : ''
    })
    this.startPulse()
  }

  destroy(): void {
    if (this.pulse) clearInterval(this.pulse)
    this.map.remove()
  }

  /** A new theme is a new style; everything drawn is put back. */
  setTheme(theme: ThemeName): void {
    if (theme === this.theme) return
    this.theme = theme
    this.loaded = false
    this.map.setStyle(planStyle(theme), { diff: false })
  }

  setData(name: SourceName, data: FeatureCollection): void {
    this.data.set(name, data)
    if (this.loaded) void this.source(name)?.setData(data)
  }
  /** Changes some properties of some places; the caller keeps to at most four calls a second. */
  updatePlaces(changes: readonly { id: number; properties: Record<string, string | number> }[]): void {
    const held = this.data.get('places')
    if (held) {
      const byId = new Map(changes.map((change) => [change.id, change.properties]))
      for (const feature of held.features) {
        const properties = byId.get(feature.id as number)
        if (properties) Object.assign(feature.properties ?? {}, properties)
      }
    }
    if (!this.loaded) return
    void this.source('places')?.updateData({
      update: changes.map(({ id, properties }) => ({
        id,
        addOrUpdateProperties: Object.entries(properties).map(([key, value]) => ({ key, value })),
      })),
    })
  }

  setHidden(hidden: ReadonlySet<LayerGroup>): void {
    this.hidden = hidden
    if (this.loaded) this.applyHidden()
  }
  private applyHidden(): void {
    for (const [group, ids] of Object.entries(LAYER_GROUPS))
      for (const id of ids)
        if (this.map.getLayer(id)) this.map.setLayoutProperty(id, 'visibility', this.hidden.has(group as LayerGroup) ? 'none' : 'visible')
  }

  /** A layer that a module contributes; drawn below the marks. Null takes it away. */
  setExtra(key: string, drawn: { data: FeatureCollection; layers: LayerSpecification[] } | null): void {
    this.extra = this.extra.filter((each) => each.key !== key)
    if (this.loaded) this.removeExtra(key)
    if (!drawn) return
    this.extra.push({ key, ...drawn })
    if (this.loaded) this.addExtra(key, drawn.data, drawn.layers)
  }
  private removeExtra(key: string): void {
    const id = `layer:${key}`
    for (const layer of this.map.getStyle().layers) if ('source' in layer && layer.source === id) this.map.removeLayer(layer.id)
    if (this.map.getSource(id)) this.map.removeSource(id)
  }
  private addExtra(key: string, data: FeatureCollection, layers: LayerSpecification[]): void {
    this.map.addSource(`layer:${key}`, { type: 'geojson', data })
    for (const layer of layers) this.map.addLayer(layer, 'cluster-calm')
  }

  fit([west, south, east, north]: Bounds, wanted: number | Padding = { top: 48, bottom: 80, left: 48, right: 48 }): void {
    // on a phone half of such a padding would be more than the map itself
    const small = this.map.getContainer().clientWidth < 600
    const padding = small ? 24 : wanted
    this.map.fitBounds([west, south, east, north], { padding, maxZoom: 17, duration: this.flight(700) })
  }
  flyTo(lon: number, lat: number, zoom: number): void {
    this.map.easeTo({ center: [lon, lat], zoom, duration: this.flight(600) })
  }
  async openCluster(clusterId: number, lon: number, lat: number): Promise<void> {
    const zoom = (await this.source('places')?.getClusterExpansionZoom(clusterId)) ?? this.map.getZoom() + 2
    this.flyTo(lon, lat, zoom + 0.3)
  }
  addMarker(element: HTMLElement, lon: number, lat: number): Marker {
    // a click on a card is not also a click on the ground below it
    element.addEventListener('click', (event) => event.stopPropagation())
    return new Marker({ element, anchor: 'top' }).setLngLat([lon, lat]).addTo(this.map)
  }

  private source(name: SourceName): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(SOURCES[name])
  }
  private flight(milliseconds: number): number {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds
  }
  /** Nothing unacknowledged: nothing to draw again twice a second. */
  setPulsing(pulsing: boolean): void {
    this.pulsing = pulsing
  }
  private startPulse(): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    let bright = true
    this.pulse = setInterval(() => {
      if (document.visibilityState !== 'visible' || !this.loaded || !this.pulsing || this.hidden.has('alarms')) return
      bright = still.matches || !bright
      for (const id of ['alarm-pulse', 'cluster-alarm-pulse'])
        if (this.map.getLayer(id)) this.map.setPaintProperty(id, 'circle-stroke-opacity', bright ? 1 : 0.15)
    }, PULSE_MS)
  }
}

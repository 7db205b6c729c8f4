/** Brings values and alarms onto the map, live or of the moment shown: at most four updates a second, and only of places whose drawing changes. */
import {
  type LiveClient,
  type LiveValue,
  type Past,
  type Readings,
  raisedAt,
  type StandingAlarm,
  type StandingStore,
  severityOf,
} from '@anyuan/ui'
import type { Feature } from 'geojson'
import { labelOf, placeFeature } from './features.ts'
import type { HouseMap } from './house-map.ts'
import { type AlarmsByTag, alarmsByTag, type Place, type PlaceIndex, type PlaceState, sameState, stateOf } from './places.ts'

const BATCH_MS = 250
const LABELS_MS = 1000
const LABELS_FROM_ZOOM = 16.5
const LABELS_AT_MOST = 500 // default, not from a standard

export class MapFeed {
  /** Drawn state of each place; the province view's cards are counted from it. */
  readonly states = new Map<number, PlaceState>()
  private readonly house: HouseMap
  private readonly live: LiveClient
  private readonly standing: StandingStore
  private readonly index: PlaceIndex
  private alarms: AlarmsByTag = new Map()
  private past: Past | null = null
  private readonly dirty = new Set<number>()
  private readonly labels = new Map<number, string>()
  private readonly timers: ReturnType<typeof setInterval>[] = []
  private offs: (() => void)[] = []
  private offPast: () => void = () => {}
  private readonly onStates: () => void

  constructor(house: HouseMap, live: LiveClient, standing: StandingStore, index: PlaceIndex, onStates: () => void) {
    this.house = house
    this.live = live
    this.standing = standing
    this.index = index
    this.onStates = onStates
  }

  start(): void {
    this.takeAlarms()
    this.house.setData('places', {
      type: 'FeatureCollection',
      features: this.index.places.map((place) => {
        const state = this.compute(place)
        this.states.set(place.id, state)
        const label = this.labelAt(place, state)
        this.labels.set(place.id, label)
        return placeFeature(place, state, label)
      }),
    })
    this.afterStates()
    this.offs = [
      this.live.values.subscribeAll((changed) => {
        if (this.past === null) this.touch(changed)
      }),
      this.standing.subscribe(() => {
        if (this.past === null) this.takeAlarms()
      }),
    ]
    this.timers.push(
      setInterval(() => this.flush(), BATCH_MS),
      setInterval(() => this.drawLabels(), LABELS_MS),
    )
  }
  stop(): void {
    for (const off of this.offs) off()
    this.offPast()
    for (const timer of this.timers) clearInterval(timer)
  }

  /** Shows values and alarms of a past moment in place of the present; null returns to live. */
  setPast(past: Past | null): void {
    const before = this.past
    this.past = past
    if (past?.readings !== before?.readings) {
      this.offPast()
      this.offPast = past?.readings.values.subscribeAll((changed) => this.touch(changed)) ?? (() => {})
      for (const place of this.index.places) this.dirty.add(place.id)
    }
    this.takeAlarms()
    this.flush()
    this.drawLabels()
  }
  /** The gravest, then newest alarm of a place as it is drawn now. */
  worstAlarm(place: Place): StandingAlarm | undefined {
    return place.tagNumbers
      .flatMap((tagNumber) => this.alarms.get(tagNumber) ?? [])
      .sort((a, b) => (severityOf(a.state) ?? 9) - (severityOf(b.state) ?? 9) || raisedAt(b.state) - raisedAt(a.state))[0]
  }
  alarmsAt(place: Place): StandingAlarm[] {
    return place.tagNumbers.flatMap((tagNumber) => this.alarms.get(tagNumber) ?? [])
  }

  private takeAlarms(): void {
    const before = this.alarms
    this.alarms = alarmsByTag((this.past?.standing ?? this.standing.get()).alarms)
    this.touch(before.keys())
    this.touch(this.alarms.keys())
  }
  private touch(tagNumbers: Iterable<number>): void {
    for (const tagNumber of tagNumbers) {
      const place = this.index.byTag.get(tagNumber)
      if (place) this.dirty.add(place.id)
    }
  }
  private get values(): Readings['values'] {
    return (this.past?.readings ?? this.live).values
  }
  private compute(place: Place): PlaceState {
    return stateOf(place, this.alarms, (tagNumber) => this.values.get(tagNumber)?.quality)
  }
  private labelAt(place: Place, state: PlaceState): string {
    if (state.worst > 4) return ''
    const alarm = this.worstAlarm(place)
    const tag = alarm && this.index.tags.get(alarm.tagNumber)
    if (!alarm || !tag) return ''
    const value: LiveValue | undefined = this.values.get(tag.number)
    return labelOf(tag, value) || tag.code
  }

  private flush(): void {
    if (this.dirty.size === 0) return
    const changes: { id: number; properties: Record<string, string | number> }[] = []
    for (const id of this.dirty) {
      const place = this.index.places[id - 1]
      if (!place) continue
      const state = this.compute(place)
      const label = this.labelAt(place, state)
      if (sameState(this.states.get(id), state) && this.labels.get(id) === label) continue
      this.states.set(id, state)
      this.labels.set(id, label)
      changes.push({ id, properties: { ...state, label } })
    }
    this.dirty.clear()
    if (changes.length === 0) return
    this.house.updatePlaces(changes)
    this.afterStates()
  }
  private afterStates(): void {
    let pulsing = false
    for (const state of this.states.values())
      if (state.unacknowledged) {
        pulsing = true
        break
      }
    this.house.setPulsing(pulsing)
    this.onStates()
  }

  /** Values in words for what is in sight, close up only. */
  private drawLabels(): void {
    const features: Feature[] = []
    if (this.house.map.getZoom() >= LABELS_FROM_ZOOM) {
      const box = this.house.map.getBounds()
      for (const place of this.index.places) {
        if (features.length >= LABELS_AT_MOST) break
        if ((this.states.get(place.id)?.worst ?? 11) <= 4 || !box.contains([place.lon, place.lat])) continue
        const first = place.tagNumbers[0]!
        const text = labelOf(this.index.tags.get(first), this.values.get(first))
        if (text) features.push({ type: 'Feature', properties: { text }, geometry: { type: 'Point', coordinates: [place.lon, place.lat] } })
      }
    }
    if (features.length === 0 && this.labelsEmpty) return
    this.labelsEmpty = features.length === 0
    this.house.setData('values', { type: 'FeatureCollection', features })
  }
  private labelsEmpty = true
}

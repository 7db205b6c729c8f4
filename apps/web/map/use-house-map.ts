/** Ties the map canvas to the page: made once, fed with the plan, the points and the theme. */
import { type MapLayer, useLive, usePast, useStandingStore, useTheme } from '@anyuan/ui'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { boundsOf, fixtureFeatures, type Ground, groundFeatures, type Shapes, shapeFeatures } from './features.ts'
import { MapFeed } from './feed.ts'
import { HouseMap, type MapHit } from './house-map.ts'
import type { PlaceIndex } from './places.ts'

const NOTHING = { type: 'FeatureCollection' as const, features: [] }

export function useHouseMap(container: RefObject<HTMLDivElement | null>, onHit: (hit: MapHit | null) => void): HouseMap | null {
  const { theme } = useTheme()
  const [house, setHouse] = useState<HouseMap | null>(null)
  const latest = useRef(onHit)
  latest.current = onHit
  const firstTheme = useRef(theme)
  useEffect(() => {
    if (!container.current) return
    const made = new HouseMap(container.current, firstTheme.current, (hit) => latest.current(hit))
    setHouse(made)
    return () => made.destroy()
  }, [container])
  useEffect(() => house?.setTheme(theme), [house, theme])
  return house
}

/** Live marks on the map. `tick` grows whenever a drawn state changed; the feed itself does not change then. */
export function useFeed(house: HouseMap | null, index: PlaceIndex | undefined): { feed: MapFeed | null; tick: number } {
  const live = useLive()
  const standing = useStandingStore()
  const [feed, setFeed] = useState<MapFeed | null>(null)
  const [tick, setTick] = useState(0)
  useEffect(() => {
    if (!house || !index) return
    let waiting = false
    const made = new MapFeed(house, live, standing, index, () => {
      // the cards and counts follow once a second at most
      if (waiting) return
      waiting = true
      setTimeout(() => {
        waiting = false
        setTick((before) => before + 1)
      }, 500)
    })
    made.start()
    setFeed(made)
    return () => {
      made.stop()
      setFeed(null)
    }
  }, [house, index, live, standing])
  return { feed, tick }
}

/** Asks for the values of what can be seen: the tags of the open park, or of everything in the province view. */
export function useWatch(index: PlaceIndex | undefined, under: string | undefined): void {
  const live = useLive()
  useEffect(() => {
    if (!index) return
    if (under === undefined) return live.watch('all')
    const numbers = index.places
      .filter((place) => place.org === under || place.org.startsWith(`${under}.`))
      .flatMap((place) => place.tagNumbers)
    return live.watch(numbers)
  }, [live, index, under])
  const past = usePast()?.readings
  useEffect(() => (index ? past?.watchBelow(under) : undefined), [past, index, under])
}

/** Draws the plan and flies to it when the park changes. */
export function useGround(house: HouseMap | null, under: string | undefined, ground: Ground | undefined, shapes: Shapes | undefined): void {
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!house) return
    house.setData('ground', ground && under ? groundFeatures(ground) : NOTHING)
    if (!ground || !under || shown.current === under) return
    const box = boundsOf(ground.filter((each) => each.kind !== 'water').map((each) => each.outline.geometry))
    if (!box) return
    shown.current = under
    house.fit(box)
  }, [house, ground, under])
  useEffect(() => {
    if (!house) return
    house.setData('shapes', shapes && under ? shapeFeatures(shapes) : NOTHING)
    house.setData('fixtures', shapes && under ? fixtureFeatures(shapes) : NOTHING)
  }, [house, shapes, under])
  useEffect(() => {
    if (under === undefined) shown.current = undefined
  }, [under])
}

/** Layers that modules contribute, read again at their own pace while they are shown. */
export function useExtraLayers(house: HouseMap | null, layers: readonly MapLayer[], shown: ReadonlySet<string>, under: string): void {
  const { theme } = useTheme()
  useEffect(() => {
    if (!house) return
    const stops = layers.map((layer) => {
      if (!shown.has(layer.key)) {
        house.setExtra(layer.key, null)
        return () => {}
      }
      const stop = new AbortController()
      const draw = async () => {
        try {
          const data = await layer.load(under, stop.signal)
          if (!stop.signal.aborted) house.setExtra(layer.key, { data, layers: layer.layers(theme) })
        } catch {
          // an old drawing must not pass for a present one
          if (!stop.signal.aborted) house.setExtra(layer.key, null)
        }
      }
      void draw()
      const timer = layer.refreshSeconds ? setInterval(() => void draw(), layer.refreshSeconds * 1000) : null
      return () => {
        stop.abort()
        if (timer) clearInterval(timer)
      }
    })
    return () => {
      for (const stop of stops) stop()
    }
  }, [house, layers, shown, under, theme])
}

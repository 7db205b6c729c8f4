/** 一张图: the plan of the park with everything measured on it, live or at a past moment; the province as cards above it. */
import './map.css'
import { ErrorState, Icon, isWithinOrg, useConductorActs, usePast, useSearchParams, useStandingAlarms } from '@anyuan/ui'
import { Button } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { modules } from '../modules.ts'
import { Arrivals, useArrivals } from './arrivals.tsx'
import type { MapHit } from './house-map.ts'
import { LayersBox } from './layers-box.tsx'
import { type Chosen, Panel } from './panel.tsx'
import { ParkCards } from './park-cards.tsx'
import { tallyOf } from './places.ts'
import type { LayerGroup } from './style.ts'
import { useExtraLayers, useFeed, useGround, useHouseMap, useWatch } from './use-house-map.ts'
import { useMapKeys } from './use-map-keys.ts'
import { usePlan } from './use-plan.ts'
import { windTags } from './wind.ts'
import { WindBox } from './wind-box.tsx'

const extraLayers = modules.flatMap((module) => module.mapLayers ?? []).sort((a, b) => a.order - b.order)
const extraPanels = modules.flatMap((module) => module.mapPanels ?? []).sort((a, b) => a.order - b.order)
const CLOSE_UP_ZOOM = 17.5
const PROVINCE_ZOOM = 6.6
const PROVINCE_PADDING = { top: 64, bottom: 190, left: 150, right: 150 } // room for the cards, which hang below their points

export default function MapPage() {
  const { t } = useTranslation()
  const plan = usePlan()
  const { park, parks, under, org, setOrg } = plan
  const index = plan.points.data
  const [params, setParams] = useSearchParams()
  const root = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const standing = useStandingAlarms(org)
  const past = usePast()
  const moment = past?.moment ?? null
  const conductor = useConductorActs()
  const [hidden, setHidden] = useState<ReadonlySet<LayerGroup>>(new Set())
  const [layersOpen, setLayersOpen] = useState(false)
  const [shownExtra, setShownExtra] = useState<ReadonlySet<string>>(
    new Set(extraLayers.filter((layer) => layer.visibleAtFirst).map((layer) => layer.key)),
  )

  const choose = useCallback(
    (code: string | null) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          next.delete('tag')
          if (code) next.set('place', code)
          else next.delete('place')
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const onHit = (hit: MapHit | null) => {
    if (!hit) return void (code && choose(null))
    if (hit.clusterId !== null) return void house?.openCluster(hit.clusterId, hit.lon, hit.lat)
    choose(hit.code)
  }
  const house = useHouseMap(canvas, onHit)
  const { feed, tick } = useFeed(house, index)
  useWatch(index, under)
  useGround(house, under, plan.ground.data, plan.shapes.data)
  useExtraLayers(house, extraLayers, shownExtra, under ?? org ?? '')
  // in the province view the cards say it all
  useEffect(() => house?.setHidden(under === undefined ? new Set([...hidden, 'alarms', 'detectors']) : hidden), [house, hidden, under])
  useEffect(() => {
    document.title = `${t('map.title')} · ${t('ui.product')}`
  }, [t])

  // province view: all parks in sight
  useEffect(() => {
    if (!house || under !== undefined || parks.length === 0) return
    const at = parks.flatMap((each) => (each.position ? [each.position] : []))
    if (at.length === 0) return
    if (at.length === 1) house.flyTo(at[0]!.lon, at[0]!.lat, PROVINCE_ZOOM)
    else
      house.fit(
        [
          Math.min(...at.map((p) => p.lon)),
          Math.min(...at.map((p) => p.lat)),
          Math.max(...at.map((p) => p.lon)),
          Math.max(...at.map((p) => p.lat)),
        ],
        PROVINCE_PADDING,
      )
  }, [house, under, parks])
  // below a park: to the unit itself, once its plan is there
  const target = org !== under ? plan.tree.byPath.get(org ?? '') : undefined
  const targetPosition = target?.position
  useEffect(() => {
    if (house && under !== undefined && plan.ground.data && targetPosition)
      house.flyTo(targetPosition.lon, targetPosition.lat, target.level === 'enterprise' ? 16.6 : 18)
  }, [house, under, plan.ground.data, targetPosition, target?.level])

  // what is chosen, by the address: `?place=code`, or `?tag=number` from other pages
  const tagAsked = Number(params.get('tag')) || null
  const code = params.get('place') ?? (tagAsked ? (index?.byTag.get(tagAsked)?.code ?? null) : null)
  const chosen = useMemo<Chosen | null>(() => {
    if (!code || !index) return null
    const place = index.byCode.get(code)
    const shape = plan.shapes.data?.find((each) => each.code === code)
    if (!place && !shape) return null
    const tags = place?.tagNumbers.flatMap((number) => index.tags.get(number) ?? []) ?? []
    return {
      code,
      name: shape?.name ?? tags[0]?.name ?? code,
      kindKey: shape ? `map.kind.${shape.kind}` : null,
      assetId: shape?.id ?? null,
      org: place?.org ?? shape?.org ?? '',
      tags,
    }
  }, [code, index, plan.shapes.data])
  const chosenPlace = code ? index?.byCode.get(code) : undefined
  // a choice that comes from elsewhere (search, desk, arrival) opens its park and flies there; a click on the map is there already
  useEffect(() => {
    if (!house || !chosenPlace) return
    const own = plan.tree.nodes.find((node) => node.level === 'park' && isWithinOrg(chosenPlace.org, node.path))
    if (own && own.path !== under) {
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          next.set('org', own.path)
          return next
        },
        { replace: true },
      )
      return
    }
    if (!house.map.getBounds().contains([chosenPlace.lon, chosenPlace.lat]) || house.map.getZoom() < 14)
      house.flyTo(chosenPlace.lon, chosenPlace.lat, CLOSE_UP_ZOOM)
  }, [house, chosenPlace, plan.tree, under, setParams])
  useEffect(() => {
    if (!house) return
    const outline = plan.shapes.data?.find((each) => each.code === code)?.outline?.geometry
    house.setData('chosen', {
      type: 'FeatureCollection',
      features: [
        ...(outline ? [{ type: 'Feature' as const, properties: {}, geometry: outline }] : []),
        ...(chosenPlace && !outline
          ? [
              {
                type: 'Feature' as const,
                properties: {},
                geometry: { type: 'Point' as const, coordinates: [chosenPlace.lon, chosenPlace.lat] },
              },
            ]
          : []),
      ],
    })
  }, [house, code, chosenPlace, plan.shapes.data])

  useEffect(() => feed?.setPast(past), [feed, past])

  // what is new is decided over everything in sight: looking at another park makes none of its alarms new
  const everywhere = useStandingAlarms()
  const arrived = useArrivals(everywhere.alarms, !everywhere.loading && moment === null)
  const arrivals = useMemo(() => (org ? arrived.filter((alarm) => isWithinOrg(alarm.org, org)) : arrived), [arrived, org])
  const wind = useMemo(() => (index && park ? windTags(index.tags.values(), park.path) : null), [index, park])
  const tallies = useCallback(
    (path: string) => {
      void tick // counted anew whenever a drawn state changed
      return tallyOf(index?.places ?? [], feed?.states ?? new Map(), path)
    },
    [index, feed, tick],
  )
  useMapKeys({
    root,
    house,
    onLayers: () => setLayersOpen((open) => !open),
    onEscape: () => (layersOpen ? setLayersOpen(false) : code ? choose(null) : moment !== null ? conductor?.goLive() : undefined),
  })

  const failed = [plan.points, plan.ground, plan.shapes].find((query) => query.isError)
  return (
    <div ref={root} className={`map-page${chosen ? ' map-with-panel' : ''}`}>
      <div className="map-stage">
        <h1 className="visually-hidden">{t('map.title')}</h1>
        <div ref={canvas} className="map-canvas" data-testid="map" />
        {house && under === undefined && <ParkCards house={house} parks={parks} tallyOf={tallies} onOpen={setOrg} />}
        {failed && (
          <div className="card map-error">
            <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
          </div>
        )}
        <div className="map-top-left">
          <Button icon={<Icon name="layers" size={16} />} onClick={() => setLayersOpen(!layersOpen)} aria-expanded={layersOpen}>
            {t('map.layers')} <kbd>L</kbd>
          </Button>
          {layersOpen && (
            <LayersBox
              hidden={hidden}
              onHidden={setHidden}
              extra={extraLayers}
              shownExtra={shownExtra}
              onExtra={(key, on) => setShownExtra((before) => new Set(on ? [...before, key] : [...before].filter((each) => each !== key)))}
              onClose={() => setLayersOpen(false)}
            />
          )}
        </div>
        <div className="map-top-right">
          {wind && <WindBox tags={wind} />}
          <Arrivals
            alarms={moment === null ? arrivals : []}
            onPick={(alarm) => {
              const place = index?.byTag.get(alarm.tagNumber)
              if (!place) return
              house?.flyTo(place.lon, place.lat, CLOSE_UP_ZOOM)
              choose(place.code)
            }}
          />
        </div>
        <div className="map-buttons">
          <Button
            icon={<Icon name="plus" size={16} />}
            aria-label={t('map.zoom_in')}
            title={`${t('map.zoom_in')} +`}
            onClick={() => house?.map.zoomIn()}
          />
          <Button
            icon={<Icon name="minus" size={16} />}
            aria-label={t('map.zoom_out')}
            title={`${t('map.zoom_out')} −`}
            onClick={() => house?.map.zoomOut()}
          />
          <Button
            icon={<Icon name="fullscreen" size={16} />}
            aria-label={t('map.full_screen')}
            title={`${t('map.full_screen')} F`}
            onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : root.current?.requestFullscreen())}
          />
        </div>
      </div>
      {chosen && <Panel chosen={chosen} alarms={standing.alarms} moment={moment} extra={extraPanels} onClose={() => choose(null)} />}
    </div>
  )
}

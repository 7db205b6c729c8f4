/** The province view: each park is a card at its place, with its alarms by level; choosing it opens its plan. */
import { SEVERITIES } from '@anyuan/kernel'
import { type OrgNode, SeverityCount, useOrgName } from '@anyuan/ui'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { HouseMap } from './house-map.ts'
import type { Tally } from './places.ts'

interface ParkCardsProps {
  house: HouseMap
  parks: readonly OrgNode[]
  tallyOf: (path: string) => Tally
  onOpen: (path: string) => void
}
export function ParkCards({ house, parks, tallyOf, onOpen }: ParkCardsProps) {
  return parks.map((park) =>
    park.position ? (
      <ParkCard key={park.path} house={house} park={park} at={park.position} tally={tallyOf(park.path)} onOpen={onOpen} />
    ) : null,
  )
}

function ParkCard(props: {
  house: HouseMap
  park: OrgNode
  at: { lon: number; lat: number }
  tally: Tally
  onOpen: (path: string) => void
}) {
  const { house, park, at, tally, onOpen } = props
  const { lon, lat } = at
  const { t } = useTranslation()
  const name = useOrgName()
  const [place] = useState(() => document.createElement('div'))
  useEffect(() => {
    const marker = house.addMarker(place, lon, lat)
    return () => {
      marker.remove()
    }
  }, [house, place, lon, lat])
  const counts = { 1: tally.s1, 2: tally.s2, 3: tally.s3, 4: tally.s4 }
  const calm = tally.s1 + tally.s2 + tally.s3 + tally.s4 === 0
  return createPortal(
    <button type="button" className="card park-card" onClick={() => onOpen(park.path)}>
      <b>{name(park.path)}</b>
      {calm ? (
        <span className="small">{t('map.park.calm')}</span>
      ) : (
        <span className="counts">
          {SEVERITIES.map((severity) =>
            counts[severity] > 0 ? <SeverityCount key={severity} severity={severity} count={counts[severity]} /> : null,
          )}
        </span>
      )}
      <span className="small">
        {tally.unacknowledged > 0 && `${t('map.park.unacknowledged', { count: tally.unacknowledged })} · `}
        {tally.stale > 0 ? t('map.park.stale', { count: tally.stale }) : t('map.park.fresh')}
      </span>
    </button>,
    place,
  )
}

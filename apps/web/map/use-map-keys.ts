/** Keys of the map: L layers, F full screen, + and − and arrows move it from anywhere on the page, Esc goes back one step. */
import { type RefObject, useEffect, useRef } from 'react'
import type { HouseMap } from './house-map.ts'

const STEP_PIXELS = 120

interface MapKeys {
  root: RefObject<HTMLElement | null>
  house: HouseMap | null
  onLayers: () => void
  onEscape: () => void
}
export function useMapKeys(keys: MapKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { root, house, onLayers, onEscape } = latest.current
      const target = event.target instanceof HTMLElement ? event.target : null
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest('input, textarea, [role="dialog"], [contenteditable]')) return
      // the canvas moves itself when it has the focus, and the time slider needs the arrows for itself
      const onCanvas = target?.closest('.maplibregl-canvas, [role="slider"]') != null
      const moves: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
      const move = moves[event.key]
      if (event.key === 'l' || event.key === 'L') onLayers()
      else if (event.key === 'f' || event.key === 'F')
        void (document.fullscreenElement ? document.exitFullscreen() : root.current?.requestFullscreen())
      else if (event.key === 'Escape') onEscape()
      else if ((event.key === '+' || event.key === '=') && !onCanvas) house?.map.zoomIn()
      else if (event.key === '-' && !onCanvas) house?.map.zoomOut()
      else if (move && !onCanvas) house?.map.panBy([move[0] * STEP_PIXELS, move[1] * STEP_PIXELS])
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

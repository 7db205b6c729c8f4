/** Draws the marks of severities and data states once per theme, as images for the map. The same shapes as in tables. */
import { SEVERITIES } from '@anyuan/kernel'
import { SEVERITY_PATH, SEVERITY_TOKEN, type ThemeName, tokens } from '@anyuan/ui'
import type { Map as MapLibreMap } from 'maplibre-gl'

const RATIO = 2

function draw(sizePixels: number, work: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = sizePixels * RATIO
  canvas.height = sizePixels * RATIO
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser has no 2-D canvas')
  pen.scale(RATIO, RATIO)
  work(pen)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

/** Adds (or redraws, after a change of theme) all images that the layers name. */
export function addMarkImages(map: MapLibreMap, theme: ThemeName): void {
  const colour = tokens[theme]
  const put = (name: string, image: ImageData) => {
    if (map.hasImage(name)) map.removeImage(name)
    map.addImage(name, image, { pixelRatio: RATIO })
  }
  for (const severity of SEVERITIES)
    put(
      `severity-${severity}`,
      draw(20, (pen) => {
        pen.translate(2, 2)
        pen.scale(16 / 14, 16 / 14)
        const path = new Path2D(SEVERITY_PATH[severity])
        pen.lineJoin = 'round'
        pen.strokeStyle = colour.card
        pen.lineWidth = 3
        pen.stroke(path)
        pen.fillStyle = colour[SEVERITY_TOKEN[severity]]
        pen.fill(path)
      }),
    )
  const ring = (work: (pen: CanvasRenderingContext2D) => void, dashed = false) =>
    draw(14, (pen) => {
      pen.strokeStyle = colour.ink
      pen.fillStyle = colour.card
      pen.lineWidth = 1.5
      if (dashed) pen.setLineDash([2, 2])
      pen.beginPath()
      pen.arc(7, 7, 4.25, 0, 2 * Math.PI)
      pen.fill()
      pen.stroke()
      pen.setLineDash([])
      work(pen)
    })
  const lines = (pen: CanvasRenderingContext2D, ...path: [number, number, number, number][]) => {
    pen.lineWidth = 1.2
    pen.beginPath()
    for (const [x1, y1, x2, y2] of path) {
      pen.moveTo(x1, y1)
      pen.lineTo(x2, y2)
    }
    pen.stroke()
  }
  put(
    'normal',
    ring(() => {}),
  )
  put(
    'unknown',
    ring(() => {}, true),
  )
  put(
    'uncertain',
    ring((pen) => lines(pen, [4.5, 7.5, 6, 6], [6, 6, 8, 8], [8, 8, 9.5, 6.5])),
  )
  put(
    'bad',
    ring((pen) => lines(pen, [4.5, 4.5, 9.5, 9.5], [9.5, 4.5, 4.5, 9.5])),
  )
  put(
    'stale',
    ring((pen) => lines(pen, [4, 8, 8, 4], [4.5, 10, 10, 4.5], [6.5, 10.5, 10.5, 6.5])),
  )
  put(
    'outOfService',
    ring((pen) => lines(pen, [4.5, 7, 9.5, 7])),
  )
  put(
    'shelved',
    ring((pen) => lines(pen, [7, 4, 7, 7], [7, 7, 9, 8.5])),
  )
  put(
    'camera',
    draw(14, (pen) => {
      pen.strokeStyle = colour.ink
      pen.fillStyle = colour.card
      pen.lineWidth = 1.2
      pen.fillRect(2, 4, 7, 6)
      pen.strokeRect(2, 4, 7, 6)
      lines(pen, [9, 6.5, 12, 4.5], [12, 4.5, 12, 9.5], [12, 9.5, 9, 7.5])
    }),
  )
  put(
    'gate',
    draw(14, (pen) => {
      pen.strokeStyle = colour.ink
      pen.fillStyle = colour.card
      pen.fillRect(2, 3, 10, 8)
      lines(pen, [2, 11, 2, 3], [12, 11, 12, 3], [2, 6.5, 12, 6.5])
    }),
  )
  put(
    'weather_station',
    draw(14, (pen) => {
      pen.strokeStyle = colour.ink
      lines(pen, [7, 13, 7, 2], [7, 2, 12, 4], [12, 4, 7, 6], [4, 13, 10, 13])
    }),
  )
}

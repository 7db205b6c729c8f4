/** What a module offers to the screen. The shell collects these faces and knows none of them by name. */
import type { FeatureCollection } from 'geojson'
import type { LayerSpecification } from 'maplibre-gl'
import type { ComponentType } from 'react'
import type { IconName } from './marks/icon.tsx'

/** Groups of the left menu, from top to bottom. */
export const MENU_GROUPS = ['now', 'safety', 'operation', 'basis', 'system', 'demo'] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

export interface UiPage {
  /** Address, e.g. `/assets/tags/:number`. */
  path: string
  /** Pages without a menu entry are reached from others. */
  menu?: {
    group: MenuGroup
    order: number
    labelKey: string
    icon?: IconName
    /** Hidden from those who hold it nowhere. */
    permission?: string
    /** Shown only when the server runs as demo. */
    demoOnly?: boolean
  }
  /** In playback the page shows the moment of the time conductor; without it, it goes on showing now, and says so. */
  showsMoment?: boolean
  /** A module that default-exports the page component. */
  load: () => Promise<{ default: ComponentType }>
}

/** What is chosen on the map. `code` is the asset's or tag's code. */
export type MapSelection =
  | { kind: 'tag'; tagNumber: number; code: string; org: string }
  | { kind: 'asset'; id: string; code: string; org: string }
  | { kind: 'organisation'; path: string }

export interface MapLayer {
  /** Unique; the layer's source is `layer:<key>`, its MapLibre layers must use that source. */
  key: string
  labelKey: string
  order: number
  visibleAtFirst: boolean
  /** What to draw for everything below `under`; read again every `refreshSeconds` while visible. */
  load: (under: string, signal: AbortSignal) => Promise<FeatureCollection>
  refreshSeconds?: number
  layers: (theme: 'light' | 'dark') => LayerSpecification[]
}
/** A card in the map's right panel. */
export interface MapPanel {
  key: string
  order: number
  accepts: (selection: MapSelection) => boolean
  load: () => Promise<{ default: ComponentType<{ selection: MapSelection; playback: boolean }> }>
}
export interface SearchHit {
  key: string
  title: string
  detail?: string
  /** Where choosing it leads. */
  to: string
}
export interface SearchProvider {
  key: string
  labelKey: string
  order: number
  permission?: string
  search: (text: string, signal: AbortSignal) => Promise<SearchHit[]>
}
export interface ModuleUi {
  pages: readonly UiPage[]
  mapLayers?: readonly MapLayer[]
  mapPanels?: readonly MapPanel[]
  searchProviders?: readonly SearchProvider[]
}
/** The default export of `modules/<name>/ui/index.ts`. */
export const defineUi = (face: ModuleUi): ModuleUi => face

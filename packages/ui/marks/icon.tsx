/** The house's line icons, 20×20, one stroke: for the menu when it is folded and for buttons without words. */

const DRAWING = {
  map: 'M3 5l5-2 5 2 4-2v12l-4 2-5-2-5 2zM8 3v12M13 5v12',
  desk: 'M3 4h14v9H3zM7 17h6M10 13v4',
  performance: 'M3 3v14h14M6.5 14v-4M10 14V6M13.5 14v-6',
  alarm: 'M10 3 18 16.5H2ZM10 8v4M10 14v.5',
  log: 'M5 2.5h10v15H5zM8 7h4M8 10h4M8 13h2.5',
  tag: 'M3 12c2-6 4-6 5.5-1S12 17 14 11s2-6 3-6M3 17h14',
  asset: 'M5 6c0-1.5 10-1.5 10 0v9c0 1.5-10 1.5-10 0zM5 6c0 1.5 10 1.5 10 0M5 10.5c0 1.5 10 1.5 10 0',
  source: 'M10 13v4M6 17h8M10 9.5a1.5 1.5 0 1 0 .01 0M6.5 13a5 5 0 0 1 0-7M13.5 13a5 5 0 0 0 0-7M4 15a8 8 0 0 1 0-11M16 15a8 8 0 0 0 0-11',
  quarantine: 'M10 2.5 16 5v5c0 4-3 6.5-6 7.5-3-1-6-3.5-6-7.5V5zM7.5 7.5l5 5M12.5 7.5l-5 5',
  organisation: 'M8 3h4v4H8zM3 13h4v4H3zM13 13h4v4h-4zM10 7v3M5 13v-3h10v3',
  person: 'M10 3a3 3 0 1 1 0 6 3 3 0 1 1 0-6M4 17c0-4 2.5-6 6-6s6 2 6 6',
  audit: 'M9 3a6 6 0 1 1 0 12A6 6 0 1 1 9 3M13.5 13.5 17.5 17.5M6.5 9l2 2 3-4',
  simulation: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 1 1 0-15M8 6.5v7l5.5-3.5z',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 1 1 0-11M13 13l4.5 4.5',
  sound: 'M3 8v4h3l4 3.5v-11L6 8zM13 7.5c1.5 1.5 1.5 3.5 0 5M15.5 5c3 3 3 7 0 10',
  silent: 'M3 8v4h3l4 3.5v-11L6 8zM13 8l4.5 4.5M17.5 8 13 12.5',
  refresh: 'M16 7A7 7 0 1 0 17 11M16.5 3v4.5H12',
  columns: 'M3 4h14v12H3zM8 4v12M12.5 4v12',
  rows: 'M3 5h14M3 10h14M3 15h14',
  sun: 'M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 1 1 0-7M10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.400 1.400M14.100 14.100l1.400 1.400M4.5 15.5l1.400-1.400M14.100 5.900l1.400-1.400',
  moon: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5',
  menu: 'M3 5h14M3 10h14M3 15h14',
  layers: 'M10 3 18 7.5 10 12 2 7.5ZM2.5 11.5 10 15.5l7.5-4',
  fullscreen: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  play: 'M6 4l10 6-10 6z',
  pause: 'M7 4v12M13 4v12',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4l-6 6 6 6',
  locate: 'M10 5a5 5 0 1 1 0 10 5 5 0 1 1 0-10M10 1.5v4M10 14.5v4M1.5 10h4M14.5 10h4',
  phone: 'M5 3h3l1.5 4-2 1.5c1 2 2 3 4 4L13 10.5l4 1.5v3c-5 3-15-7-12-12',
  down: 'M5 8l5 5 5-5',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  upload: 'M10 13V4M6 7.5l4-4 4 4M4 16.5h12',
} as const
export type IconName = keyof typeof DRAWING

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d={DRAWING[name]} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}

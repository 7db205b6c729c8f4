/** The colours of the house, light and dark. Everything normal is grey or dark text; saturated colour means abnormal. */

export type ThemeName = 'light' | 'dark'

const light = {
  page: '#F5F6F8',
  card: '#FFFFFF',
  line: '#E3E6EB',
  soft: '#EEF0F3',
  text: '#1F2329',
  dim: '#5C6370',
  faint: '#666D79',
  accent: '#1D5FD1',
  'accent-soft': '#E8F0FC',
  // shape colours (graphics) and ink colours (text, contrast >= 4.5:1 on card and page)
  red: '#CF1322',
  orange: '#D46B08',
  yellow: '#D4A106',
  blue: '#0958D9',
  'red-ink': '#B80F1E',
  'orange-ink': '#9C4600',
  'yellow-ink': '#6E5200',
  'blue-ink': '#0958D9',
  'red-soft': '#FDECEC',
  'orange-soft': '#FDF1E3',
  'yellow-soft': '#FBF5DC',
  'blue-soft': '#E8F0FC',
  'live-ok': '#4E9A6B',
  land: '#ECEEF0',
  plot: '#F7F8F9',
  road: '#FFFFFF',
  water: '#DCE6EE',
  green: '#E6EBE4',
  rack: '#C9CED6',
  building: '#FFFFFF',
  ink: '#626A77',
  outline: '#D5D9E0',
} as const

export type TokenName = keyof typeof light
export type Tokens = Record<TokenName, string>

const dark: Tokens = {
  page: '#14171C',
  card: '#1C2027',
  line: '#2B313B',
  soft: '#252A33',
  text: '#E6E9EF',
  dim: '#9AA4B2',
  faint: '#8A93A1',
  accent: '#5B93F5',
  'accent-soft': '#1E2B44',
  red: '#FF6B66',
  orange: '#F59A3C',
  yellow: '#E8C547',
  blue: '#6AA1FF',
  'red-ink': '#FF7A75',
  'orange-ink': '#F5A552',
  'yellow-ink': '#E8C547',
  'blue-ink': '#7BACFF',
  'red-soft': '#3A1F22',
  'orange-soft': '#38291A',
  'yellow-soft': '#35301A',
  'blue-soft': '#1E2B44',
  'live-ok': '#67B587',
  land: '#191D23',
  plot: '#20252D',
  road: '#2A3039',
  water: '#17222C',
  green: '#1C2420',
  rack: '#3A424E',
  building: '#272D36',
  ink: '#8D97A5',
  outline: '#353C47',
}

export const tokens: Record<ThemeName, Tokens> = { light, dark }

/** Six hues for lines that mean nothing but "another series"; ordered, told apart by colour-blind eyes (after Okabe and Ito). */
export const seriesColours: Record<ThemeName, readonly string[]> = {
  light: ['#3D5A80', '#2A9D8F', '#8D6B94', '#7A6A4F', '#4A7FB5', '#5F6B7A'],
  dark: ['#8FB3E0', '#5EC4B6', '#C1A0C8', '#BBA982', '#7FB2E5', '#A3AEBD'],
}

export const fontFamily =
  '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif'

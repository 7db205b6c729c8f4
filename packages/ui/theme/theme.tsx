/** Puts the house's colours, type and space on Ant Design and on CSS variables (`var(--dim)`), light or dark. */
import { App, theme as antdTheme, ConfigProvider, type ConfigProviderProps, type ThemeConfig } from 'antd'
import enUS from 'antd/locale/en_US.js'
import zhCN from 'antd/locale/zh_CN.js'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { remember, remembered } from '../words/memory.ts'
import { fontFamily, type ThemeName, tokens } from './tokens.ts'

/** Writes the tokens as CSS variables on the document; called before the first paint and on every change. */
export function applyTheme(name: ThemeName): void {
  const root = document.documentElement
  root.dataset.theme = name
  root.style.colorScheme = name
  for (const [token, colour] of Object.entries(tokens[name])) root.style.setProperty(`--${token}`, colour)
}

export function firstTheme(): ThemeName {
  const saved = remembered('theme')
  if (saved === 'dark' || saved === 'light') return saved
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

type AntdLocale = NonNullable<ConfigProviderProps['locale']>
/** Node's types see a CommonJS file and a bundler an ES module: the locale is either the default or the thing itself. */
const localeOf = (file: AntdLocale | { default: AntdLocale }): AntdLocale => ('default' in file ? file.default : file)

const antdConfig = (name: ThemeName): ThemeConfig => {
  const colour = tokens[name]
  // Ant Design's dark algorithm mutes its seeds; a brighter one comes out as legible as our own accent
  const accent = name === 'dark' ? '#76AAFF' : colour.accent
  return {
    algorithm: name === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: accent,
      colorInfo: accent,
      colorLink: accent,
      colorError: colour.red,
      colorWarning: colour.orange,
      // success is normal, and normal is not coloured
      colorSuccess: colour['live-ok'],
      colorBgLayout: colour.page,
      colorBgContainer: colour.card,
      colorBgElevated: colour.card,
      colorBorder: colour.line,
      colorBorderSecondary: colour.line,
      colorText: colour.text,
      colorTextSecondary: colour.dim,
      colorTextTertiary: colour.faint,
      colorTextPlaceholder: colour.faint,
      colorTextDescription: colour.dim,
      fontFamily,
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      boxShadow: '0 4px 16px rgba(0,0,0,.12)',
      boxShadowSecondary: '0 4px 16px rgba(0,0,0,.12)',
    },
    components: {
      Table: {
        headerBg: colour.card,
        headerColor: colour.dim,
        headerSplitColor: 'transparent',
        rowHoverBg: colour.soft,
        cellPaddingBlock: 9,
      },
      // white on the light accent of the dark theme would be 3 : 1
      Button: {
        ...(name === 'dark' ? { primaryColor: colour.page } : {}),
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
      Card: { bodyPadding: 16 },
      Tree: { nodeSelectedBg: colour['accent-soft'], directoryNodeSelectedBg: colour['accent-soft'] },
      Menu: { itemSelectedBg: colour['accent-soft'], itemHeight: 38 },
    },
  }
}

interface ThemeChoice {
  theme: ThemeName
  setTheme: (name: ThemeName) => void
}
const ThemeContext = createContext<ThemeChoice>({ theme: 'light', setTheme: () => {} })
/** Which theme is on, and how to change it. */
export const useTheme = (): ThemeChoice => useContext(ThemeContext)

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<ThemeName>(firstTheme)
  const { i18n } = useTranslation()
  useEffect(() => applyTheme(theme), [theme])
  const choice = useMemo<ThemeChoice>(
    () => ({
      theme,
      setTheme: (name) => {
        remember('theme', name)
        setTheme(name)
      },
    }),
    [theme],
  )
  const config = useMemo(() => antdConfig(theme), [theme])
  return (
    <ThemeContext value={choice}>
      <ConfigProvider
        theme={config}
        locale={localeOf(i18n.language === 'en' ? enUS : zhCN)}
        wave={{ disabled: true }}
        button={{ autoInsertSpace: false }}
      >
        <App style={{ minHeight: '100%' }}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  )
}

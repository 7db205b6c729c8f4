/** The frame around every page: menu on the left, top bar, the banner when the connection is lost. */
import { ConductorProvider, Icon, remember, remembered, ShownMoment, useMe } from '@anyuan/ui'
import { Button, Drawer, Skeleton, Tooltip } from 'antd'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, matchPath, Outlet, useLocation, useNavigation, useSearchParams } from 'react-router'
import { PlaybackBanner } from '../conductor/banner.tsx'
import { ConductorBar } from '../conductor/bar.tsx'
import { modules } from '../modules.ts'
import { Search } from '../search/search.tsx'
import { Brand } from './brand.tsx'
import { LostBanner } from './connection.tsx'
import { DrillBanner } from './drill-banner.tsx'
import { currentEntry, menuEntries, menuFor } from './menu.ts'
import { OrgSwitcher } from './org-switcher.tsx'
import { TopBar } from './top-bar.tsx'
import { TrustBanner } from './trust/panel.tsx'
import { WaitingBar } from './waiting-bar.tsx'

function Menu({ folded }: { folded: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const { pathname } = useLocation()
  const [params] = useSearchParams()
  const org = params.get('org')
  const current = currentEntry(menuEntries(modules), pathname)
  return (
    <nav className={`menu${folded ? ' menu-folded' : ''}`} aria-label={t('shell.menu')}>
      {menuFor(modules, me).map(({ group, entries }) => (
        <ul key={group}>
          {entries.map((entry) => {
            const label = t(entry.menu.labelKey)
            const link = (
              <Link
                to={{ pathname: entry.path, search: org ? `?org=${org}` : '' }}
                aria-current={entry === current ? 'page' : undefined}
                className={entry === current ? 'on' : undefined}
              >
                {entry.menu.icon ? <Icon name={entry.menu.icon} /> : <span className="menu-letter">{label.slice(0, 1)}</span>}
                <span className={folded ? 'visually-hidden' : undefined}>{label}</span>
              </Link>
            )
            return (
              <li key={entry.path}>
                {folded ? (
                  <Tooltip title={label} placement="right">
                    {link}
                  </Tooltip>
                ) : (
                  link
                )}
              </li>
            )
          })}
        </ul>
      ))}
    </nav>
  )
}

const PAGES = modules.flatMap((module) => module.pages)
/** The page at an address; one that is named outright comes before one with a parameter. */
const pageAt = (pathname: string) => PAGES.find(({ path }) => path === pathname) ?? PAGES.find(({ path }) => matchPath(path, pathname))

export function Shell() {
  return (
    <ConductorProvider>
      <Frame />
    </ConductorProvider>
  )
}
function Frame() {
  const { t } = useTranslation()
  const [folded, setFolded] = useState(remembered('menu') === 'folded')
  const [drawer, setDrawer] = useState(false)
  const [searching, setSearching] = useState(false)
  const { pathname } = useLocation()
  const navigation = useNavigation()
  useEffect(() => {
    void pathname
    setDrawer(false)
  }, [pathname])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setSearching(true)
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const follows = pageAt(pathname)?.showsMoment === true
  const page = (
    <main id="content" tabIndex={-1} aria-busy={navigation.state === 'loading'}>
      <Suspense fallback={<Skeleton active style={{ padding: 24 }} />}>
        <Outlet />
      </Suspense>
    </main>
  )
  const fold = () => {
    remember('menu', folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  return (
    <div className={`shell${folded ? ' shell-folded' : ''}`}>
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <TopBar onMenu={() => setDrawer(true)} onSearch={() => setSearching(true)} />
      <aside className="side">
        <Menu folded={folded} />
        <Button type="text" className="fold" onClick={fold} aria-label={t(folded ? 'shell.unfold' : 'shell.fold')} aria-expanded={!folded}>
          <span style={{ display: 'inline-flex', transform: folded ? 'rotate(180deg)' : undefined }}>
            <Icon name="back" />
          </span>
          {!folded && t('shell.fold')}
        </Button>
      </aside>
      <Drawer
        open={drawer}
        onClose={() => setDrawer(false)}
        placement="left"
        size={264}
        title={<Brand />}
        styles={{ body: { padding: 8 } }}
      >
        <OrgSwitcher />
        <Menu folded={false} />
      </Drawer>
      <div className="stage">
        <LostBanner />
        <TrustBanner />
        <WaitingBar />
        <DrillBanner />
        {follows ? (
          <ShownMoment>
            <PlaybackBanner follows />
            {page}
            <ConductorBar />
          </ShownMoment>
        ) : (
          <>
            <PlaybackBanner follows={false} />
            {page}
          </>
        )}
      </div>
      <Search open={searching} onClose={() => setSearching(false)} />
    </div>
  )
}

/** Makes routes out of the pages that the modules offer. */
import { ErrorState, Page, useMe } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { createBrowserRouter, Link, Navigate, useLocation, useRouteError } from 'react-router'
import { modules } from './modules.ts'
import { menuFor } from './shell/menu.ts'
import { Shell } from './shell/shell.tsx'

function Broken() {
  const error = useRouteError()
  return <ErrorState error={error} onRetry={() => location.reload()} />
}
function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('shell.not_found')}>
      <div className="card state-block">
        <div>{t('shell.not_found.hint')}</div>
        <Link to="/">{t('shell.not_found.home')}</Link>
      </div>
    </Page>
  )
}
function Home() {
  const { search } = useLocation()
  // the first page that this person may open
  const first = menuFor(modules, useMe())[0]?.entries[0]
  return first ? <Navigate to={{ pathname: first.path, search }} replace /> : <NotFound />
}

const Nothing = () => null

export const houseRouter = () =>
  createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      ErrorBoundary: Broken,
      children: [
        { index: true, Component: Home },
        ...modules
          .flatMap((module) => module.pages)
          .map((page) => ({ path: page.path, ErrorBoundary: Broken, lazy: async () => ({ Component: (await page.load()).default }) })),
        { path: '*', Component: NotFound },
      ],
      HydrateFallback: Nothing,
    },
  ])

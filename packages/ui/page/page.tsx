/** A full page: where I am, what it is, and at most two primary actions. */
import { Breadcrumb } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

export interface Crumb {
  label: string
  to?: string
}
export interface PageProps {
  title: string
  /** Beside the title: one short line of what this is. */
  note?: ReactNode
  crumbs?: readonly Crumb[]
  /** At most two; the rest belongs into a toolbar. */
  actions?: ReactNode
  /** Fills the height of the window (desk, map) in place of growing with its content. */
  fill?: boolean
  children: ReactNode
}
export function Page({ title, note, crumbs, actions, fill = false, children }: PageProps) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('ui.product')}`
  }, [title, t])
  return (
    <div className={`page${fill ? ' page-fill' : ''}`}>
      <header className="page-head">
        <div>
          {crumbs && crumbs.length > 0 && (
            <Breadcrumb
              items={[
                ...crumbs.map(({ label, to }) => ({ key: label, title: to ? <Link to={to}>{label}</Link> : label })),
                { key: '·', title },
              ]}
              style={{ fontSize: 12, marginBottom: 4 }}
            />
          )}
          <h1>{title}</h1>
          {note && <div className="small">{note}</div>}
        </div>
        {actions && <div className="toolbar">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** Search (⌘K): pages, organisation units, and whatever the modules can find. Arrows choose, Enter goes. */
import { Icon, type SearchHit, useMay, useMe, useOrgName, useOrgTree } from '@anyuan/ui'
import { useQuery } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { modules } from '../modules.ts'
import { findPages, findUnits } from './providers.ts'

const PAUSE_MS = 150
const providers = modules.flatMap((module) => module.searchProviders ?? []).sort((a, b) => a.order - b.order)

export function Search({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const allowed = useMay()
  const tree = useOrgTree()
  const name = useOrgName()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [params] = useSearchParams()
  const org = params.get('org')
  const [typed, setTyped] = useState('')
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    // emptied when it closes: emptied when it opens, it would eat the first letters of a fast typist
    if (!open) {
      setTyped('')
      setText('')
    }
  }, [open])
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])

  const remote = useQuery({
    queryKey: ['search', text],
    enabled: open && text.length > 0,
    queryFn: ({ signal }) =>
      Promise.all(
        providers
          .filter((provider) => !provider.permission || allowed(provider.permission))
          .map(async (provider) => ({ labelKey: provider.labelKey, hits: await provider.search(text, signal).catch(() => null) })),
      ),
  })
  const groups = useMemo(() => {
    if (text === '') return []
    return [
      ...(remote.data ?? []).map(({ labelKey, hits }) => ({ labelKey, hits })),
      { labelKey: 'shell.search.units', hits: findUnits(tree, name, text, pathname === '/map' ? '/map' : pathname) },
      { labelKey: 'shell.search.pages', hits: findPages(modules, me, t, text, org ? `?org=${org}` : '') },
    ]
  }, [text, remote.data, tree, name, me, t, org, pathname])
  const flat = groups.flatMap(({ hits }) => hits ?? [])
  useEffect(() => {
    void flat.length
    setAt(0)
  }, [flat.length])

  const go = (hit: SearchHit | undefined) => {
    if (!hit) return
    onClose()
    navigate(hit.to)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(flat.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter') go(flat[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} title={null} width={640} style={{ top: 80 }} destroyOnHidden>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<Icon name="search" />}
        placeholder={t('shell.search.what')}
        aria-label={t('shell.search.what')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded={flat.length > 0}
        aria-controls="search-hits"
      />
      <div id="search-hits" className="search-hits">
        {text !== '' && flat.length === 0 && !remote.isFetching && <div className="state-block">{t('shell.search.nothing', { text })}</div>}
        {groups.map(({ labelKey, hits }) =>
          hits === null ? (
            <div key={labelKey} className="small">
              {t('shell.search.failed', { what: t(labelKey) })}
            </div>
          ) : hits.length === 0 ? null : (
            <section key={labelKey} aria-label={t(labelKey)}>
              <div className="small">{t(labelKey)}</div>
              {hits.map((hit) => (
                <button
                  key={hit.key}
                  type="button"
                  className={flat[at] === hit ? 'on' : undefined}
                  onClick={() => go(hit)}
                  onMouseMove={() => setAt(flat.indexOf(hit))}
                >
                  <span>{hit.title}</span>
                  {hit.detail && <span className="small">{hit.detail}</span>}
                </button>
              ))}
            </section>
          ),
        )}
      </div>
    </Modal>
  )
}

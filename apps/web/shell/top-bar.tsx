/** The top bar: where I am, search, what calls, whether the data is fresh, and who I am. */
import { Icon, useMay } from '@anyuan/ui'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { AccountMenu } from './account.tsx'
import { AlarmCounter } from './alarm-counter.tsx'
import { Brand } from './brand.tsx'
import { ConnectionLight } from './connection.tsx'
import { OrgSwitcher } from './org-switcher.tsx'

export function TopBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
  const { t } = useTranslation()
  const seesAlarms = useMay()('alarms.read')
  return (
    <header className="top">
      <Button type="text" className="only-small" icon={<Icon name="menu" />} aria-label={t('shell.menu')} onClick={onMenu} />
      <div className="top-brand">
        <Brand />
      </div>
      <OrgSwitcher />
      <span className="grow" />
      <button type="button" className="search-box" onClick={onSearch}>
        <Icon name="search" size={16} />
        <span>{t('shell.search.hint')}</span>
        <kbd>⌘K</kbd>
      </button>
      {seesAlarms && <AlarmCounter />}
      {seesAlarms && <ConnectionLight />}
      <AccountMenu />
    </header>
  )
}

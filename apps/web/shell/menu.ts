/** The left menu, put together from what the modules offer. */
import { MENU_GROUPS, type Me, type MenuGroup, type ModuleUi, may, type UiPage } from '@anyuan/ui'

export type MenuEntry = UiPage & { menu: NonNullable<UiPage['menu']> }

const isEntry = (page: UiPage): page is MenuEntry => page.menu !== undefined
/** All entries in the order of the menu. */
export const menuEntries = (modules: readonly ModuleUi[]): MenuEntry[] =>
  modules
    .flatMap((module) => module.pages)
    .filter(isEntry)
    .sort((a, b) => MENU_GROUPS.indexOf(a.menu.group) - MENU_GROUPS.indexOf(b.menu.group) || a.menu.order - b.menu.order)

/** Groups with the entries that this person may open; empty groups are left out. */
export function menuFor(modules: readonly ModuleUi[], me: Me): { group: MenuGroup; entries: MenuEntry[] }[] {
  const open = menuEntries(modules).filter(({ menu }) => (!menu.permission || may(me, menu.permission)) && (!menu.demoOnly || me.demo))
  return MENU_GROUPS.map((group) => ({ group, entries: open.filter((entry) => entry.menu.group === group) })).filter(
    ({ entries }) => entries.length > 0,
  )
}

/** The entry whose address is the longest beginning of where we are. */
export function currentEntry(entries: readonly MenuEntry[], pathname: string): MenuEntry | undefined {
  return entries.filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`)).sort((a, b) => b.path.length - a.path.length)[0]
}

/** Who may do what, where. A grant is a role at a place; a permission names the roles that hold it; both together give the data scope. */

/** The signed-in person, as the identity module knows them. */
export interface Actor {
  accountId: string
  name: string
  grants: readonly { role: string; org: string }[]
  /** Set while the first password has not been changed: only routes marked `signed_in` answer. */
  restricted: boolean
}

/** Permission → roles. */
export type PermissionTable = ReadonlyMap<string, ReadonlySet<string>>

export function permissionTable(modules: readonly { permissions: Readonly<Record<string, readonly string[]>> }[]): PermissionTable {
  return new Map(modules.flatMap((module) => Object.entries(module.permissions).map(([code, roles]) => [code, new Set(roles)] as const)))
}

/** The three administrators keep accounts, policy and logs; business data are not theirs to see. GB/T 22239-2019 8.1.5 */
const ADMINISTRATORS = new Set(['system_administrator', 'security_administrator', 'audit_administrator'])

export function holds(table: PermissionTable, permission: string, role: string): boolean {
  const roles = table.get(permission)
  if (!roles) return false
  return roles.has(role) || (roles.has('anyone') && !ADMINISTRATORS.has(role))
}

/** Organisation paths in which the actor holds the permission; empty means refused. */
export function scopeOf(table: PermissionTable, permission: string, actor: Pick<Actor, 'grants'>): string[] {
  return [...new Set(actor.grants.filter((grant) => holds(table, permission, grant.role)).map((grant) => grant.org))]
}

/** Everything the actor may do: permission → organisation paths. */
export function allows(table: PermissionTable, actor: Pick<Actor, 'grants'>): Record<string, string[]> {
  const entries = [...table.keys()].map((permission) => [permission, scopeOf(table, permission, actor)] as const)
  return Object.fromEntries(entries.filter(([, scope]) => scope.length > 0))
}

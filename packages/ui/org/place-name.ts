/** The name of a place that says which enterprise it belongs to: the tank farms of two neighbours have the same name. */
import { useCallback } from 'react'
import { lineageOf, useOrgName, useOrgTree } from './org.tsx'

/** `示例氯碱 01 · 液氯罐组`; the name alone for an enterprise and everything above it. */
export function usePlaceName(): (path: string) => string {
  const tree = useOrgTree()
  const name = useOrgName()
  return useCallback(
    (path: string) => {
      const enterprise = lineageOf(tree, path).find((node) => node.level === 'enterprise')
      return enterprise && enterprise.path !== path ? `${name(enterprise.path)} · ${name(path)}` : name(path)
    },
    [tree, name],
  )
}

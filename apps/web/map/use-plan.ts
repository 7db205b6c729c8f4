/** What the plan is made of, fetched as it is needed: all points once, ground and shapes per park. */
import { api, lineageOf, type OrgNode, read, useOrg, useOrgTree } from '@anyuan/ui'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { placesOf } from './places.ts'

export function usePlan() {
  const tree = useOrgTree()
  const { org, setOrg } = useOrg()
  const line = useMemo(() => (org ? lineageOf(tree, org) : []), [tree, org])
  const park: OrgNode | undefined = line.find((node) => node.level === 'park')
  const parks = useMemo(
    () => tree.nodes.filter((node) => node.level === 'park' && (!org || node.path === org || node.path.startsWith(`${org}.`))),
    [tree, org],
  )
  // an enterprise's own account sees no park above it: its own unit is the plan then
  const under = park?.path ?? (parks.length === 0 ? org : undefined)
  const points = useQuery({
    queryKey: ['assets', 'points'],
    queryFn: async () => placesOf(await read(api.GET('/api/assets/points', { params: { query: {} } }))),
    staleTime: 600_000,
  })
  const ground = useQuery({
    queryKey: ['organisation', 'ground', under],
    enabled: under !== undefined,
    queryFn: async () => (await read(api.GET('/api/organisation/ground', { params: { query: { under } } }))).items,
    staleTime: 600_000,
  })
  const shapes = useQuery({
    queryKey: ['assets', 'shapes', under],
    enabled: under !== undefined,
    queryFn: async () => (await read(api.GET('/api/assets/shapes', { params: { query: { under } } }))).items,
    staleTime: 600_000,
  })
  return { tree, org, setOrg, park, parks, under, points, ground, shapes }
}

/** The commands by which a source sends its first sample, with its own code and a tag of its own. Pure. */

export interface Sender {
  code: string
  tagCode: string
  /** Name or address of this machine as the browser knows it. */
  host: string
  /** Where samples are pushed over HTTP, without the path. */
  pushOrigin: string
}
const sample = (tagCode: string) => `{\\"tag\\":\\"${tagCode}\\",\\"time\\":$(date +%s%3N),\\"value\\":1}`

export const mqttExample = ({ code, tagCode, host }: Sender): string =>
  `mosquitto_pub -h ${host} -p 1883 -q 1 -u ${code} -P '<credential>' \\\n  -t anyuan/v1/${code}/samples \\\n  -m "${sample(tagCode)}"`

export const httpExample = ({ code, tagCode, pushOrigin }: Sender): string =>
  `curl -u ${code}:'<credential>' ${pushOrigin}/ingest/v1/samples \\\n  -d "${sample(tagCode)}"`

/** Facts that a data logger (数采仪) is set to; its password is the credential. */
export const hj212Example = ({ host, deviceNumber }: { host: string; deviceNumber: string }): string =>
  `IP    ${host}\nPORT  8212\nMN    ${deviceNumber}\nPW    <credential>`

/** What an edge node (边缘节点) of Sparkplug B is set to. */
export const sparkplugExample = (given: { code: string; host: string; groupId: string; edgeNodeId: string }): string =>
  `broker     tcp://${given.host}:1883\nuser       ${given.code}\npassword   <credential>\ntopics     spBv1.0/${given.groupId}/+/${given.edgeNodeId}/#`

/** The command that starts an edge agent with a one-time code. */
export const edgeExample = ({ server, code }: { server: string; code: string }): string =>
  `npm run edge -- --server ${server} --code ${code}`

/** What the code's picture says to a gateway with a camera. */
export const provisionLink = ({ server, code }: { server: string; code: string }): string =>
  `anyuan://provision?server=${encodeURIComponent(server)}&code=${code}`

/**
 * Samples are pushed to the machine and port that also serve the live connection.
 * @param liveUrl `:8081/live` (this host, that port), a path of this very address, or a full address
 */
export function pushOrigin(liveUrl: string, here: { protocol: string; hostname: string; origin: string }): string {
  if (liveUrl.startsWith(':')) return `${here.protocol}//${here.hostname}${liveUrl.split('/')[0]}`
  if (liveUrl.startsWith('/')) return here.origin
  return new URL(liveUrl.replace(/^ws/, 'http')).origin
}

/** Codes out of whatever was pasted: one per line, or apart by commas, semicolons or blanks; each once, in order. */
export const codesOf = (text: string): string[] => [...new Set(text.split(/[\s,;，；]+/).filter(Boolean))]

/** What an allow-list gains and loses. */
export function listChange(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[] } {
  const had = new Set(before)
  const has = new Set(after)
  return { added: after.filter((code) => !had.has(code)), removed: before.filter((code) => !has.has(code)) }
}

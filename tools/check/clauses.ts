/** Every number in a rule or a standard says where it comes from: a standard and its clause, a unit, or that it is our default. */
import { type ESTree, filesBelow, isSource, isTest, type Parsed, parse, type Report, walk } from './source.ts'

const hasClauses = (path: string): boolean =>
  isSource(path) && !isTest(path) && (/^modules\/[^/]+\/rules(\.ts$|\/)/.test(path) || path.startsWith('packages/standards/'))

/** Numbers that count or turn a sign, and come from nobody. */
const FREE = new Set([0, 1])
/** `GB/T 50493-2019 5.5.2`, `AQ 3035-2010 附录 A`, `ISA-18.2 …`, `IEC 62682 …`; or what is no requirement at all. */
const SOURCE =
  /\b(?:GB(?:Z|\/T|Z\/T|J)?|AQ(?:\/T)?|HJ|HG\/T|SH\/T|JT\/T|GA(?:\/T)?|XF|DL\/T|TSG|NB\/T|ISA|IEC|ISO|EN|NIOSH|RFC)[ -]?[A-Z]{0,3}\.?\d|\bSI\b|\bdefault\b|\bunit\b|\bfrom knowledge\b|\bvendor pages\b/

export function clauses(root: string): Report {
  const files = ['modules', 'packages'].flatMap((group) => filesBelow(root, group, hasClauses))
  return {
    read: files.length,
    findings: files.flatMap((file) => {
      const parsed = parse(root, file)
      const lines = new Map<number, string>()
      walk(parsed.program, (node, parents) => {
        if (node.type !== 'Literal' || typeof node.value !== 'number' || FREE.has(node.value)) return
        if (isIndexOrType(node, parents)) return
        const line = parsed.lineAt(node.start)
        if (!isSourced(parsed, line, parents)) lines.set(line, String(node.raw ?? node.value))
      })
      return [...lines].map(([line, raw]) => ({
        file,
        line,
        text: `${raw} names neither a standard and its clause, nor \`default\`, nor \`unit\``,
      }))
    }),
  }
}

/** A place in a list, or a literal type that the contract fixes, is not a quantity. */
function isIndexOrType(node: ESTree.Node, [parent]: readonly ESTree.Node[]): boolean {
  if (parent?.type === 'TSLiteralType') return true
  return parent?.type === 'MemberExpression' && parent.computed && parent.property.start === node.start
}

/** The source stands on the number's line, or — for a row of a table — on the line above the number or above the table. */
function isSourced(parsed: Parsed, line: number, parents: readonly ESTree.Node[]): boolean {
  const says = (at: number) => SOURCE.test(commentsOn(parsed, at))
  if (says(line)) return true
  const table = parents.findLast((one) => one.type === 'ArrayExpression' || one.type === 'ObjectExpression')
  if (!table) return false
  return says(line - 1) || says(parsed.lineAt(table.start)) || says(parsed.lineAt(table.start) - 1)
}

function commentsOn({ comments, lineAt }: Parsed, line: number): string {
  return comments
    .filter(({ start, end }) => lineAt(start) <= line && line <= lineAt(end))
    .map(({ value }) => value)
    .join(' ')
}

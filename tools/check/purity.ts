/** Rules, standards, consequence, monitoring and the province are pure: the same facts give the same answer on any machine, in any year. */
import { type ESTree, type Finding, filesBelow, isSource, isTest, parse, type Report, walk } from './source.ts'

/** What would make an answer depend on when and where it is asked. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  Date: 'take `now` as an argument',
  performance: 'take `now` as an argument',
  Temporal: 'take `now` as an argument',
  crypto: 'take ids as arguments',
  fetch: 'rules do not wait',
  process: 'rules do not read the machine',
  require: 'rules do not read the machine',
  globalThis: 'rules do not read the machine',
  setTimeout: 'timers are data (`dueAt`)',
  setInterval: 'timers are data (`dueAt`)',
  setImmediate: 'timers are data (`dueAt`)',
  queueMicrotask: 'timers are data (`dueAt`)',
  console: 'rules answer, they do not talk',
}
/** The only things of the machine that come by import. */
const isForbiddenImport = (specifier: string): boolean => specifier.startsWith('node:')

export const isPure = (path: string): boolean =>
  isSource(path) &&
  !isTest(path) &&
  (/^modules\/[^/]+\/rules(\.ts$|\/)/.test(path) || /^packages\/(standards|consequence|monitoring|province)\//.test(path))

export function purity(root: string): Report {
  const files = ['modules', 'packages'].flatMap((group) => filesBelow(root, group, isPure))
  return { read: files.length, findings: files.flatMap((file) => impurities(root, file)) }
}

function impurities(root: string, file: string): Finding[] {
  const { program, module, lineAt } = parse(root, file)
  const findings: Finding[] = []
  const add = (start: number, text: string) => findings.push({ file, line: lineAt(start), text })
  for (const { moduleRequest, start } of module.staticImports)
    if (isForbiddenImport(moduleRequest.value)) add(start, `imports ${moduleRequest.value}: rules do not read the machine`)
  const own = boundNames(program)
  walk(program, (node, [parent]) => {
    if (node.type === 'MemberExpression' && isMathRandom(node)) add(node.start, 'Math.random: the same facts give the same answer')
    if (node.type === 'ImportExpression') add(node.start, 'import(): rules do not wait')
    if (node.type === 'AwaitExpression') add(node.start, 'await: rules do not wait')
    if (node.type !== 'Identifier' || !Object.hasOwn(FORBIDDEN, node.name) || own.has(node.name) || isMerelyNamed(node, parent)) return
    add(node.start, `${node.name}: ${FORBIDDEN[node.name]}`)
  })
  return findings
}

/** Names that the file itself gives: a `process` of a plant is not the machine's. */
function boundNames(program: ESTree.Program): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: ESTree.Node | null | undefined): void => {
    if (!pattern) return
    if (pattern.type === 'Identifier') names.add(pattern.name)
    else if (pattern.type === 'ObjectPattern')
      for (const one of pattern.properties) bind(one.type === 'RestElement' ? one.argument : one.value)
    else if (pattern.type === 'ArrayPattern') for (const one of pattern.elements) bind(one)
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left)
    else if (pattern.type === 'RestElement') bind(pattern.argument)
  }
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') bind(node.id)
    else if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
      if (node.type !== 'ArrowFunctionExpression') bind(node.id)
      for (const param of node.params) bind(param as ESTree.Node)
    } else if (node.type === 'ImportSpecifier' || node.type === 'ImportDefaultSpecifier' || node.type === 'ImportNamespaceSpecifier')
      bind(node.local)
  })
  return names
}

const isMathRandom = ({ object, property }: ESTree.MemberExpression): boolean =>
  object.type === 'Identifier' && object.name === 'Math' && property.type === 'Identifier' && property.name === 'random'

/** `reading.process` and `{ process: … }` are words of the house, not the machine's. */
function isMerelyNamed(node: ESTree.Node, parent: ESTree.Node | undefined): boolean {
  if (!parent) return false
  if (parent.type === 'MemberExpression') return !parent.computed && parent.property.start === node.start
  if ('key' in parent && parent.key && typeof parent.key === 'object' && 'start' in parent.key && parent.key.start === node.start)
    return !('shorthand' in parent && parent.shorthand) && !('computed' in parent && parent.computed)
  return false
}

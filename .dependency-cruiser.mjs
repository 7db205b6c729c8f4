// The house's floors, lowest first. A room may look down, never up; modules meet only at contracts. Each rule is proven by a planted fault in tools/check/shape.test.ts.
import exceptions from './tools/check/exceptions.json' with { type: 'json' }

const FLOORS = ['contract', 'rules', 'store', 'service', 'routes', 'index']
const room = (name) => `^modules/([^/]+)/${name}(\\.ts$|/)` // a file, or a folder once it outgrows one
const contracts = '^modules/[^/]+/contract(\\.ts$|/)'
const faces = '^modules/[^/]+/index\\.ts$'
// shapes that the server and the screen share: no engine behind them
const shapes = '^packages/(monitoring/(shapes|refusals|kpi/shapes|group/group)|telemetry/(wire|connection|edge/contract))\\.ts$'
const tests = '\\.(test|testchild|testsupport|testkit|suite|bench|nightly)\\.tsx?$|/(stories|conformance|testkit)\\.ts$'
const zod = 'node_modules/zod/'
const words = /* of the platform and of npm: not ours */ '(^[a-z]+$|^node:|node_modules/)'
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

// files that stand on a floor although they do not bear its name, each with its reason
const onFloor = (name) => [
  room(name),
  ...exceptions.floors.filter(({ floor }) => floor === name).map(({ file }) => `^${file.replaceAll('.', '\\.')}$`),
]

export default {
  forbidden: [
    rule(
      'no-circles',
      'A circle has no lowest floor. Screens fetched when they are opened (dynamic import) are not part of one.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    ),
    rule('resolves', 'Every import leads to a file or a declared package.', {}, { couldNotResolve: true, pathNot: '\\?(url|raw|worker)$' }),
    ...FLOORS.map((name, floor) =>
      rule(
        `${name}-looks-down-only`,
        `The floor ${name} sees no floor above it.`,
        { path: onFloor(name), pathNot: tests },
        { path: `^modules/$1/(${[...FLOORS.slice(floor + 1), 'ui'].join('|')})(\\.tsx?$|/)` },
      ),
    ),
    rule(
      'contract-is-light',
      'A contract is read by the browser: kernel, zod, other contracts and shared shapes.',
      { path: room('contract'), pathNot: tests },
      { pathNot: [contracts, shapes, '^packages/kernel/', zod] },
    ),
    rule(
      'rules-are-pure',
      'Rules see contracts, kernel, standards, consequence and monitoring.',
      { path: room('rules'), pathNot: tests },
      { pathNot: [contracts, '^modules/$1/rules/', '^packages/(kernel|standards|consequence|monitoring)/'] },
    ),
    rule(
      'only-store-knows-sql',
      'Kysely and pg are the store’s; others use its Tx.',
      { path: '^modules/', pathNot: ['^modules/[^/]+/store(\\.ts$|/)', tests] },
      { path: 'node_modules/(kysely|pg)/' },
    ),
    rule(
      'store-is-sql-alone',
      'The store turns rows into the shapes of contract and rules, and asks nobody else.',
      { path: room('store'), pathNot: tests },
      { pathNot: ['^modules/$1/(store|rules)(\\.ts$|/)', contracts, shapes, '^packages/kernel/', 'node_modules/kysely/', zod] },
    ),
    rule(
      'service-asks-through-needs',
      'A service gets clock, transaction and neighbours handed in; the machine’s rooms are not its own.',
      { path: onFloor('service'), pathNot: tests },
      { path: '^packages/(db|bus|host|ui|province)/|^packages/telemetry/(?!(wire|ticket)\\.ts$)', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'routes-know-no-row',
      'HTTP speaks to the service; rules and rows lie below it.',
      { path: room('routes'), pathNot: tests },
      { path: '^modules/$1/(rules|store)(\\.ts$|/)|^packages/(db|bus|ui|telemetry|province|consequence|standards)/(?!wire\\.ts$)' },
    ),
    rule(
      'modules-meet-at-contracts',
      'Know a contract, hear an event, ask through a port: no fourth door.',
      { path: '^modules/([^/]+)/' },
      { path: '^modules/', pathNot: ['^modules/$1/', contracts] },
    ),
    rule(
      'ui-sees-contracts-only',
      'A screen sees contracts, the kit and the kernel.',
      { path: '^modules/([^/]+)/ui/', pathNot: tests },
      {
        path: '^(modules|packages|apps)/',
        pathNot: ['^modules/$1/ui/', '^modules/$1/locales/', contracts, shapes, '^packages/(ui|kernel)/'],
      },
    ),
    rule(
      'kit-stays-light',
      'What the browser loads: kernel and shared shapes, no engine, no server.',
      { path: '^packages/ui/' },
      { path: '^packages/', pathNot: ['^packages/(ui|kernel)/', shapes] },
    ),
    rule(
      'shell-sees-faces',
      'The shell collects the screens of modules and sees no server room.',
      { path: '^apps/web/' },
      { path: '^(modules|packages)/', pathNot: ['^modules/[^/]+/ui/index\\.tsx?$', contracts, shapes, '^packages/(ui|kernel)/'] },
    ),
    rule(
      'server-sees-faces',
      'apps/server sees of a module its face and its contract.',
      { path: '^apps/server/', pathNot: tests },
      { path: '^modules/', pathNot: [faces, contracts] },
    ),
    rule('simulator-knows-no-module', 'The simulator comes through the front door.', { path: '^apps/simulator/' }, { path: '^modules/' }),
    rule(
      'simulator-has-no-back-door',
      'It speaks protocols; no store, no host.',
      { path: '^apps/simulator/' },
      { path: '^packages/(db|host|bus|telemetry|ui)/|node_modules/(pg|kysely)/' },
    ),
    rule('apps-know-not-each-other', 'Programs meet over the wire.', { path: '^apps/([^/]+)/' }, { path: '^apps/', pathNot: '^apps/$1/' }),
    rule('packages-know-no-module', 'The ground knows nothing built on it.', { path: '^packages/' }, { path: '^(modules|apps)/' }),
    rule(
      'kernel-knows-nobody',
      'The kernel sees zod alone.',
      { path: '^packages/kernel/', pathNot: tests },
      { pathNot: ['^packages/kernel/', zod] },
    ),
    rule(
      'pure-packages-stay-pure',
      'Standards, consequence, monitoring and the province see kernel, zod, one another, and the parser of formulas; no machine.',
      { path: '^packages/(standards|consequence|monitoring|province)/', pathNot: tests },
      {
        path: `^packages/|${words}`,
        pathNot: ['^packages/(kernel|standards|consequence|monitoring|province)/', zod, 'node_modules/jsep/'],
      },
    ),
    rule(
      'no-test-in-the-product',
      'Tests and their kit are not part of what runs.',
      { path: '^(packages|modules|apps)/', pathNot: tests },
      { path: `${tests}|node_modules/(vitest|fast-check|@testing-library)/` },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    // TypeScript 7 has no parser for others: without swc it would read nothing and stay green
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // built files of ours only: those of packages are what imports lead to
    exclude: { path: '^(packages|modules|apps)/[^/]+/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts'],
    },
  },
}

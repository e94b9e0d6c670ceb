// The direction of imports, as rules. Each is proved by a planted violation in `npm run verify`.
const tests = '[.](test|bench)[.]tsx?$|/(testing|loopback)/|contract[.]ts$';
const entries = '^api-server/(supervisor|worker|job-worker|drill|admin|lambda/jobs)[.]ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'commands-start-the-api-as-a-process',
      severity: 'error',
      from: { path: '^commands/' },
      to: { path: '^api-server/' },
    },
    {
      name: 'src-imports-neither-side',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(commands|api-server)/' },
    },
    {
      name: 'api-server-uses-contracts-and-platform-only',
      comment: 'Its tests may use src/testing too: testing-stays-in-tests keeps all else away.',
      severity: 'error',
      from: { path: '^api-server/' },
      to: { path: '^src/', pathNot: '^src/(contracts|platform|testing)/' },
    },
    {
      name: 'capability-imports-no-package-but-zod',
      severity: 'error',
      from: { path: '^src/(?!adapters/|platform/|testing/)', pathNot: tests },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
        pathNot: 'node_modules/zod/',
      },
    },
    {
      name: 'capability-imports-no-real-process',
      severity: 'error',
      from: { path: '^src/(?!platform/|testing/)', pathNot: tests },
      to: { path: '^src/platform/node-host[.]ts$' },
    },
    {
      name: 'only-wiring-imports-adapters',
      severity: 'error',
      from: { pathNot: `^src/adapters/|^commands/kit/[a-z-]*wiring[.]ts$|${tests}` },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'one-adapter-never-imports-another',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: tests },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'a-feature-has-one-door',
      comment:
        'index.ts for what it does, store.ts for the port it needs; sql-store.ts is for wiring.',
      severity: 'error',
      from: {
        path: '^api-server/',
        pathNot: `^api-server/(features/|(job-)?wiring[.]ts$)|${tests}`,
      },
      to: { path: '^api-server/features/[^/]+/', pathNot: '/(index|store)[.]ts$' },
    },
    {
      name: 'a-feature-reaches-another-by-its-door',
      severity: 'error',
      from: { path: '^api-server/features/([^/]+)/', pathNot: tests },
      to: {
        path: '^api-server/features/',
        pathNot: '^api-server/features/$1/|/(index|store)[.]ts$',
      },
    },
    {
      name: 'only-wiring-and-entries-import-infra',
      severity: 'error',
      from: {
        path: '^api-server/',
        pathNot: `^api-server/(infra/|admin/|(job-)?wiring[.]ts$|worker-process[.]ts$|features/[^/]+/sql-store[.]ts$)|${entries}|${tests}`,
      },
      to: { path: '^api-server/infra/' },
    },
    {
      name: 'nothing-imports-the-drill',
      severity: 'error',
      from: { pathNot: `^api-server/(drill[.]ts$|infra/drill/)|${tests}` },
      to: { path: '^api-server/(drill[.]ts$|infra/drill/)' },
    },
    {
      name: 'commands-load-lazily',
      comment: 'A command file is read for --help: what it needs to run is imported inside run.',
      severity: 'error',
      from: {
        path: '^commands/',
        pathNot: `^commands/(kit|views|library)/|^commands/(main|registry)[.]ts$|${tests}`,
      },
      to: {
        pathNot: '^commands/(kit|[^/]+[.]ts|[^/]+/[^/]+[.]ts)|^src/(platform|contracts)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'ink-stays-in-views',
      severity: 'error',
      from: { pathNot: `^commands/views/|${tests}` },
      to: { path: 'node_modules/(ink|react)/' },
    },
    {
      name: 'charts-are-drawn-in-their-adapter',
      comment: 'Everybody else hands a Chart to the DrawChart port, so one module draws them all.',
      severity: 'error',
      from: { pathNot: `^src/adapters/charts/|${tests}` },
      to: { path: 'node_modules/d3-' },
    },
    {
      name: 'testing-stays-in-tests',
      severity: 'error',
      from: { path: '^(src|commands|api-server)/', pathNot: tests },
      to: { path: '/(testing|loopback)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};

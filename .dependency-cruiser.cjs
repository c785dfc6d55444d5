// The import law: who may import whom. `pnpm law` checks it, and so does `pnpm test`. A rule that is in your way is a
// question for
// docs/ARCHITECTURE.md first: code, rules and picture change together.

const API = '^apps/api/src/';
const MODULES = `${API}modules/`;
const WEB = '^apps/web/src/';
const TESTS = '\\.(spec|int-spec|long-spec|contract)\\.tsx?$|^apps/[^/]+/test/';
/** The composition root hands the database its entities, so this one file of it looks into the modules. */
const ENTITY_LIST = `${API}bootstrap/entities\\.ts$`;
const installed = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Rooms of the API from the street inwards. A room imports rooms that come later in this list, never one before it. */
const API_ROOMS = [
  ['entry', `${API}main\\.ts$|${API}bin/`],
  ['bootstrap', `${API}bootstrap/`],
  ['modules', MODULES],
  ['outside', `${API}(llm|database)/`],
  ['common', `${API}common/`],
  ['config', `${API}config/`],
];

/** Rooms of the web app, the same way. */
const WEB_ROOMS = [
  ['main', `${WEB}main\\.tsx$`],
  ['app', `${WEB}app/`],
  ['features', `${WEB}features/`],
  ['ui', `${WEB}components/`],
  ['lib', `${WEB}lib/`],
];

/** Which module may use which. A module that has no line may use none. */
const MODULE_USES = {
  settings: [],
  webhooks: [],
  logging: ['settings'],
  auth: ['logging', 'settings', 'webhooks'],
  telemetry: [],
  usage: ['logging', 'settings', 'webhooks'],
  models: [],
  inference: ['models', 'usage', 'telemetry', 'settings'],
  knowledge: ['auth', 'inference', 'models', 'settings', 'usage'],
  chat: ['auth', 'inference', 'knowledge', 'logging', 'models', 'settings', 'usage'],
  developer: ['auth', 'inference', 'logging', 'models', 'settings', 'usage'],
  admin: [
    'auth',
    'chat',
    'developer',
    'inference',
    'knowledge',
    'logging',
    'models',
    'settings',
    'telemetry',
    'usage',
    'webhooks',
  ],
  health: ['models'],
};

const downwards = (side, rooms) =>
  rooms.slice(1).map(([name, path], i) => ({
    name: `${side}-${name}-only-downwards`,
    comment: `Imports go inwards. "${name}" must not know the rooms before it: ${rooms
      .slice(0, i + 1)
      .map(([before]) => before)
      .join(', ')}.`,
    severity: 'error',
    from: { path, pathNot: TESTS },
    to: { path: rooms.slice(0, i + 1).map(([, before]) => before) },
  }));

/** One rule per library that only some files may touch. */
const onlyIn = (name, packages, where, comment, to = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: `${TESTS}|${where}` },
  to: { path: installed(...packages), ...to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or a third one is missing. A cycle of types alone does no ' +
        'harm at run time, but reads as badly.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that imports nothing of ours and that nobody imports is dead. Entries, tests, declarations and ' +
        'configuration are started by something else.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: `${TESTS}|\\.d\\.ts$|\\.config\\.ts$|/main\\.tsx?$|/cli\\.ts$|/bin/|/public/`,
      },
      to: {},
    },
    {
      name: 'no-unresolvable',
      comment: 'A misspelt path would escape every other rule. What is built is not there on a fresh clone.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(^|/)dist/' },
    },

    {
      name: 'no-arrow-back-up',
      comment:
        'Folders of one module, or of one feature, know each other in one direction. Two that need each other ' +
        'are one, or a third is missing.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^apps/[^/]+/src' },
      to: { circular: true },
    },

    ...downwards('api', API_ROOMS),
    {
      name: 'api-llm-and-database-are-strangers',
      comment: 'The two rooms that touch the outside know nothing of each other; modules bring them together.',
      severity: 'error',
      from: { path: `${API}(llm|database)/` },
      to: { path: `${API}(llm|database)/`, pathNot: `${API}$1/` },
    },
    {
      name: 'api-entity-list-knows-entities-only',
      comment:
        'bootstrap/entities.ts lists the entities of the modules for the database. It looks at nothing else of a ' +
        'module.',
      severity: 'error',
      from: { path: ENTITY_LIST },
      to: { path: MODULES, pathNot: `${MODULES}.+\\.entity\\.ts$` },
    },
    {
      name: 'api-entity-list-for-the-bootstrap-only',
      comment: 'Modules name their own entities in their *.module.ts; only the bootstrap needs all of them.',
      severity: 'error',
      from: { pathNot: `${API}bootstrap/` },
      to: { path: ENTITY_LIST },
    },
    {
      name: 'api-access-is-metadata',
      comment:
        'Who may call what is said with decorators and types that know no module: common/access imports common only.',
      severity: 'error',
      from: { path: `${API}common/access/` },
      to: { path: `^apps/`, pathNot: `${API}common/` },
    },

    {
      name: 'api-modules-through-their-index',
      comment: "What a module's index.ts does not export is its own business.",
      severity: 'error',
      from: { path: `${API}(?!modules/)`, pathNot: ENTITY_LIST },
      to: { path: MODULES, pathNot: `${MODULES}[^/]+/index\\.ts$` },
    },
    {
      name: 'api-modules-through-each-others-index',
      comment: 'The same between modules.',
      severity: 'error',
      from: { path: `${MODULES}([^/]+)/`, pathNot: TESTS },
      to: { path: MODULES, pathNot: `${MODULES}$1/|${MODULES}[^/]+/index\\.ts$` },
    },
    ...Object.entries(MODULE_USES).map(([module, uses]) => ({
      name: `api-${module}-uses`,
      comment:
        uses.length > 0
          ? `${module} may use ${uses.join(', ')}, no other module.`
          : `${module} may use no other module.`,
      severity: 'error',
      from: { path: `${MODULES}${module}/`, pathNot: TESTS },
      to: { path: MODULES, pathNot: `${MODULES}(${[module, ...uses].join('|')})/` },
    })),
    {
      name: 'api-new-module-uses',
      comment: 'A new module needs a line in MODULE_USES before it may use another one.',
      severity: 'error',
      from: { path: `${MODULES}(?!(?:${Object.keys(MODULE_USES).join('|')})/)([^/]+)/` },
      to: { path: MODULES, pathNot: `${MODULES}$1/` },
    },

    ...downwards('web', WEB_ROOMS),
    {
      name: 'web-features-are-strangers',
      comment: 'Features never import features: app puts them together, lib and components/ui hold what they share.',
      severity: 'error',
      from: { path: `${WEB}features/([^/]+)/` },
      to: { path: `${WEB}features/`, pathNot: `${WEB}features/$1/` },
    },

    {
      name: 'libs-stand-alone',
      comment: 'A library knows no application.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-strangers',
      comment: 'The committed openapi.json is the only bridge between API and web.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-uses-api-client-only',
      comment: 'The generated client is all that the web app knows of the server.',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: '^libs/api-client/src/index\\.ts$' },
    },
    {
      name: 'fake-llm-only-in-tests',
      comment: 'The backend double is not shipped.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `${TESTS}|^libs/fake-llm/` },
      to: { path: '^libs/fake-llm/' },
    },

    onlyIn(
      'typeorm-only-in-storage',
      ['typeorm', '@nestjs/typeorm'],
      // to-problem.ts has to recognise a QueryFailedError to tell "the database is away" from a fault of ours.
      [
        `${API}database/`,
        `${API}modules/.+\\.(entity|repository|module)\\.ts$`,
        `${API}bootstrap/(app|command)\\.module\\.ts$`,
        `${API}common/errors/to-problem\\.ts$`,
      ].join('|'),
      'Entities, repositories, database/ and the wiring in *.module. A service may name a type (the ' +
        'EntityManager of a transaction it hands on); ESLint allows that one name only.',
      { dependencyTypesNot: ['type-only'] },
    ),
    onlyIn(
      'pg-only-at-the-database',
      ['pg', 'pg-cursor'],
      `${API}database/|${API}modules/admin/database/process/sql-session\\.ts$`,
      'The driver itself: the database room, and the console, which must not share the pool.',
    ),
    onlyIn(
      'undici-only-in-adapters',
      ['undici'],
      `${API}llm/adapters/|${API}modules/auth/oidc/provider-fetch\\.ts$`,
      "A backend's HTTP is the adapters' business; a sign-in provider's has a file of its own.",
    ),
    onlyIn(
      'axios-only-in-api-client',
      ['axios'],
      '^libs/api-client/',
      'One HTTP client, one place for tokens, retries and errors.',
    ),
    onlyIn(
      'opentelemetry-only-where-it-is-loaded',
      ['@opentelemetry'],
      `${API}common/tracing/otel\\.ts$`,
      'Loaded only when tracing is on; everybody else knows the spans of tracing.ts.',
    ),
    onlyIn(
      'engine-only-in-its-adapter',
      ['node-llama-cpp'],
      `${API}llm/adapters/embedded/`,
      'An optional package: whoever else imported it would not start without it.',
    ),
  ],
  options: {
    exclude: { path: '^(apps|libs)/[^/]+/dist/|^libs/api-client/src/generated/|\\.gen\\.ts$|^scripts/' },
    doNotFollow: { path: 'node_modules' },
    // Type-only imports count: a rule about knowledge is not lifted by the compiler dropping the import.
    tsPreCompilationDeps: true,
    // The web app's alias @/*, seen from here: the cruiser reads `paths` from its working directory. `./x.js` it finds
    // as x.ts by itself.
    tsConfig: { fileName: `${__dirname}/.dependency-cruiser.paths.json` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // "types" first: the sources of our own packages, not their build.
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};

import { parser } from '@prometheus-io/lezer-promql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { startPortal, type Portal } from './portal.js';

const MONITORING = path.resolve(__dirname, '../../../deploy/monitoring');
const read = (file: string) => readFileSync(path.join(MONITORING, file), 'utf8');

interface Panel {
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { expr: string }[];
}
interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}
const board = JSON.parse(read('grafana/boards/pocket-llm.json')) as { uid: string; panels: Panel[] };
const rules = (parse(read('rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

let portal: Portal;
/** Label names by series name, and the types of the metrics. */
const labels = new Map<string, Set<string>>();
const types = new Map<string, string>();

beforeAll(async () => {
  portal = await startPortal();
  const user = await portal.someone('user');
  const admin = await portal.someone('admin');
  // A model without a price has no series of costs.
  const cost = { output_per_million: 1_000, watt_hours_per_million: 1_000 };
  for (const { id } of (await admin.get('/api/admin/models')).body)
    await admin.put(`/api/admin/models/${id}`, { cost });
  for (const stream of [false, false]) await user.post('/api/chat', { prompt: 'Count this.', stream });
  const page = (await portal.anyone.get('/metrics')).body as string;
  for (const [, name, type] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) types.set(name!, type!);
  for (const [, name, set = ''] of page.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? \S+$/gm)) {
    // Prometheus adds the last two itself.
    const known = labels.get(name!) ?? labels.set(name!, new Set(['instance', 'job'])).get(name!)!;
    for (const [, label] of set.matchAll(/([a-z_]+)="/g)) known.add(label!);
  }
});
afterAll(() => portal.close());

const WORDS = new Set(['by', 'or', 'and', 'unless', 'without', 'on', 'group_left', 'ignoring']);

/** The series that an expression reads, each with the labels it selects by and whether its rate is taken. */
function seriesOf(expr: string): { name: string; selects: string[]; isRate: boolean }[] {
  const bare = expr.replaceAll(/\b(by|without|on)\s*\([^)]*\)/g, '');
  // A selection is read together with its name, so that no label is taken for a series.
  return [...bare.matchAll(/([a-z_][a-z_0-9:]*)\b(?!\s*\()(?:\{([^}]*)\})?(\[[^\]]+\])?/g)]
    .filter(([, name]) => !WORDS.has(name!))
    .map(({ index, 1: name, 2: set = '', 3: range }) => ({
      name: name!,
      selects: [...set.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
      isRate: range !== undefined && bare.slice(0, index).endsWith('rate('),
    }));
}

const groupsOf = (expr: string) =>
  [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names]) => names!.split(',').map((name) => name.trim()));

const expressions = [
  ...board.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

it.each(expressions)('%s reads what the portal prints', (_, expr) => {
  const series = seriesOf(expr);
  expect(series.length).toBeGreaterThan(0);
  const known = new Set<string>();
  for (const { name, selects, isRate } of series) {
    if (name === 'up') continue; // Prometheus' own.
    expect([name, labels.has(name)]).toEqual([name, true]);
    for (const label of labels.get(name)!) known.add(label);
    for (const label of selects)
      expect([name, [...labels.get(name)!]]).toEqual([name, expect.arrayContaining([label])]);
    const type = types.get(name.replace(/_(bucket|sum|count)$/, '')) ?? types.get(name);
    // A counter says nothing by itself, and the rate of a gauge means nothing.
    expect([name, isRate]).toEqual([name, type !== 'gauge']);
  }
  for (const label of groupsOf(expr)) expect([...known]).toContain(label);
});

it.each(expressions)('%s is an expression of Prometheus', (_, expr) => {
  const errors: string[] = [];
  // Grafana fills the variable in.
  const filled = expr.replaceAll('$__rate_interval', '1m');
  parser.parse(filled).iterate({ enter: ({ type, from }) => void (type.isError && errors.push(filled.slice(from))) });
  expect(errors).toEqual([]);
});

it('the board shows every metric that the portal prints', () => {
  const shown = new Set(
    expressions.flatMap(([, expr]) => seriesOf(expr).map(({ name }) => name.replace(/_bucket$/, ''))),
  );
  expect([...types.keys()].filter((name) => !shown.has(name))).toEqual([]);
});

it('no panel covers another one, and each reads the source that is provisioned', () => {
  const source = parse(read('grafana/provisioning/datasources/prometheus.yml'));
  expect(source.datasources).toMatchObject([{ uid: 'prometheus', url: 'http://prometheus:9090', editable: false }]);
  for (const { datasource, targets } of board.panels) if (targets) expect(datasource?.uid).toBe('prometheus');
  const taken = new Set<string>();
  for (const { gridPos } of board.panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken).not.toContain(`${x} ${y}`);
        taken.add(`${x} ${y}`);
      }
  }
});

it('every alert has a name of its own, a severity, and a sentence that says what helps', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { labels: set, annotations } of rules) {
    expect(['warning', 'critical']).toContain(set.severity);
    expect(annotations.summary && annotations.description).toMatch(/\.$/);
  }
});

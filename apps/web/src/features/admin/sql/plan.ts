/** A step of PostgreSQL's plan; only what the view shows. */
export interface PlanNode {
  title: string;
  detail: string;
  cost: number;
  expected: number;
  actual?: number;
  loops?: number;
  /** Without its children: milliseconds in a measured plan, else estimated cost. */
  own: number;
  /** Share of the whole plan, from 0 to 1. */
  share: number;
  heaviest: boolean;
  children: PlanNode[];
}

export interface Plan {
  root: PlanNode;
  measured: boolean;
  planningMs?: number;
  executionMs?: number;
}

type Raw = Record<string, unknown>;
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

function detailOf(node: Raw): string {
  const relation = [node['Relation Name'], node['Alias'] !== node['Relation Name'] && node['Alias']]
    .filter(Boolean)
    .join(' ');
  const conditions = [
    'Index Name',
    'Hash Cond',
    'Merge Cond',
    'Index Cond',
    'Filter',
    'Function Name',
    'CTE Name',
    'Subplan Name',
  ]
    .filter((key) => typeof node[key] === 'string')
    .map((key) => node[key] as string);
  return [
    relation || (node['Alias'] as string | undefined),
    ...conditions,
    ...(Array.isArray(node['Sort Key']) ? (node['Sort Key'] as string[]) : []),
  ]
    .filter(Boolean)
    .join(' · ');
}

function read(node: Raw, measured: boolean): PlanNode {
  const children = ((node['Plans'] as Raw[] | undefined) ?? []).map((child) => [child, read(child, measured)] as const);
  const total = (one: Raw) =>
    measured ? number(one['Actual Total Time']) * number(one['Actual Loops']) : number(one['Total Cost']);
  const own = Math.max(0, total(node) - children.reduce((sum, [child]) => sum + total(child), 0));
  return {
    title: [node['Join Type'] === 'Inner' ? undefined : node['Join Type'], node['Node Type']].filter(Boolean).join(' '),
    detail: detailOf(node),
    cost: number(node['Total Cost']),
    expected: number(node['Plan Rows']),
    ...(measured && { actual: number(node['Actual Rows']), loops: number(node['Actual Loops']) }),
    own,
    share: 0,
    heaviest: false,
    children: children.map(([, child]) => child),
  };
}

const flat = (node: PlanNode): PlanNode[] => [node, ...node.children.flatMap(flat)];

/** The tree of a plan: each node with its share of the total, and the most expensive one marked. */
export function readPlan(raw: Raw): Plan {
  const measured = typeof raw['Execution Time'] === 'number';
  const root = read((raw['Plan'] as Raw | undefined) ?? {}, measured);
  const nodes = flat(root);
  const all = nodes.reduce((sum, { own }) => sum + own, 0);
  for (const node of nodes) node.share = all > 0 ? node.own / all : 0;
  nodes.reduce((most, node) => (node.own > most.own ? node : most), root).heaviest = true;
  return {
    root,
    measured,
    ...(measured && { planningMs: number(raw['Planning Time']), executionMs: number(raw['Execution Time']) }),
  };
}

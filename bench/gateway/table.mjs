// From rounds to a table: medians, ratios of each round with their interval, and whether the goal is reached.
import { replaceBetween, writeJson } from '../lib/report.mjs';
import { interval, median } from './statistics.mjs';

/** A double must be so many times faster than what is before it, or the double is measured instead. */
const HEADROOM = 3;

/** A workload's lines: each peer's medians, and our ratios to the others. */
export const rowsOf = ({ kinds, rows }, peers, rounds) => {
  // A foreign gateway that failed has no figures.
  const taking = peers.filter((peer) => kinds[peer] && rounds.every((round) => round[`${kinds[peer]} ${peer}`]));
  const cells = Object.fromEntries(
    taking.map((peer) => [peer, rounds.map((round) => round[`${kinds[peer]} ${peer}`])]),
  );
  const direct = rounds[0].direct && median(rounds.map((round) => round.direct.perSecond));
  return rows.map((row) => rowOf(row, cells, direct));
};

function rowOf({ title, unit, value, database, goals }, cells, direct) {
  const figures = mapped(cells, (all) => ({
    median: median(all.map(value)),
    ...(database && { database: median(all.map(database)) }),
    // Its CPU time still counts; its answers a second say what double and load could do.
    ...(direct && { double_bound: direct < HEADROOM * median(all.map(({ perSecond }) => perSecond)) }),
  }));
  const { ours, ...others } = cells;
  const ratios = mapped(ours ? others : {}, (all) => {
    const each = all.map((one, round) => value(ours[round]) / value(one));
    return { median: median(each), interval: interval(each) };
  });
  return { title, unit, figures, ratios, goals: goals.map((goal) => judged(goal, figures, ratios)) };
}

const mapped = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

function judged(goal, figures, ratios) {
  const reached = goal.of ? ratios[goal.of]?.median <= goal.times : figures.ours?.median <= goal.most;
  const known = goal.of ? ratios[goal.of] : figures.ours;
  return { ...goal, ...(known && { reached }) };
}

const number = (value) =>
  Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : Math.abs(value) >= 20
      ? value.toFixed(0)
      : String(Number(value.toPrecision(3)));

function cellOf(figure) {
  if (!figure) return '–';
  const { median: middle, database = 0, double_bound } = figure;
  return `${number(middle - database)}${database ? ` (+${number(database)})` : ''}${double_bound ? '\\*' : ''}`;
}

function ratioOf(ratio) {
  if (!ratio) return '–';
  const [low, high] = ratio.interval.map(number);
  return `${number(ratio.median)}${low === high ? '' : ` [${low}–${high}]`}`;
}

function goalOf({ times, of, most, reached }) {
  const text = of ? (times < 1 ? `${1 / times} × better than ${of}` : `≤ ${times} × ${of}`) : `≤ ${most}`;
  return reached === undefined ? text : `${text} ${reached ? '✓' : '✗'}`;
}

/** The table in Markdown, with what is needed to judge it. */
export function tableOf({ date, machine, code, versions, rounds, rows }) {
  const peers = Object.keys(versions);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    `Measured on ${date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, ` +
      `Node ${machine.node};`,
    `commit \`${code.commit}\`${code.changed ? ' with changes' : ''}; ${rounds} rounds, the first not counted.`,
    `${Object.entries(versions)
      .map(([peer, version]) => `${peer}: ${version}`)
      .join('; ')}.`,
    '',
    line(['W', ...peers, 'ours / floor', 'ours / nginx', 'goal']),
    `|---|${'--:|'.repeat(peers.length + 2)}---|`,
    ...rows.map(({ title, unit, figures, ratios, goals }) =>
      line([
        `${title}, ${unit}`,
        ...peers.map((peer) => cellOf(figures[peer])),
        ratioOf(ratios.floor),
        ratioOf(ratios.nginx),
        goals.map(goalOf).join(', '),
      ]),
    ),
  ].join('\n');
}

/** Writes every figure of every round, and the table between its marks in the README. */
export async function publishGateways(results) {
  await writeJson('gateway.json', results);
  await replaceBetween('gateways', tableOf(results));
}

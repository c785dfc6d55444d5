// From rounds to a table: medians, ratios of each round with their interval, and whether the goal is reached.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../lib/portal.mjs';
import { interval, median } from './statistics.mjs';

/** A double must be so many times faster than what is behind it, or it is measured instead. */
const HEADROOM = 3;

const total = ({ own, database = 0 }) => own + database;

/** One workload's row: each peer's medians, and our ratios to the others. */
export function rowsOf({ title, unit, kind, goals }, peers, rounds) {
  const cell = (round, peer) => round[`${kind(peer)} ${peer}`];
  const taking = peers.filter((peer) => kind(peer));
  const direct = median(rounds.map(({ direct }) => direct.perSecond));
  const figures = Object.fromEntries(
    taking.map((peer) => {
      const all = rounds.map((round) => cell(round, peer));
      const perSecond = median(all.map((one) => one.perSecond));
      return [
        peer,
        {
          own: median(all.map(({ own }) => own)),
          database: median(all.map(({ database }) => database)),
          per_second: perSecond,
          // Its CPU time still counts; its answers a second say what the load could do.
          double_bound: direct < HEADROOM * perSecond,
          foreign: median(all.map(({ foreign }) => foreign)),
          rounds: all,
        },
      ];
    }),
  );
  const ratios = Object.fromEntries(
    taking.includes('ours')
      ? taking
          .filter((peer) => peer !== 'ours')
          .map((peer) => {
            const all = rounds.map((round) => total(cell(round, 'ours')) / total(cell(round, peer)));
            return [peer, { median: median(all), interval: interval(all) }];
          })
      : [],
  );
  return { title, unit, direct_per_second: direct, figures, ratios, goals: goals.map((goal) => judged(goal, ratios)) };
}

const judged = (goal, ratios) => ({ ...goal, reached: ratios[goal.of] && ratios[goal.of].median <= goal.times });

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(0) : value.toFixed(2);

function cellOf(figure) {
  if (!figure) return '–';
  const { own, database, double_bound } = figure;
  return `${number(own)}${database >= 0.5 ? ` (+${number(database)})` : ''}${double_bound ? '*' : ''}`;
}

const ratioOf = (ratio) =>
  ratio ? `${number(ratio.median)} [${ratio.interval.map((end) => number(end)).join('–')}]` : '–';

function goalOf({ times, of, reached }) {
  const most = times < 1 ? `${1 / times} × better than ${of}` : `≤ ${times} × ${of}`;
  return reached === undefined ? most : `${most} ${reached ? '✓' : '✗'}`;
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
    '',
    '\\* The double or the load was the limit: CPU time counts, throughput does not.',
  ].join('\n');
}

/** Writes every figure of every round. */
export const publishGateways = (results) =>
  writeFile(path.join(ROOT, 'bench/gateway.json'), `${JSON.stringify(results, null, 1)}\n`);

import { UPPER_MS } from './histogram.js';

/** Text of the Prometheus exposition format, version 0.0.4. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Record<string, string>;
interface Series {
  labels: string;
  value: number;
}

const escaped = (value: string): string =>
  value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
const written = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
const line = (name: string, labels: string, value: number): string => `${name}${labels && `{${labels}}`} ${value}`;

/** Beyond so many sets of labels the rest is counted under one name, so that nobody can make the page grow. */
const MOST_SERIES = 500;

/** A number that only grows, for each set of labels. */
export class Counter {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  /** @param key that stands for the labels, so that they are put together only once */
  add(key: string, labels: () => Labels, value = 1): void {
    let series = this.series.get(key);
    if (!series) {
      const crowded = this.series.size >= MOST_SERIES;
      if (crowded) series = this.series.get('other');
      if (!series)
        this.series.set(
          crowded ? 'other' : key,
          (series = { labels: written(crowded ? mapped(labels()) : labels()), value: 0 }),
        );
    }
    series.value += value;
  }

  lines(): string[] {
    return [
      `# HELP ${this.name} ${this.help}`,
      `# TYPE ${this.name} counter`,
      ...[...this.series.values()].map(({ labels, value }) => line(this.name, labels, value)),
    ];
  }
}

const mapped = (labels: Labels): Labels => Object.fromEntries(Object.keys(labels).map((name) => [name, 'other']));

/** A value as it is now. */
export function gauge(name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, line(name, '', value)];
}

/** Observed durations, in seconds, by the buckets of the rollups; each bucket has all that is not longer. */
export class DurationHistogram {
  private readonly series = new Map<string, { labels: string; counts: number[]; sum: number }>();

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  observe(label: Labels, key: string, slot: number, ms: number): void {
    let series = this.series.get(key);
    if (!series) this.series.set(key, (series = { labels: written(label), counts: [], sum: 0 }));
    series.counts[slot] = (series.counts[slot] ?? 0) + 1;
    series.sum += ms / 1_000;
  }

  lines(): string[] {
    const lines = [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} histogram`];
    for (const { labels, counts, sum } of this.series.values()) {
      const comma = labels && `${labels},`;
      let seen = 0;
      UPPER_MS.forEach((upper, i) =>
        lines.push(
          line(
            `${this.name}_bucket`,
            `${comma}le="${Number((upper / 1_000).toPrecision(4))}"`,
            (seen += counts[i] ?? 0),
          ),
        ),
      );
      seen += counts[UPPER_MS.length] ?? 0;
      lines.push(
        line(`${this.name}_bucket`, `${comma}le="+Inf"`, seen),
        line(`${this.name}_sum`, labels, sum),
        line(`${this.name}_count`, labels, seen),
      );
    }
    return lines;
  }
}

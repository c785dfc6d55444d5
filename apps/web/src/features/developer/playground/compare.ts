import { type PastRun } from './past';
import { type RequestBody } from './request';

/** A field that differs between two requests, each side as JSON; undefined where it is not set. */
interface Difference {
  field: string;
  sides: [string | undefined, string | undefined];
}

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value, null, 1);

/** The fields that differ between two requests, in order. */
export function differences(a: RequestBody, b: RequestBody): Difference[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields
    .map((field): Difference => ({ field, sides: [textOf(a[field]), textOf(b[field])] }))
    .filter(({ sides: [one, other] }) => one !== other);
}

/** The selected runs after one was ticked or unticked. A third tick replaces the oldest. */
export const ticked = (chosen: readonly string[], id: string): string[] =>
  chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2);

/** The selected runs, the older one first. */
export const pairOf = (runs: readonly PastRun[], chosen: readonly string[]): [PastRun, PastRun] | undefined => {
  const [newer, older] = runs.filter(({ id }) => chosen.includes(id));
  return newer && older && [older, newer];
};

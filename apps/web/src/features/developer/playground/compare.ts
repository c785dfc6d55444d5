import { type PastRun } from './past';
import { type RequestBody } from './request';

/** A field in which two requests differ, each side as JSON; undefined where it was not set. */
export interface Difference {
  field: string;
  sides: [string | undefined, string | undefined];
}

const said = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value, null, 1);

/** In what two requests differ, in the order of their fields. */
export function differences(a: RequestBody, b: RequestBody): Difference[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields
    .map((field): Difference => ({ field, sides: [said(a[field]), said(b[field])] }))
    .filter(({ sides: [one, other] }) => one !== other);
}

/** The two to compare after this one was ticked: of three, the oldest tick gives way. */
export const ticked = (chosen: readonly string[], id: string): string[] =>
  chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2);

/** The chosen runs, the older one first. */
export const pairOf = (runs: readonly PastRun[], chosen: readonly string[]): [PastRun, PastRun] | undefined => {
  const [newer, older] = runs.filter(({ id }) => chosen.includes(id));
  return newer && older && [older, newer];
};

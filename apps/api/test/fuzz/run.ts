import fc from 'fast-check';
import { KEY_SCOPES } from '../../src/common/access/roles.js';
import type { Client } from '../client.js';
import { expectedOf } from '../matrix/callers.js';
import { Actors } from './actors.js';
import { IdPool } from './pool.js';
import { journey, type Recipe } from './requests.js';
import { asCurl, sendAndJudge, type Answer, type Sent } from './send.js';

/** Journeys of one property; a failed one does not end the run. */
const JOURNEYS = 100;
/** So many different faults are enough for one run. */
const MOST_FAULTS = 25;
/** Shrinking sends requests, too. */
const MOST_SHRINKS = 200;

export interface Fuzzed {
  requests: number;
  /** Requests by status. */
  statuses: Record<string, number>;
  /** Operations that answered a success at least once. */
  succeeded: Set<string>;
  /** Each with its shrunk request as one curl line and the seed. */
  faults: string[];
}

/**
 * Sends at least so many generated requests. The same seed makes the same recipes; the ids in them are the portal's.
 */
export async function fuzz(anyone: Client, { requests, seed }: { requests: number; seed: number }): Promise<Fuzzed> {
  const actors = await Actors.begin(anyone);
  const pool = new IdPool(new Set([actors.rootId]));
  const result: Fuzzed = { requests: 0, statuses: {}, succeeded: new Set(), faults: [] };
  const known = new Set<string>();
  for (let round = 0; result.requests < requests && result.faults.length < MOST_FAULTS; round++) {
    await actors.repair();
    let last = '';
    let shrinks = 0;
    const property = fc.asyncProperty(journey, async (recipes) => {
      if (last && ++shrinks > MOST_SHRINKS) return;
      for (const recipe of recipes) {
        const { sent, answer } = await take(recipe, actors, pool, anyone.url);
        result.requests++;
        result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
        if (answer.status < 300) result.succeeded.add(recipe.operation.name);
        if (answer.fault === undefined || known.has(kindOf(recipe, answer))) continue;
        last = `${recipe.operation.name} by ${recipe.who}: ${answer.fault}\n  ${asCurl(sent).slice(0, 2_000)}`;
        throw Object.assign(new Error(answer.fault), { kind: kindOf(recipe, answer) });
      }
    });
    const checked = await fc.check(property, { seed: seed + round, numRuns: JOURNEYS });
    if (checked.failed) {
      const error = checked.errorInstance as Error & { kind?: string };
      if (error.kind === undefined) throw error; // A fault of the fuzz itself.
      known.add(error.kind);
      result.faults.push(`seed ${seed + round}, path ${checked.counterexamplePath}: ${last}`);
    }
    const health = await anyone.get('/health');
    if (health.status !== 200) result.faults.push(`/health: ${health.status}`);
  }
  return result;
}

/** Faults of one operation that look alike are one. */
const kindOf = ({ operation }: Recipe, { fault }: Answer): string =>
  `${operation.name} ${fault!.slice(0, 60).replaceAll(/[0-9a-f-]{36}/g, '')}`;

const maySend = ({ who, operation: { access } }: Recipe): boolean =>
  who === 'key'
    ? expectedOf(access, { role: 'developer', scopes: KEY_SCOPES }) === 'through'
    : expectedOf(access, who === 'nobody' ? {} : { role: who }) === 'through';

async function take(recipe: Recipe, actors: Actors, pool: IdPool, url: string) {
  const client = await actors.as(recipe.who);
  const { body } = recipe;
  const sent: Sent = {
    method: recipe.operation.method,
    url: url + pool.resolve(recipe.path),
    headers: { ...recipe.headers, ...client.headers },
    ...(body && { body: Buffer.from(pool.resolve(body.text), body.encoding) }),
  };
  const answer = await sendAndJudge(recipe, sent);
  if (answer.status < 400) pool.learn(recipe.operation, answer.headers, answer.body);
  // He has logged out, was deactivated, or has lost his role.
  const ended = answer.status === 401 || (answer.status === 403 && maySend(recipe));
  if (ended) actors.retire(recipe.who);
  return { sent, answer };
}

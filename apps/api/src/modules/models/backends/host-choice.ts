/** A host that has a model, as the choice sees it. */
export interface HostView {
  id: string;
  tier: number;
  weight: number;
  /** Answers at a time; null: the portal's setting. */
  parallel: number | null;
  /** Whether its circuit breaker lets a request in. */
  admits: boolean;
  /** Whether the model is in its memory. */
  loaded: boolean;
}

/** A host for the queue, which adds the load of the moment in which a place is free. The smallest sum wins. */
export interface HostPlace {
  id: string;
  parallel: number | null;
  weight: number;
  penalty: number;
}

/** A lower tier comes first whatever else is said for a higher one; loads are far below this. */
const PER_TIER = 1_000;
/** Loading a model takes longer than the answers of a host that is well used. */
const NOT_IN_MEMORY = 10;
/** Reading a conversation anew is worth about one answer that runs already: a free host beats a busy warm one. */
const NOT_WARM = 1;

/**
 * The hosts that may answer, with what speaks against each. Hosts with an open breaker are left out, unless all are:
 * then somebody has to try.
 * @param warm the host that answered this conversation last
 */
export function placesOf(hosts: readonly HostView[], warm?: string): HostPlace[] {
  const admitting = hosts.filter(({ admits }) => admits);
  const isWarmHere = hosts.some(({ id }) => id === warm);
  return (admitting.length > 0 ? admitting : hosts)
    .map(({ id, parallel, weight, tier, loaded }) => ({
      id,
      parallel,
      weight,
      penalty: tier * PER_TIER + (loaded ? 0 : NOT_IN_MEMORY) + (isWarmHere && id !== warm ? NOT_WARM : 0),
    }))
    .sort((a, b) => a.penalty - b.penalty);
}

/** A host, and which weights it has under the model's name; an empty digest means that nobody knows. */
interface WithDigest {
  digest: string;
  host: HostView;
}

/**
 * Hosts that have the same weights may stand in for each other. Of several sets, those come first in which some host
 * lets requests in, then the one of the warm host, then the one with most hosts that have the model in memory, then the
 * one of the lowest tier.
 * @returns all hosts, set by set
 */
export function bySameWeights<T extends WithDigest>(found: readonly T[], warm?: string): T[][] {
  const known = [...new Set(found.map(({ digest }) => digest).filter(Boolean))];
  const sets = known.length === 0 ? [[...found]] : known.map((one) => found.filter(({ digest }) => digest === one));
  const rank = (set: T[]) => [
    set.some(({ host }) => host.admits) ? 0 : 1,
    set.some(({ host }) => host.id === warm) ? 0 : 1,
    -set.filter(({ host }) => host.loaded && host.admits).length,
    Math.min(...set.map(({ host }) => host.tier)),
  ];
  const sorted = sets.sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, i) => value !== right[i]);
    return at < 0 ? 0 : left[at]! - right[at]!;
  });
  // Nobody knows what these have, so they belong to the set that is used.
  if (known.length > 0) sorted[0]!.push(...found.filter(({ digest }) => digest === ''));
  return sorted;
}

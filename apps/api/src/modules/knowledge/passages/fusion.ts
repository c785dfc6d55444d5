import { MOST_CHARACTERS } from './cut.js';
import type { Hit, Placed } from './passage.repository.js';
import type { Passage } from './retrieval.js';

/** As the literature has it: a first place counts little more than a second one. */
const K = 60;

const keyOf = ({ file_id, position }: Pick<Hit, 'file_id' | 'position'>): string => `${file_id} ${position}`;

/** Reciprocal rank fusion: one order out of several, of which the scores cannot be compared. */
export function fused(lists: Hit[][]): Hit[] {
  const sums = new Map<string, Hit>();
  for (const list of lists)
    for (const [at, hit] of list.entries()) {
      const sum = sums.get(keyOf(hit));
      const score = 1 / (K + at + 1) + (sum?.score ?? 0);
      sums.set(keyOf(hit), { ...hit, score });
    }
  return [...sums.values()].sort((one, other) => other.score - one.score);
}

interface Part extends Omit<Passage, 'name'> {
  first: number;
  last: number;
}

/**
 * The best passages with their texts: neighbours on a page become one, of which the better gives the place, and what
 * says the same as a better one is left out. A passage whose file has gone meanwhile is left out as well.
 * @param texts of pages, by `<file id> <page>`
 */
export function merged(hits: Hit[], places: Placed[], texts: ReadonlyMap<string, string>, wanted: number): Part[] {
  const placeOf = new Map(places.map((place) => [keyOf(place), place]));
  const parts: Part[] = [];
  const said = new Set<string>();
  for (const hit of hits) {
    const place = placeOf.get(keyOf(hit));
    const page = place && texts.get(`${place.file_id} ${place.page}`);
    if (!place || page === undefined) continue;
    const { file_id, position, page: number, start_at, end_at, heading } = place;
    const text = page.slice(start_at, end_at);
    const saying = text.replace(/\s+/g, ' ').trim();
    if (said.has(saying)) continue;
    said.add(saying);
    const neighbour = parts.find(
      (part) =>
        part.file_id === file_id &&
        part.page === number &&
        (part.last + 1 === position || part.first - 1 === position) &&
        Math.max(part.end, end_at) - Math.min(part.start, start_at) <= 2 * MOST_CHARACTERS,
    );
    if (neighbour) {
      if (position < neighbour.first) neighbour.heading = heading;
      neighbour.first = Math.min(neighbour.first, position);
      neighbour.last = Math.max(neighbour.last, position);
      neighbour.start = Math.min(neighbour.start, start_at);
      neighbour.end = Math.max(neighbour.end, end_at);
      neighbour.text = page.slice(neighbour.start, neighbour.end);
    } else if (parts.length < wanted)
      parts.push({
        ...{ file_id, page: number, heading, text, start: start_at, end: end_at, score: hit.score },
        ...{ first: position, last: position },
      });
  }
  return parts;
}

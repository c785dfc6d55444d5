import { isAlias } from './action-aliases.js';
import type { LogFilter } from './log.filter.js';
import { isErrorCode, isOneModel } from './model-call.js';

/** How the lines of a filter are found. */
export interface LogAccess {
  /** The part of the filter whose lines an index has in the order of time; empty when none has. */
  index: LogFilter;
  /** Nothing else is asked. */
  isExact: boolean;
  /** Lines that one request reads where something else is asked. */
  mostLines: number;
}

/** Reading text costs twice as much a line as comparing values. */
const [VALUES_OF, TEXT_OF] = [30_000, 12_000];

type Field = Exclude<keyof LogFilter, 'from' | 'to'>;

/** Fields with an index, those with few lines of a value first, and the values that an index has in order. */
const INDEXED: readonly [Field, (filter: LogFilter) => boolean][] = [
  ['request_id', () => true],
  ['error', ({ error }) => isErrorCode(error!)],
  ['key', () => true],
  ['user_id', () => true],
  ['username', () => true],
  ['status_code', ({ status_code }) => status_code! >= 400],
  ['level', ({ level }) => level !== 'info'],
  ['model', ({ model }) => isOneModel(model!)],
  ['action', ({ action }) => !isAlias(action!)],
  ['endpoint', () => true],
  ['status_code', () => true],
];

/** Chooses the index by which the lines of a filter are read. */
export function accessOf(filter: LogFilter): LogAccess {
  const { from: _, to: __, ...rest } = filter;
  const asked = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  const [field] = INDEXED.find(([name, isInOrder]) => filter[name] !== undefined && isInOrder(filter)) ?? [];
  const readsText = Boolean(filter.q) || (filter.error !== undefined && !isErrorCode(filter.error));
  return {
    index: field ? { [field]: filter[field] } : {},
    isExact: asked.length === (field ? 1 : 0),
    mostLines: readsText ? TEXT_OF : VALUES_OF,
  };
}

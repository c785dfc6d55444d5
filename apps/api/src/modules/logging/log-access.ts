import { actionsOf } from './action-aliases.js';
import { whereOf, type LogFilter } from './log.filter.js';
import { isErrorCode, modelConditions } from './model-call.js';

/** How the lines of a filter are found. */
export interface LogAccess {
  /** Conditions, of each of which an index has the lines in the order of time: together, all that can match. */
  anyOf: readonly string[];
  /** What is asked of each line beside that. */
  rest: LogFilter;
  /** Nothing. */
  isExact: boolean;
  /** Lines that one request reads where something else is asked. */
  mostLines: number;
}

/** Reading text costs twice as much a line as comparing values. */
const [VALUES_OF, TEXT_OF] = [30_000, 12_000];

type Field = Exclude<keyof LogFilter, 'from' | 'to'>;

/** How an index has the values of a field, if it does; exactly, or with others among them. */
type FieldAccess = (filter: LogFilter) => Pick<LogAccess, 'anyOf' | 'isExact'> | undefined;

const inOrder =
  (field: Field, has: (filter: LogFilter) => boolean = () => true): FieldAccess =>
  (filter) =>
    has(filter) ? { anyOf: [whereOf({ [field]: filter[field] })], isExact: true } : undefined;

/** Fields with an index, those with few lines of a value first. */
const INDEXED: readonly [Field, FieldAccess][] = [
  ['request_id', inOrder('request_id')],
  ['error', inOrder('error', ({ error }) => isErrorCode(error!))],
  ['key', inOrder('key')],
  ['user_id', inOrder('user_id')],
  ['username', inOrder('username')],
  ['status_code', inOrder('status_code', ({ status_code }) => status_code! >= 400)],
  ['level', inOrder('level', ({ level }) => level !== 'info')],
  ['model', ({ model }) => ({ anyOf: modelConditions(model!), isExact: true })],
  ['action', ({ action }) => actionsOf(action!, 'action')],
  ['endpoint', inOrder('endpoint')],
  ['status_code', inOrder('status_code')],
];

/** Chooses the index by which the lines of a filter are read. */
export function accessOf(filter: LogFilter): LogAccess {
  const { from: _, to: __, ...rest } = filter;
  const asked = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  const [field, found] =
    INDEXED.filter(([name]) => filter[name] !== undefined)
      .map(([name, access]) => [name, access(filter)] as const)
      .find(([, access]) => access !== undefined) ?? [];
  const readsText = Boolean(filter.q) || (filter.error !== undefined && !isErrorCode(filter.error));
  return {
    anyOf: found?.anyOf ?? ['true'],
    // Asked twice, a condition seems to be rarer than it is.
    rest: found?.isExact ? { ...filter, [field!]: undefined } : filter,
    isExact: found ? found.isExact && asked.length === 1 : asked.length === 0,
    mostLines: readsText ? TEXT_OF : VALUES_OF,
  };
}

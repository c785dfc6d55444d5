import { positional } from '../../database/positional.js';
import { actionSql, isAction } from './action-aliases.js';
import { CONSOLE_SQL, isConsoleTraffic } from './console-traffic.js';
import type { LogEntry } from './log.entity.js';
import { callConditions, isCall, type CallFilter } from './model-call.js';

export const LOG_LEVELS = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Filter of the request log. Absent fields do not restrict. */
export interface LogFilter extends CallFilter {
  user_id?: string;
  username?: string;
  /** By our name of it, or by an alias. */
  action?: string;
  status_code?: number;
  method?: string;
  endpoint?: string;
  level?: LogLevel;
  min_duration_ms?: number;
  request_id?: string;
  from?: Date;
  to?: Date;
  q?: string;
  not_username?: string;
  not_action?: string;
  not_status_code?: number;
  not_method?: string;
  not_endpoint?: string;
  /** Leaves out what the consoles read of themselves. */
  without_console?: boolean;
}

// Written out, not bound: only then does the planner use the indexes of warnings and of errors.
const LEVEL_SQL: Record<LogLevel, string> = {
  info: 'status_code < 400',
  warning: 'status_code >= 400 AND status_code < 500',
  error: 'status_code >= 500',
};
const EQUAL = ['user_id', 'username', 'status_code', 'method', 'endpoint', 'request_id'] as const;
const UNLIKE = ['username', 'status_code', 'method', 'endpoint'] as const;

/** The level of a request, from its status: rejections are the caller's fault, failures ours. */
export const levelOf = (status: number): LogLevel => (status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info');

/** The filter as a condition with `:names`. */
export function whereOf(filter: LogFilter): string {
  const conditions = [
    ...EQUAL.filter((name) => filter[name] !== undefined).map((name) => `${name} = :${name}`),
    ...UNLIKE.filter((name) => filter[`not_${name}`] !== undefined).map(
      (name) => `${name} IS DISTINCT FROM :not_${name}`,
    ),
    ...(filter.action !== undefined ? [actionSql(filter.action, 'action')] : []),
    ...(filter.not_action !== undefined ? [`NOT ${actionSql(filter.not_action, 'not_action')}`] : []),
    ...(filter.without_console ? [`NOT ${CONSOLE_SQL}`] : []),
    ...callConditions(filter),
    ...(filter.level ? [LEVEL_SQL[filter.level]] : []),
    ...(filter.min_duration_ms !== undefined ? ['duration_ms >= :min_duration_ms'] : []),
    ...(filter.from ? ['created_at >= :from'] : []),
    ...(filter.to ? ['created_at < :to'] : []),
    // strpos takes the text literally: % and _ are no wildcards.
    ...(filter.q
      ? [`strpos(lower(concat_ws(' ', action, endpoint, username, request_id::text, metadata::text)), lower(:q)) > 0`]
      : []),
  ];
  return conditions.join(' AND ') || 'true';
}

/** Whether only time, level and the consoles are restricted, so that the counts per minute and hour suffice. */
export function isCounted(filter: LogFilter): boolean {
  const { from: _, to: __, level: ___, without_console: ____, ...rest } = filter;
  return Object.values(rest).every((value) => value === undefined);
}

/** The levels of the counts that a filter asks for, as a condition; lines of the consoles have a level of their own. */
export function countedLevels({ level, without_console }: LogFilter): string {
  if (level === undefined) return without_console ? `level <> 'console'` : 'true';
  if (level === 'info') return without_console ? `level = 'info'` : `level IN ('info', 'console')`;
  return `level = '${level}'`;
}

/** The same filter in memory, for lines of the live tail. */
export function matches(filter: LogFilter, entry: LogEntry): boolean {
  if (EQUAL.some((name) => filter[name] !== undefined && filter[name] !== entry[name])) return false;
  if (UNLIKE.some((name) => filter[`not_${name}`] !== undefined && filter[`not_${name}`] === entry[name])) return false;
  if (filter.action !== undefined && !isAction(filter.action, entry)) return false;
  if (filter.not_action !== undefined && isAction(filter.not_action, entry)) return false;
  if (!isCall(filter, entry) || (filter.without_console && isConsoleTraffic(entry))) return false;
  if (filter.level && filter.level !== levelOf(entry.status_code)) return false;
  if (filter.min_duration_ms !== undefined && entry.duration_ms < filter.min_duration_ms) return false;
  if ((filter.from && entry.created_at < filter.from) || (filter.to && entry.created_at >= filter.to)) return false;
  const { action, endpoint, username, request_id, metadata } = entry;
  return (
    !filter.q ||
    [action, endpoint, username, request_id, metadata && JSON.stringify(metadata)]
      .join(' ')
      .toLowerCase()
      .includes(filter.q.toLowerCase())
  );
}

/** A statement with the filter's parameters and further ones. */
export const bound = (sql: string, filter: LogFilter, more: Record<string, unknown> = {}): [string, unknown[]] =>
  positional(sql, { ...filter, ...more });

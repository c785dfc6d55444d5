import type { LogEntry } from './log.entity.js';

/** What the pages of the web app read of themselves, beside `GET /api/admin/…` and `GET /api/developer/…`. */
const OWN_READS = ['/api/auth/me', '/api/auth/me/notices'];
const REFRESH = '/api/auth/refresh';
const DESKS = ['/api/admin/', '/api/developer/'];
/** Whoever takes much away at once must be seen. */
const DOWNLOADS = ['/api/admin/backup', '/api/admin/logs/export', '/api/admin/audit/export'];

const quoted = (paths: string[]) => paths.map((path) => `'${path}'`).join(', ');

/**
 * Whether a line only says that somebody looked at the consoles: a read that succeeded. Changes, failures and downloads
 * of everything are never among them, nor are programs: no API key may call these routes. Lines that are written are
 * counted by the same rule, see the migration `LogConsole`.
 */
export const CONSOLE_SQL =
  `(status_code < 400 AND (endpoint = '${REFRESH}' OR method = 'GET' AND endpoint NOT IN (${quoted(DOWNLOADS)}) ` +
  `AND (${DESKS.map((desk) => `starts_with(endpoint, '${desk}')`).join(' OR ')} ` +
  `OR endpoint IN (${quoted(OWN_READS)}))))`;

/** The same for one line. */
export function isConsoleTraffic({ status_code, endpoint, method }: LogEntry): boolean {
  if (status_code >= 400) return false;
  if (endpoint === REFRESH) return true;
  if (method !== 'GET' || DOWNLOADS.includes(endpoint)) return false;
  return DESKS.some((desk) => endpoint.startsWith(desk)) || OWN_READS.includes(endpoint);
}

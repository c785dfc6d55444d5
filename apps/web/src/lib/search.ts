type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined);

/** A path of this site, or undefined: a foreign address in a link must not lead anybody away after signing in. */
export function localPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  const url = new URL(value, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search + url.hash : undefined;
}

export interface HistorySearch {
  q?: string;
  archived?: boolean;
}

export const parseHistorySearch = (search: Raw): HistorySearch => ({ q: text(search['q']), archived: search['archived'] === true || undefined });

export interface LogSearch {
  q?: string;
  action?: string;
  status?: number;
  user?: string;
  from?: string;
  to?: string;
  page?: number;
  open?: string;
}

const number = (value: unknown): number | undefined => (Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

export const parseLogSearch = (search: Raw): LogSearch => ({
  q: text(search['q']),
  action: text(search['action']),
  status: number(search['status']),
  user: text(search['user']),
  from: text(search['from']),
  to: text(search['to']),
  page: number(search['page']),
  open: text(search['open']),
});

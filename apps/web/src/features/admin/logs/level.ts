/** How a log line went, from its status: refusals are the client's, failures ours. */
export function levelOf(status: number | null | undefined): 'ok' | 'warn' | 'danger' | 'none' {
  if (status == null) return 'none';
  if (status >= 500) return 'danger';
  return status >= 400 ? 'warn' : 'ok';
}

const TONES = { ok: 'ok', warn: 'warn', danger: 'danger', none: 'idle' } as const;

/** The mark that goes with a level. */
export const toneOf = (status: number | null | undefined) => TONES[levelOf(status)];

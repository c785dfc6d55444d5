/** The guide's tables: names, and the catalog keys of their meanings. */
export const ROWS = {
  scope: [
    { code: 'chat', words: 'scope.chat' },
    { code: 'models', words: 'scope.models' },
    { code: 'threads', words: 'scope.threads' },
    { code: 'embeddings', words: 'scope.embeddings' },
    { code: 'audio', words: 'scope.audio' },
  ],
  event: [
    { code: 'queued', words: 'event.queued' },
    { code: 'started', words: 'event.started' },
    { code: 'loading', words: 'event.loading' },
    { code: 'delta', words: 'event.delta' },
    { code: 'thinking', words: 'event.thinking' },
    { code: 'title', words: 'event.title' },
    { code: 'done', words: 'event.done' },
    { code: 'error', words: 'event.error' },
  ],
  code: [
    { code: 'request.invalid', status: 400, words: 'code.invalid' },
    { code: 'model.unavailable', status: 400, words: 'code.model' },
    { code: 'llm.context-exceeded', status: 400, words: 'code.context' },
    { code: 'auth.required', status: 401, words: 'code.required' },
    { code: 'auth.forbidden', status: 403, words: 'code.forbidden' },
    { code: 'thread.not-found', status: 404, words: 'code.thread' },
    { code: 'run.active', status: 409, words: 'code.active' },
    { code: 'prompt.too-long', status: 413, words: 'code.tooLong' },
    { code: 'request.rate-limited', status: 429, words: 'code.rate' },
    { code: 'limit.tokens', status: 429, words: 'code.tokens' },
    { code: 'limit.parallel', status: 429, words: 'code.parallel' },
    { code: 'llm.unavailable', status: 503, words: 'code.unavailable' },
    { code: 'llm.busy', status: 503, words: 'code.busy' },
    { code: 'model.not-pulled', status: 503, words: 'code.notPulled' },
  ],
  fate: [
    { code: 'forwarded', words: 'fateMeaning.forwarded' },
    { code: 'emulated', words: 'fateMeaning.emulated' },
    { code: 'ignored', words: 'fateMeaning.ignored' },
    { code: 'refused', words: 'fateMeaning.refused' },
  ],
  header: [
    { code: 'RateLimit-Limit', words: 'header.limit' },
    { code: 'RateLimit-Remaining', words: 'header.remaining' },
    { code: 'RateLimit-Reset', words: 'header.reset' },
    { code: 'Retry-After', words: 'header.retry' },
  ],
} as const;

export type RowsName = keyof typeof ROWS;

/** The headings of each table. */
export const HEADINGS = {
  scope: ['table.scope', 'table.opens'],
  event: ['table.event', 'table.carries'],
  code: ['table.code', 'table.meaning'],
  fate: ['table.effect', 'table.meaning'],
  header: ['table.header', 'table.meaning'],
} as const;

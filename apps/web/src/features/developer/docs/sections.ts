import { type RowsName } from './rows';

/** The sections in order, each with its examples. */
export const SECTIONS = [
  { id: 'start', samples: ['chat'] },
  { id: 'auth', samples: ['models'], rows: 'scope' },
  { id: 'chat', samples: ['thread', 'threads'] },
  { id: 'events', samples: ['stream', 'resume', 'stop'], rows: 'event' },
  { id: 'openai', samples: ['openai-chat', 'openai-stream', 'openai-response'], playground: true },
  { id: 'fields', samples: ['openai-ignored'], rows: 'fate' },
  { id: 'models', samples: ['openai-models'] },
  { id: 'embeddings', samples: ['embeddings'] },
  { id: 'batches', samples: ['batch'] },
  { id: 'dialects', samples: ['anthropic-message', 'anthropic-count', 'ollama-chat'] },
  { id: 'errors', samples: ['errors'], rows: 'code' },
  { id: 'limits', samples: ['limits'], rows: 'header' },
] as const satisfies readonly { id: string; samples: readonly string[]; rows?: RowsName; playground?: boolean }[];

export type SectionShape = (typeof SECTIONS)[number];
export type SampleId = SectionShape['samples'][number];

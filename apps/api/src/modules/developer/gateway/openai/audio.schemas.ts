import type { ApiBodyOptions, ApiOkResponse } from '@nestjs/swagger';
import { fieldDocs, forwarded, type FieldTable } from '../field-table.js';

/** `POST /v1/audio/speech`. */
export const SPEECH_FIELDS = {
  model: forwarded('a model of the audio server'),
  input: forwarded('the text, up to 20,000 characters'),
  voice: forwarded('a voice of that model'),
  response_format: forwarded('such as mp3, opus, wav or pcm'),
  instructions: forwarded('how it is read, where the model can'),
  stream_format: forwarded('audio or sse, where the server can'),
  speed: forwarded(),
} satisfies FieldTable;

/** Fields of a recording's form that reach the audio server, beside the file; others are named as without effect. */
export const TRANSCRIPTION_FIELDS = [
  'model',
  'language',
  'prompt',
  'response_format',
  'temperature',
  'timestamp_granularities[]',
  'timestamp_granularities',
  'include[]',
  'known_speaker_names[]',
  'known_speaker_references[]',
  'chunking_strategy',
  'stream',
];

const string = { type: 'string' } as const;

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

export const SPEECH_REQUEST: Schema = {
  type: 'object',
  additionalProperties: true,
  required: ['model', 'input'],
  properties: {
    model: string,
    input: { ...string, maxLength: 20_000 },
    voice: { oneOf: [string, { type: 'object' }] },
    response_format: string,
    instructions: string,
    stream_format: string,
    speed: { type: 'number' },
  },
  ...fieldDocs(SPEECH_FIELDS),
  example: { model: 'tts-1', voice: 'alloy', input: 'The sky is blue.' },
};

export const UPLOAD: Schema = {
  type: 'object',
  required: ['file', 'model'],
  properties: {
    file: { ...string, format: 'binary', description: 'The recording, up to 25 MiB' },
    model: { ...string, description: 'A model of the audio server' },
    language: string,
    prompt: string,
    response_format: { ...string, description: 'json, text, srt, verbose_json or vtt, where the server can' },
    temperature: { type: 'number' },
    stream: { type: 'boolean' },
  },
};

export const TRANSCRIPT: Parameters<typeof ApiOkResponse>[0] = {
  content: {
    'application/json': { schema: { type: 'object', additionalProperties: true, properties: { text: string } } },
    'text/plain': { schema: string },
    'text/event-stream': { schema: string },
  },
};

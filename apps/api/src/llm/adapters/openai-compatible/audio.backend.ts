import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Connection, readText, type Reply } from '../http/connection.js';
import { toBackendError } from '../http/faults.js';
import { errorText } from './openai.wire.js';

const LABEL = 'The audio server';
/** A model may have to be loaded first. */
const TIMEOUT_MS = 600_000;

/** Reading aloud and writing down; each is a route of OpenAI's below the base address. */
export type AudioTask = 'speech' | 'transcriptions' | 'translations';

/** A server that speaks OpenAI's audio API. Everything it refuses or fails at becomes a `DomainError`. */
export class AudioBackend {
  readonly id: string;
  private readonly connection: Connection;

  /** @param url base address with its version, e.g. `http://127.0.0.1:8000/v1` */
  constructor(
    url: string,
    private readonly apiKey?: string,
  ) {
    const base = new URL(url);
    this.id = `audio@${base.host}`;
    // Without its address: it is told to everybody.
    this.connection = new Connection(base, LABEL, apiKey ? { authorization: `Bearer ${apiKey}` } : {});
  }

  /**
   * Sends a request and gives the reply as it comes. Aborting closes the connection.
   * @param body as JSON, or a form with its content type
   * @throws DomainError as `LlmBackend.chat`; `audio.unavailable` when the server has no such route
   */
  async send(
    task: AudioTask,
    model: string,
    body: object | { type: string; form: Readable },
    signal: AbortSignal,
  ): Promise<Reply> {
    const init = 'form' in body ? { raw: body } : { body };
    const reply = await this.connection.open(`/audio/${task}`, { ...init, signal, timeoutMs: TIMEOUT_MS });
    if (reply.status < 400) return reply;
    const told = await readText(reply.body, 64 * 1024).catch(() => '');
    const message = this.apiKey ? textOf(told).replaceAll(this.apiKey, '…') : textOf(told);
    if ([404, 405, 501].includes(reply.status) && !/model|voice/i.test(message)) throw noSuchServer();
    throw toBackendError({ label: LABEL, model, status: reply.status === 404 ? 400 : reply.status, message });
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** The message of an error, which servers send as JSON or as it is. */
function textOf(told: string): string {
  try {
    return errorText(JSON.parse(told));
  } catch {
    return told;
  }
}

/** Nothing can read aloud or write down. */
export const noSuchServer = (): DomainError =>
  new DomainError(
    'audio.unavailable',
    "No audio server is configured. Set AUDIO_BASE_URL to a server with OpenAI's audio API, for example " +
      'http://127.0.0.1:8000/v1, and restart.',
  );

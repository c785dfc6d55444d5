import { Inject, Injectable, StreamableFile, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DomainError } from '../../common/errors/domain-error.js';
import { endOnHangUp } from '../../common/http/hang-up.js';
import { readForm, writeForm, type FormPart } from '../../common/http/multipart.js';
import { namedCall } from '../../common/http/request.js';
import { UploadSpool } from '../../common/http/upload-spool.js';
import type { Principal } from '../../common/access/principal.js';
import { ENV, type Env } from '../../config/env.js';
import { createAudioBackend, noSuchServer, type AudioBackend, type AudioTask } from '../../llm/index.js';
import { Meter } from '../telemetry/index.js';
import { UsageLedger, UsageLimits } from '../usage/index.js';
import { ActiveCompletions } from './active-completions.js';
import { QueueService } from './queue/queue.service.js';

/** Largest recording, as at OpenAI. */
const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
/** Largest reply: about an hour of speech. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;
const CHARS_PER_TOKEN = 4;

/** What a reply may be, by what was asked for. Anything else is no audio server's. */
const REPLY_TYPES: Record<'sound' | 'text', RegExp> = {
  sound: /^(audio\/[\w.+-]+|application\/(octet-stream|ogg)|text\/event-stream)(;|$)/i,
  text: /^(application\/(json|x-subrip)|text\/(plain|vtt|srt|event-stream))(;|$)/i,
};

/** A text to be read aloud, with the fields that the audio server gets. */
export interface SpeechRequest {
  model: string;
  input: string;
  [field: string]: unknown;
}

interface Work {
  task: AudioTask;
  model: string;
  body: () => Promise<object>;
  /** Tokens that it costs, as far as that is known before. */
  cost: number;
  reply: FastifyReply;
}

/** Reads texts aloud and writes recordings down, with the same limits, queue and ledger as answers. */
@Injectable()
export class AudioService implements OnApplicationShutdown {
  private readonly backend: AudioBackend | undefined;

  constructor(
    @Inject(ENV) env: Env,
    private readonly queue: QueueService,
    private readonly limits: UsageLimits,
    private readonly ledger: UsageLedger,
    private readonly meter: Meter,
    private readonly active: ActiveCompletions,
    private readonly spool: UploadSpool,
  ) {
    this.backend = env.AUDIO_BASE_URL
      ? createAudioBackend(env.AUDIO_BASE_URL, env.AUDIO_API_KEY)
      : createAudioBackend(env.OPENAI_BASE_URL, env.OPENAI_API_KEY);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.backend?.close();
  }

  /**
   * The sound of a text, as it comes.
   * @throws DomainError `audio.unavailable`, `model.unavailable` for a key bound to models, what the limits, the queue
   * and the server throw
   */
  speech(caller: Principal, asked: SpeechRequest, reply: FastifyReply): Promise<StreamableFile> {
    const cost = Math.ceil(asked.input.length / CHARS_PER_TOKEN);
    return this.relay(caller, { task: 'speech', model: asked.model, body: async () => asked, cost, reply });
  }

  /**
   * What is said in a recording.
   * @param upload a form (`multipart/form-data`)
   * @param fields of the form that are passed on beside the file; others are left out
   * @param model when the form names none, or may name none
   * @throws DomainError `request.invalid`, `request.too-large`, and as `speech`
   */
  write(
    caller: Principal,
    task: 'transcriptions' | 'translations',
    upload: unknown,
    { fields, model }: { fields: readonly string[]; model?: string },
    reply: FastifyReply,
  ): Promise<StreamableFile> {
    if (!(upload instanceof Readable))
      throw new DomainError('request.unsupported-media-type', 'Send the recording as multipart/form-data.');
    this.require(caller, model ?? '');
    const type = reply.request.headers['content-type'] ?? '';
    return this.spool.hold(
      upload,
      async (open) => {
        // Read twice, so that nothing of it is in memory while it waits for its turn.
        const parts = async () =>
          readForm(await buffer(open()), type).filter(({ name }) => name === 'file' || fields.includes(name));
        const named = await parts().then((all) => modelOf(all, model));
        const body = async () => {
          const kept = (await parts()).filter(({ name }) => name !== 'model');
          return writeForm([...kept, { name: 'model', data: Buffer.from(named) }]);
        };
        return this.relay(caller, { task, model: named, body, cost: 0, reply });
      },
      { maxBytes: MAX_UPLOAD_BYTES },
    );
  }

  private require(caller: Principal, model: string): AudioBackend {
    this.active.requireOpen();
    if (!this.backend) throw noSuchServer();
    // What a key is bound to are models of the portal, and those of the audio server are none.
    if (caller.key && caller.key.modelIds.length > 0)
      throw new DomainError('model.unavailable', `This API key is bound to other models than ${model || 'this one'}.`);
    return this.backend;
  }

  private async relay({ userId, key, ...caller }: Principal, work: Work): Promise<StreamableFile> {
    const { task, model, cost, reply } = work;
    const backend = this.require({ userId, key, ...caller }, model);
    const outcome = { input_tokens: cost, output_tokens: 0, failed: true, cached: false };
    reply.request.modelCall = { ...namedCall(model), parameters: { audio: task }, usage: () => outcome };
    const ending = new AbortController();
    endOnHangUp(reply, ending);
    const asked = performance.now();
    const ends: (() => void)[] = [];
    const end = () => ends.splice(0).forEach((one) => one());
    try {
      ends.push(await this.limits.enter({ userId, key }, cost));
      ends.push(this.active.enter({ userId, keyId: key?.id }, ending));
      const lease = await this.queue.acquire(backend.id, { userId, batch: key !== undefined }, ending.signal);
      ends.push(() => lease.release());
      ends.push(() => {
        const failed = outcome.failed && !ending.signal.aborted;
        const observed = { userId, model: `audio:${model}`.slice(0, 200), ...outcome, failed };
        this.ledger.record({ ...observed, keyId: key?.id, ms: performance.now() - asked });
        this.meter.recordAnswer({ ...observed, ms: performance.now() - asked, ttft_ms: null, speed: null });
      });
      const { headers, body } = await backend.send(task, model, await work.body(), ending.signal);
      const type = String(headers['content-type'] ?? '');
      if (!REPLY_TYPES[task === 'speech' ? 'sound' : 'text'].test(type)) {
        body.on('error', () => undefined).destroy();
        throw new DomainError('llm.failed', 'The audio server sent something else than was asked for.');
      }
      const passed = bounded(body, (bytes) => {
        if (task !== 'speech') outcome.output_tokens += bytes / CHARS_PER_TOKEN;
      });
      passed.once('end', () => (outcome.failed = false));
      passed.once('close', () => {
        outcome.output_tokens = Math.ceil(outcome.output_tokens);
        end();
      });
      return new StreamableFile(passed, { type });
    } catch (error) {
      end();
      throw error;
    }
  }
}

/** Passes bytes on as fast as they are read, up to a limit. */
function bounded(body: Readable, count: (bytes: number) => void): Readable {
  let size = 0;
  const passed = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      count(chunk.length);
      done(size > MAX_REPLY_BYTES ? new Error('The audio server sent too much.') : null, chunk);
    },
  });
  body.on('error', (error) => passed.destroy(error));
  passed.on('close', () => body.destroy());
  return body.pipe(passed);
}

/** The model that a form names. @throws DomainError `request.invalid` */
function modelOf(parts: readonly FormPart[], otherwise: string | undefined): string {
  const refuse = (name: string, message: string) =>
    new DomainError('request.invalid', `${name} ${message}.`, { errors: [{ pointer: `/${name}`, message }] });
  const file = parts.filter(({ name }) => name === 'file');
  if (file.length !== 1 || file[0]!.fileName === undefined || file[0]!.data.length === 0)
    throw refuse('file', 'must be one file that is not empty');
  const text = parts.find(({ name }) => name === 'model')?.data.toString('utf8') ?? otherwise ?? '';
  if (text === '' || text.length > 200) throw refuse('model', 'must be a text that is not empty');
  return text;
}

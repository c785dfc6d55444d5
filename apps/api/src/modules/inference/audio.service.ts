import { Inject, Injectable, StreamableFile, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import pLimit from 'p-limit';
import { DomainError } from '../../common/errors/domain-error.js';
import { endOnHangUp } from '../../common/http/hang-up.js';
import { readForm, writeForm, type FormPart } from '../../common/http/multipart.js';
import { namedCall } from '../../common/http/request.js';
import { UploadSpool, type OpenUpload } from '../../common/http/upload-spool.js';
import { Turns } from '../../common/turns.js';
import type { Principal } from '../../common/access/principal.js';
import { requireRole, type Role } from '../../common/access/roles.js';
import { ENV, type Env } from '../../config/env.js';
import { createAudioBackend, noSuchServer, type AudioBackend, type AudioTask } from '../../llm/index.js';
import { ModelsService, permittedUnlisted, type Model } from '../models/index.js';
import { Meter } from '../telemetry/index.js';
import { UsageLedger, UsageLimits } from '../usage/index.js';
import { ActiveCompletions } from './active-completions.js';
import { bounded } from './audio-reply.js';
import { onlyAt, QueueService } from './queue/queue.service.js';

/** Largest recording, as at OpenAI. */
const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
/** A recording may take this part of the free disk. */
const DISK_SHARE = 0.5;
/** Recordings that are on the disk at the same time, of one user and of all; further ones wait unread. */
const MAX_HELD = 4;
const MAX_HELD_OF_ALL = 32;
/** Recordings that are in memory at the same time, for the moment in which their parts are looked for. */
const MAX_READ = 2;
const MAX_NAME_CHARS = 200;
/** Names of models with figures of their own: few audio servers refuse a name, and callers may invent them. */
const MAX_NAMES = 50;
const CHARS_PER_TOKEN = 4;
const OTHER = 'other';

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

/** A recording that was asked to be written down. */
export interface Recording {
  /** Fields of the form that are passed on beside the file. */
  fields: readonly string[];
  /** Told the names of the other ones. */
  onIgnored?: (names: string[]) => void;
  /** When the form names none, or may name none. */
  model?: string;
}

/** Where the work was asked for, and how its asker's rights are watched until it is done. */
export interface AudioSite {
  reply: FastifyReply;
  /** The role that its route needs. */
  role: Role;
  /** Calls `check` with the rights of now, again and again, and aborts `lost` with what that throws. */
  rights: {
    watch(caller: Principal, check: (current: Principal) => unknown, lost: AbortController): { stop(): void };
  };
}

interface Work extends AudioSite {
  task: AudioTask;
  model: string;
  body: () => object;
  /** Tokens that it costs, as far as that is known before. */
  cost: number;
}

/** Reads texts aloud and writes recordings down, with the same limits, queue and ledger as answers. */
@Injectable()
export class AudioService implements OnApplicationShutdown {
  private readonly backend: AudioBackend | undefined;
  /** Whether it is the audio server of this installation, not the model server in its place. */
  readonly hasServer: boolean;
  private readonly turns = new Turns(MAX_HELD, MAX_HELD_OF_ALL);
  private readonly reading = pLimit(MAX_READ);
  private readonly ofChat: ReadonlySet<string>;
  private readonly names: Set<string>;

  constructor(
    @Inject(ENV) env: Env,
    private readonly queue: QueueService,
    private readonly limits: UsageLimits,
    private readonly ledger: UsageLedger,
    private readonly meter: Meter,
    private readonly active: ActiveCompletions,
    private readonly spool: UploadSpool,
    private readonly models: ModelsService,
  ) {
    this.ofChat = new Set([env.AUDIO_SPEECH_MODEL, env.AUDIO_TRANSCRIPTION_MODEL]);
    this.names = new Set(this.ofChat);
    this.hasServer = env.AUDIO_BASE_URL !== undefined;
    this.backend = env.AUDIO_BASE_URL
      ? createAudioBackend(env.AUDIO_BASE_URL, env.AUDIO_API_KEY)
      : createAudioBackend(env.OPENAI_BASE_URL, env.OPENAI_API_KEY);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.backend?.close();
  }

  /** For people in the chat, whose words go to no other server. @throws DomainError `audio.unavailable` */
  requireServer(): void {
    if (!this.hasServer) throw noSuchServer();
  }

  /**
   * The sound of a text, as it comes.
   * @throws DomainError `audio.unavailable`, `model.unavailable` for a model that the caller may not use, what the
   * limits, the queue and the server throw
   */
  async speech(caller: Principal, asked: SpeechRequest, site: AudioSite): Promise<StreamableFile> {
    requireName(asked.model);
    const cost = Math.ceil(asked.input.length / CHARS_PER_TOKEN);
    return this.relay(caller, { task: 'speech', model: asked.model, body: () => asked, cost, ...site });
  }

  /**
   * What is said in a recording.
   * @param upload a form (`multipart/form-data`)
   * @throws DomainError `request.invalid`, `request.too-large`, and as `speech`
   */
  async write(
    caller: Principal,
    task: 'transcriptions' | 'translations',
    upload: unknown,
    recording: Recording,
    site: AudioSite,
  ): Promise<StreamableFile> {
    if (!(upload instanceof Readable))
      throw new DomainError('request.unsupported-media-type', 'Send the recording as multipart/form-data.');
    if (this.hasServer) await this.require(caller, recording.model ?? '');
    else this.requireBackend();
    const type = site.reply.request.headers['content-type'] ?? '';
    return this.turns.take(caller.userId, async () => {
      await this.limits.require(caller);
      const held = async (open: OpenUpload) => {
        const { model, body } = await this.formOf(open, type, recording);
        return this.relay(caller, { task, model, body, cost: 0, ...site });
      };
      return this.spool.hold(upload, held, { maxBytes: MAX_UPLOAD_BYTES, share: DISK_SHARE });
    });
  }

  /** The model that a form names, and what is sent of it, which is in no memory while it waits for its turn. */
  private formOf(open: OpenUpload, type: string, { fields, onIgnored, model: otherwise }: Recording) {
    return this.reading(async () => {
      const bytes = await buffer(open());
      const parts = await readForm([bytes], type);
      const known = (name: string) => name === 'file' || fields.includes(name);
      onIgnored?.([...new Set(parts.map(({ name }) => name).filter((name) => !known(name)))]);
      const taken = parts.filter(({ name }) => known(name));
      const model = modelOf(taken, bytes, otherwise);
      const sent = taken
        .filter(({ name }) => name !== 'model')
        .map(({ start, end, ...part }) => ({ ...part, open: () => (start < end ? open({ start, end }) : []) }));
      return { model, body: () => writeForm([...sent, { name: 'model', open: () => [Buffer.from(model)] }]) };
    });
  }

  private requireBackend(): AudioBackend {
    this.active.requireOpen();
    if (!this.backend) throw noSuchServer();
    return this.backend;
  }

  /** @returns the server, and the model where it is one of the portal's */
  private async require(caller: Principal, model: string): Promise<{ backend: AudioBackend; offered?: Model }> {
    const backend = this.requireBackend();
    // The model server in its place has the models of the portal, to which the same rights apply as in the chat.
    if (!this.hasServer && (await this.models.exists(model)))
      return { backend, offered: await this.models.choose(caller, model) };
    if (!(this.isOfChat(caller, model) || permittedUnlisted(caller)))
      throw new DomainError(
        'model.unavailable',
        `${caller.key?.modelIds.length ? 'This API key is' : 'Your groups are'} bound to other models than ` +
          `${model || 'this one'}.`,
      );
    return { backend };
  }

  /** Reading aloud and dictation belong to the chat, for everybody in it, and the operator chose their models. */
  private isOfChat({ key }: Principal, model: string): boolean {
    return this.hasServer && !key && this.ofChat.has(model);
  }

  /** Under which name a model is counted that its server has accepted. */
  private counted(model: string): string {
    if (this.names.size < MAX_NAMES) this.names.add(model);
    return this.names.has(model) ? model : OTHER;
  }

  private async relay(caller: Principal, work: Work): Promise<StreamableFile> {
    const { userId, key } = caller;
    const { task, model, cost, reply, role, rights } = work;
    const { backend, offered } = await this.require(caller, model);
    let counted = OTHER;
    const outcome = { input_tokens: cost, output_tokens: 0, failed: true, cached: false };
    reply.request.modelCall = { ...namedCall(model), parameters: { audio: task }, usage: () => outcome };
    const ending = new AbortController();
    endOnHangUp(reply, ending);
    const asked = performance.now();
    const ends: (() => void)[] = [];
    const end = () =>
      ends
        .splice(0)
        .reverse()
        .forEach((one) => one());
    try {
      const { groupIds, leave } = await this.limits.enter({ userId, key }, cost, offered);
      ends.push(leave);
      ends.push(this.active.enter({ userId, keyId: key?.id }, ending));
      const stillMay = (current: Principal) => {
        requireRole(current, role);
        return this.require(current, model);
      };
      ends.push(rights.watch(caller, stillMay, ending).stop);
      const lease = await this.queue.acquire(
        { userId, batch: key !== undefined, hosts: onlyAt(backend.id) },
        ending.signal,
      );
      ends.push(() => lease.release());
      ends.push(() => {
        const failed = outcome.failed && !ending.signal.aborted;
        const observed = { userId, model: `audio:${counted}`, ...outcome, failed };
        const charged = { keyId: key?.id, price: offered?.cost, groupIds, ms: performance.now() - asked };
        const price = this.ledger.record({ ...observed, ...charged });
        this.meter.recordAnswer({ ...observed, ...price, ms: performance.now() - asked, ttft_ms: null, speed: null });
      });
      const { headers, body } = await backend.send(task, model, work.body(), ending.signal);
      counted = this.counted(model);
      const type = String(headers['content-type'] ?? '');
      if (!REPLY_TYPES[task === 'speech' ? 'sound' : 'text'].test(type)) {
        body.on('error', () => undefined).destroy();
        throw new DomainError('llm.failed', 'The audio server sent something else than was asked for.');
      }
      const passed: Readable = bounded(body, {
        count: (bytes) => {
          if (task !== 'speech') outcome.output_tokens += bytes / CHARS_PER_TOKEN;
        },
        onStalled: () => {
          ending.abort(new DomainError('request.aborted', 'The caller took nothing of the answer any more.'));
          passed.destroy(ending.signal.reason as Error);
        },
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

const refuse = (name: string, message: string) =>
  new DomainError('request.invalid', `${name} ${message}.`, { errors: [{ pointer: `/${name}`, message }] });

function requireName(model: string): void {
  if (model === '') throw refuse('model', 'must be a text that is not empty');
  if (model.length > MAX_NAME_CHARS) throw refuse('model', `must have at most ${MAX_NAME_CHARS} characters`);
}

/** The model that a form names. @throws DomainError `request.invalid` */
function modelOf(parts: readonly FormPart[], form: Buffer, otherwise = ''): string {
  const [file, ...more] = parts.filter(({ name }) => name === 'file');
  if (!file || more.length > 0 || file.fileName === undefined || file.start === file.end)
    throw refuse('file', 'must be one file that is not empty');
  const named = parts.find(({ name }) => name === 'model');
  const model = named ? form.toString('utf8', named.start, named.end) : otherwise;
  requireName(model);
  return model;
}

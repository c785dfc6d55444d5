import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import {
  DocumentTextRepository,
  FileAccess,
  FileBytesRepository,
  RetrievalService,
  type KnowledgeFile,
  type Passage,
} from '../../knowledge/index.js';
import { contextWindow, ModelCatalog, ModelMeasures, type Model } from '../../models/index.js';
import type { ChatMessage, DocumentUse } from '../threads/message.entity.js';
import { numbered, type Numbered } from './document-prompt.js';

/** Context of a model that does not say how long it is. */
const USUAL_WINDOW = 4096;
/** Shares of the context: for whole documents, for passages, and what the conversation has at least. */
const WHOLE_SHARE = 0.6;
const PASSAGES_SHARE = 0.5;
const CONVERSATION_SHARE = 0.25;
/** Room for an answer, and for what the model is told of documents. */
const ANSWER_TOKENS = 1024;
const MOST_FOR_ANSWER = 0.25;
const RULE_TOKENS = 160;
/** As `context-fit` reckons a picture. */
const IMAGE_TOKENS = 768;
/** More passages than this make an answer worse. */
const MOST_PASSAGE_TOKENS = 6_000;
const MOST_PASSAGES = 16;
/** Tokens of the line above a passage. */
const PLACE_TOKENS = 16;
/** A shorter question goes on with the one before it: "and for children?" */
const SHORT_QUESTION = 60;

/** What the files of a chat give to one question. */
export interface Documents {
  /** Absent in a chat with pictures alone. */
  use?: DocumentUse;
  passages: Numbered[];
  /** Base64 pictures by the id of the question that brings them. */
  images: ReadonlyMap<string, string[]>;
}

/** What else stands in the prompt, and how long the context is. */
export interface Prompt {
  /** Tokens of the context, as the chat or the request sets it. */
  numCtx: number | undefined;
  /** Characters of the system prompt and the asker's instructions. */
  chars: number;
}

/** Decides what of a chat's documents the model gets to read for a question. */
@Injectable()
export class DocumentContext {
  private readonly logger = new Logger('Documents');

  constructor(
    private readonly access: FileAccess,
    private readonly bytes: FileBytesRepository,
    private readonly text: DocumentTextRepository,
    private readonly retrieval: RetrievalService,
    private readonly catalog: ModelCatalog,
    private readonly measures: ModelMeasures,
  ) {}

  /**
   * @param path the branch down to the question, or to the answer that goes on
   * @param signal ends the search
   * @returns `undefined` for a chat without files
   */
  async of(
    asker: Principal,
    model: Model,
    path: ChatMessage[],
    prompt: Prompt,
    signal: AbortSignal,
  ): Promise<Documents | undefined> {
    const ids = new Set(path.flatMap(({ files }) => files?.map(({ id }) => id) ?? []));
    if (ids.size === 0) return undefined;
    // What is removed, or not this person's any more, is not there.
    const files = await this.access.readable(asker, [...ids]);
    const pictures = files.filter(({ kind }) => kind === 'image');
    const documents = files.filter(({ kind }) => kind === 'document');
    const images = await this.imagesOf(path, pictures);
    const removed = ids.size - files.length;
    if (documents.length === 0 && removed === 0) return { passages: [], images };
    const read = documents.filter(({ state }) => state === 'embedding' || state === 'ready');
    const rest = { unread: documents.length - read.length, removed };
    if (read.length === 0) return { use: { used: 'none', by: null, tokens: 0, ...rest }, passages: [], images };
    const room = await this.roomFor(model, path, prompt, [...images.values()].flat().length);
    const { passages, ...how } = await this.choose(asker, path, read, room, signal);
    const tokens = Math.ceil(passages.reduce((sum, { text }) => sum + room.tokensOf(text.length), 0));
    const before = path.at(-1)?.citations ?? [];
    return { use: { ...how, tokens, ...rest }, passages: numbered(passages, before), images };
  }

  /** Pictures of the questions, read once each. Their size was bounded when they came. */
  private async imagesOf(path: ChatMessage[], pictures: KnowledgeFile[]): Promise<Map<string, string[]>> {
    const data = new Map<string, string>();
    for (const { id, bytes } of pictures) {
      const parts: Buffer[] = [];
      for await (const part of this.bytes.read(id, 0, Number(bytes))) parts.push(part);
      data.set(id, Buffer.concat(parts).toString('base64'));
    }
    const ofMessage = path.map(({ id, files }): [string, string[]] => [
      id,
      files?.flatMap((file) => data.get(file.id) ?? []) ?? [],
    ]);
    return new Map(ofMessage.filter(([, images]) => images.length > 0));
  }

  private async choose(
    asker: Principal,
    path: ChatMessage[],
    files: KnowledgeFile[],
    room: Room,
    signal: AbortSignal,
  ): Promise<Pick<DocumentUse, 'used' | 'by'> & { passages: Passage[] }> {
    const chars = files.reduce((sum, { characters }) => sum + characters, 0);
    if (room.tokensOf(chars) <= room.whole) {
      const passages = (await Promise.all(files.map((file) => this.text.read(file)))).flat();
      // Many short passages have many lines above them.
      const tokens = passages.reduce((sum, { text }) => sum + room.tokensOf(text.length), 0);
      if (passages.length > 0 && tokens <= room.whole) return { used: 'whole', by: null, passages };
    }
    const ids = files.map(({ id }) => id);
    const found = await this.retrieval.search(asker, questionOf(path), ids, { limit: MOST_PASSAGES, signal });
    if (found.passages.length > 0)
      return { used: 'passages', by: found.by, passages: fitting(found.passages, room, room.passages) };
    // "What is this about?" has no word of the document: then its beginning says most.
    const brought = path.findLast(({ role }) => role === 'user')?.files?.map(({ id }) => id) ?? [];
    const just = files.filter(({ id }) => brought.includes(id));
    const share = just.length > 0 ? room.charsOf(room.passages) / just.length : 0;
    const passages = fitting(
      (await Promise.all(just.map((file) => this.text.read(file, share)))).flat(),
      room,
      room.passages,
    );
    return passages.length > 0 ? { used: 'passages', by: null, passages } : { used: 'none', by: found.by, passages };
  }

  private async roomFor(model: Model, path: ChatMessage[], { numCtx, chars }: Prompt, loaded: number): Promise<Room> {
    const located = await this.catalog.locate(model).catch((error: Error) => {
      this.logger.debug(`The context of ${model.name} is not known: ${error.message}`);
      return undefined;
    });
    const window = contextWindow(model, located?.info, numCtx) ?? USUAL_WINDOW;
    const charsPerToken = this.measures.of(model.id).chars_per_token;
    const pictures = path.reduce((sum, { images }) => sum + (images?.length ?? 0), loaded);
    const conversation = path.reduce((sum, { content }) => sum + content.length / charsPerToken, 0);
    const free =
      window -
      Math.min(ANSWER_TOKENS, window * MOST_FOR_ANSWER) -
      RULE_TOKENS -
      chars / charsPerToken -
      pictures * IMAGE_TOKENS -
      Math.max(Math.min(conversation, window * CONVERSATION_SHARE), questionOf(path).length / charsPerToken);
    return {
      whole: Math.min(free, window * WHOLE_SHARE),
      passages: Math.min(free, window * PASSAGES_SHARE, MOST_PASSAGE_TOKENS),
      tokensOf: (chars) => chars / charsPerToken + PLACE_TOKENS,
      charsOf: (tokens) => tokens * charsPerToken,
    };
  }
}

/** Tokens that documents may take, and what a text of so many characters takes. */
interface Room {
  whole: number;
  passages: number;
  tokensOf: (chars: number) => number;
  charsOf: (tokens: number) => number;
}

/** The best ones that fit; the first one always, cut if it must be. */
function fitting(passages: Passage[], room: Room, tokens: number): Passage[] {
  const kept: Passage[] = [];
  let left = tokens;
  for (const one of passages) {
    const takes = room.tokensOf(one.text.length);
    if (takes <= left) kept.push(one);
    else if (kept.length === 0) kept.push(cut(one, Math.max(200, Math.floor(room.charsOf(left)))));
    left -= takes;
    if (left <= 0) break;
  }
  return kept;
}

/** Never within a sign: half of one is no text that could be stored. */
function cut(passage: Passage, chars: number): Passage {
  const text = passage.text.slice(0, chars).replace(/[\uD800-\uDBFF]$/, '');
  return { ...passage, text, end: passage.start + text.length };
}

/** What is searched for. */
function questionOf(path: ChatMessage[]): string {
  const questions = path.filter(({ role }) => role === 'user').map(({ content }) => content);
  const last = questions.at(-1) ?? '';
  return last.length < SHORT_QUESTION && questions.length > 1 ? `${questions.at(-2)}\n${last}` : last;
}

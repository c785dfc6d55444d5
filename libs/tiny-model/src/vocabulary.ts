import { DECOYS, SCRIPTS, type Script } from './scripts.js';

/** Token types, numbered as in llama.cpp. */
export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

export interface Token {
  text: string;
  type: number;
  score: number;
}

export interface ScriptTokens {
  script: Script;
  /** The script as tokens. Each one occurs only once in all scripts, so that it determines the next one. */
  ids: number[];
  keywordIds: number[];
  /** The token that it follows: the start of an answer, unless the script says otherwise. */
  afterId: number;
}

/** A keyword is never merged with its neighbours: this score means "no merge". */
const NO_MERGE = -1000;

export class Vocabulary {
  readonly tokens: Token[] = [];
  readonly scripts: ScriptTokens[];
  /** `<|im_end|>`, which ends an answer. */
  readonly end: number;
  /** `<|im_start|>assistant\n` as one token: the last token of every prompt, so the start of every answer. */
  readonly start: number;
  /** `<|im_start|>user\n` as one token: the start of the message whose keywords count. */
  readonly userTurn: number;
  private readonly ids = new Map<string, number>();

  constructor() {
    this.add('<unk>', TOKEN_TYPE.unknown);
    this.add('<s>', TOKEN_TYPE.control);
    this.add('</s>', TOKEN_TYPE.control);
    for (let byte = 0; byte < 256; byte++) this.add(byteToken(byte), TOKEN_TYPE.byte);
    this.add('<|im_start|>', TOKEN_TYPE.control);
    this.end = this.add('<|im_end|>', TOKEN_TYPE.control);
    this.userTurn = this.add('<|im_start|>user\n', TOKEN_TYPE.control);
    this.start = this.add('<|im_start|>assistant\n', TOKEN_TYPE.control);
    for (let code = 33; code < 127; code++) this.add(String.fromCharCode(code), TOKEN_TYPE.normal, NO_MERGE);
    this.add('▁', TOKEN_TYPE.normal, NO_MERGE);
    // Keywords, decoys and script words are "user-defined": such tokens are matched in raw text before anything else,
    // longest first, and are printed unchanged, including spaces.
    const keywordIds = SCRIPTS.map((script) =>
      (script.keywords ?? []).map((word) => this.add(word, TOKEN_TYPE.userDefined)),
    );
    for (const word of DECOYS) this.add(word, TOKEN_TYPE.userDefined);
    this.scripts = SCRIPTS.map((script, i) => ({
      script,
      ids: this.addScript(script),
      keywordIds: keywordIds[i] ?? [],
      afterId: script.after ? this.id(script.after === '\n' ? byteToken(10) : script.after) : this.start,
    }));
  }

  /** @throws Error for an unknown token. */
  id(text: string): number {
    const id = this.ids.get(text);
    if (id === undefined) throw new Error(`no token ${JSON.stringify(text)}`);
    return id;
  }

  private add(text: string, type: number, score = 0): number {
    if (this.ids.has(text)) throw new Error(`token ${JSON.stringify(text)} exists already`);
    this.ids.set(text, this.tokens.length);
    return this.tokens.push({ text, type, score }) - 1;
  }

  /** Splits a text into words. A word that was used before is joined with the next one until the token is unique. */
  private addScript({ name, text, pieces, endless }: Script): number[] {
    const words = pieces ?? text.match(endless ? /\S+\s*/g : /\s*\S+\s*$|\s*\S+/g) ?? [];
    const ids: number[] = [];
    let piece = '';
    for (const word of words) {
      piece += word;
      if (this.ids.has(piece)) continue;
      // Such a token would hide the keyword when a person types it as an ordinary word.
      if (SCRIPTS.some((script) => script.keywords?.includes(piece.replace(/^\s+|[\s.,:;!?]+$/g, '')))) {
        throw new Error(`script ${name} hides a keyword in ${JSON.stringify(piece)}`);
      }
      ids.push(this.add(piece, TOKEN_TYPE.userDefined));
      piece = '';
    }
    if (piece) throw new Error(`script ${name} ends in words used before: ${JSON.stringify(piece)}`);
    return ids;
  }
}

const byteToken = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

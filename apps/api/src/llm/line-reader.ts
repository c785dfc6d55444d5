import { StringDecoder } from 'node:string_decoder';
import { DomainError } from '../common/errors/domain-error.js';

/** Ollama's own Go client accepts lines up to this size, so no valid line is longer. */
export const MAX_LINE_CHARS = 8 * 1024 * 1024;

/** Turns the bytes of a reply into its parts, at once: a reply is read a thousand times a second, and nothing waits. */
export interface PartReader<T> {
  /** What has been read, until somebody takes it out. */
  readonly parts: T[];
  /** The last part has been read: what follows in the reply does not count. */
  readonly isDone: boolean;
  /** Turns the bytes of a reply into its parts, at once: replies are read thousands of times a second. */
  push(bytes: Uint8Array): void;
  /** Reads what only the end of the reply completes. @throws DomainError `llm.ended-early` */
  end(): void;
}

/**
 * Reads a reply line by line, without their endings (`\n` or `\r\n`). A last line without an ending counts as one.
 * Bytes that are not UTF-8 become U+FFFD.
 * @throws DomainError `llm.failed` when a line exceeds the limit: a backend must not fill our memory
 */
export abstract class LineReader<T> implements PartReader<T> {
  readonly parts: T[] = [];
  isDone = false;
  private readonly decoder = new StringDecoder('utf8');
  /** An incomplete line in pieces: joining it again with every chunk would take quadratic time. */
  private pieces: string[] = [];
  private length = 0;

  constructor(private readonly maxChars = MAX_LINE_CHARS) {}

  push(bytes: Uint8Array): void {
    const text = this.decoder.write(bytes as Buffer);
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0 && !this.isDone; to = text.indexOf('\n', from)) {
      this.read(this.withOpen(text.slice(from, to)));
      from = to + 1;
    }
    if (from === text.length) return;
    this.pieces.push(text.slice(from));
    this.length += text.length - from;
    if (this.length > this.maxChars) throw brokenLine();
  }

  end(): void {
    const rest = this.withOpen(this.decoder.end());
    if (rest && !this.isDone) this.read(rest);
    this.finish();
  }

  /** Reads a line. */
  protected abstract line(line: string): void;

  /** What follows from there being no more lines. */
  protected abstract finish(): void;

  private read(line: string): void {
    this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  private withOpen(last: string): string {
    if (this.pieces.length === 0) return last;
    const line = this.pieces.join('') + last;
    this.pieces = [];
    this.length = 0;
    return line;
  }
}

/** A line or an event exceeded the limit. */
export const brokenLine = (): DomainError =>
  new DomainError(
    'llm.failed',
    'The language model backend sent a line without an end. Look into its log, then ask again.',
  );

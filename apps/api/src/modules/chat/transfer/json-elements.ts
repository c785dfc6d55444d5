import { DomainError } from '../../../common/errors/domain-error.js';
import { JsonString } from '../../../common/http/json-bounds.js';
import { LONG_STRING, MAX_CONVERSATION_BYTES, mayBePicture, type LongStringRef } from './long-strings.js';

/** No export is nested deeper. */
const MAX_DEPTH = 256;
/** Kept of a conversation that is too large, to name it. */
const HEAD_BYTES = 4096;
/** Fields of a file under which its conversations are listed. */
const LIST_FIELD = /"(threads|conversations)"\s*:\s*\[$/;
const FIELD_BYTES = 64;

const [QUOTE, COMMA] = [0x22, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** JSON text as it is gathered. Beyond the limit only its beginning is kept. */
export class Gathered {
  private parts: Buffer[] = [];
  private size = 0;
  isTooLarge = false;

  add(bytes: Buffer): void {
    if (this.isTooLarge || bytes.length === 0) return;
    this.parts.push(bytes);
    this.size += bytes.length;
    if (this.size <= MAX_CONVERSATION_BYTES) return;
    this.parts = [Buffer.concat(this.parts).subarray(0, HEAD_BYTES)];
    this.isTooLarge = true;
  }

  get text(): string {
    return Buffer.concat(this.parts).toString();
  }

  /** The last bytes, enough to recognise the name of a field. */
  get tail(): string {
    let tail = Buffer.alloc(0);
    for (let i = this.parts.length - 1; i >= 0 && tail.length < FIELD_BYTES; i--)
      tail = Buffer.concat([this.parts[i]!.subarray(-FIELD_BYTES), tail]);
    return tail.toString('latin1');
  }
}

/**
 * Cuts the elements of the list out of a JSON text as it arrives, without building anything: those of the outermost
 * list, or of a list field of the outermost object. Long pictures are replaced by references to their place in the
 * file, so that only one conversation without its pictures is ever in memory. What the text says outside of the list
 * remains in `rest`. Malformed elements are handed out; the parser rejects them.
 */
export class JsonElements {
  /** The text without the elements of its list: the whole text if there is no list. */
  readonly rest = new Gathered();
  /** Whether the text has a list. */
  hasList = false;
  private element: Gathered | undefined;
  private count = 0;
  private depth = 0;
  /** Depth of the elements of the list while it is open. */
  private list: number | undefined;
  private isArrayFile: boolean | undefined;
  private readonly quotes = new JsonString();
  /** The present string, if it began in an earlier chunk. */
  private string: { start: number; parts: Buffer[]; size: number; fate: 'open' | 'kept' | 'cut' } | undefined;
  /** Bytes before the present chunk. */
  private offset = 0;

  /** @param long from which length on a string that looks like a picture is cut out */
  constructor(
    private readonly ref: LongStringRef,
    private readonly long = LONG_STRING,
  ) {}

  /** @returns the elements that end in this chunk @throws DomainError `request.invalid` */
  push(chunk: Buffer): Gathered[] {
    const found: Gathered[] = [];
    /** First byte that has not been gathered yet. */
    let from = 0;
    let stringAt = 0;
    let i = 0;
    if (this.quotes.isOpen) {
      from = stringAt = this.resumeString(chunk);
      i = from + 1;
    }
    for (; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === QUOTE) {
        stringAt = i + 1;
        this.quotes.isOpen = true;
        i = this.quotes.end(chunk, stringAt);
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        from = this.open(chunk, from, i);
      } else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && this.depth-- === this.list) {
        this.finish(chunk.subarray(from, i), found, this.count === 0);
        this.list = undefined;
        from = i;
      } else if (byte === COMMA && this.depth === this.list) {
        this.finish(chunk.subarray(from, i), found, false);
        from = i + 1;
      }
    }
    const until = this.quotes.isOpen ? stringAt : chunk.length;
    this.sink.add(chunk.subarray(from, until));
    if (this.quotes.isOpen && until < chunk.length) this.beginString(chunk, until);
    this.offset += chunk.length;
    return found;
  }

  /** Whether every bracket and quote is closed. */
  get isClosed(): boolean {
    return this.depth === 0 && !this.quotes.isOpen;
  }

  private get sink(): Gathered {
    return this.list === undefined ? this.rest : (this.element ??= new Gathered());
  }

  private open(chunk: Buffer, from: number, i: number): number {
    if (++this.depth > MAX_DEPTH)
      throw new DomainError('request.invalid', `The file is nested deeper than ${MAX_DEPTH} levels.`);
    const isArray = chunk[i] === OPEN_ARRAY;
    if (this.depth === 1) this.isArrayFile ??= isArray;
    if (!isArray || this.hasList || this.depth !== (this.isArrayFile ? 1 : 2)) return from;
    this.rest.add(chunk.subarray(from, i + 1));
    if (this.isArrayFile || LIST_FIELD.test(this.rest.tail)) {
      this.hasList = true;
      this.list = this.depth;
    }
    return i + 1;
  }

  private finish(bytes: Buffer, found: Gathered[], mayBeEmpty: boolean): void {
    this.sink.add(bytes);
    const element = this.element!;
    this.element = undefined;
    if (mayBeEmpty && !element.isTooLarge && element.text.trim() === '') return;
    this.count++;
    found.push(element);
  }

  private beginString(chunk: Buffer, at: number): void {
    this.string = { start: this.offset + at, parts: [], size: 0, fate: 'open' };
    this.addToString(chunk.subarray(at));
  }

  /** Takes in the rest of a string that began earlier. @returns the index of its closing quote, or the end */
  private resumeString(chunk: Buffer): number {
    const end = this.quotes.end(chunk, 0);
    // A string may begin with the last byte of a chunk.
    if (!this.string) this.beginString(chunk.subarray(0, 0), 0);
    this.addToString(chunk.subarray(0, end));
    if (this.quotes.isOpen) return end;
    const { start, size, parts, fate } = this.string!;
    if (fate === 'cut') this.sink.add(Buffer.from(this.ref.to(start, start + size)));
    else for (const part of parts) this.sink.add(part);
    this.string = undefined;
    return end;
  }

  /** Decides about a string once it is long: a picture is cut out, everything else stays. */
  private addToString(bytes: Buffer): void {
    const string = this.string!;
    string.size += bytes.length;
    if (string.fate === 'cut') return;
    if (string.fate === 'kept') return this.sink.add(bytes);
    string.parts.push(bytes);
    if (string.size <= this.long) return;
    string.fate = mayBePicture(string.parts) ? 'cut' : 'kept';
    if (string.fate === 'kept') for (const part of string.parts) this.sink.add(part);
    string.parts = [];
  }
}

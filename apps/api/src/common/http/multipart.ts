import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { DomainError } from '../errors/domain-error.js';

interface PartHead {
  name: string;
  /** Of a file. */
  fileName?: string;
  type?: string;
}

/** A part of a form that was read: where its content is in the bytes of the form. */
export interface FormPart extends PartHead {
  start: number;
  end: number;
}

/** A part of a form to be written; its content is opened when its turn comes. */
export interface NewFormPart extends PartHead {
  open: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

const MAX_PARTS = 40;
const MAX_HEAD_BYTES = 4_096;

const invalid = (what: string) => new DomainError('request.invalid', `The form ${what}.`);

/**
 * The parts of a form (`multipart/form-data`), found while it is read: no more of it is in memory than one piece.
 * @param form its bytes in pieces of any size
 * @param type the content type with its boundary
 * @throws DomainError `request.invalid`
 */
export async function readForm(form: Iterable<Buffer> | AsyncIterable<Buffer>, type: string): Promise<FormPart[]> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw invalid('names no boundary in its content type');
  const scanner = new FormScanner(Buffer.from(`\r\n--${boundary}`));
  for await (const piece of form) scanner.push(piece);
  return scanner.end();
}

const [LINE_END, HEAD_END] = [Buffer.from('\r\n'), Buffer.from('\r\n\r\n')];

/** Looks for the marks between the parts. It keeps what may be the beginning of one, and the head of a part. */
class FormScanner {
  private readonly parts: FormPart[] = [];
  /** What has been read and not been judged yet; its first byte is this one of the form. */
  private open: Buffer = Buffer.alloc(0);
  private at = 0;
  private within: 'preamble' | 'mark' | 'head' | 'content' | 'end' = 'preamble';
  private head: (PartHead & { start: number }) | undefined;

  constructor(private readonly mark: Buffer) {}

  push(piece: Buffer): void {
    if (this.within === 'end') return;
    this.open = this.open.length === 0 ? piece : Buffer.concat([this.open, piece]);
    while (this.step());
  }

  end(): FormPart[] {
    if (this.within === 'preamble') throw invalid('has no parts');
    if (this.within === 'head') throw invalid('has a part without an end of its headers');
    if (this.within === 'content') throw invalid('ends within a part');
    return this.parts;
  }

  /** @returns whether there may be more in what is open */
  private step(): boolean {
    if (this.within === 'preamble') {
      // The first mark has no line break before it.
      return this.upTo(this.mark.subarray(LINE_END.length), 'mark');
    }
    if (this.within === 'mark') {
      if (this.open.length < LINE_END.length) return false;
      this.within = this.open.subarray(0, LINE_END.length).equals(LINE_END) ? 'head' : 'end';
      return this.within === 'head';
    }
    if (this.within === 'head') {
      const end = this.open.indexOf(HEAD_END);
      if (end > MAX_HEAD_BYTES || (end < 0 && this.open.length > MAX_HEAD_BYTES + HEAD_END.length))
        throw invalid('has a part without an end of its headers');
      if (end < 0) return false;
      if (this.parts.length === MAX_PARTS) throw invalid(`has more than ${MAX_PARTS} parts`);
      this.head = { ...readHead(this.open.toString('utf8', 0, end)), start: this.at + end + HEAD_END.length };
      // The mark after an empty part may begin with the line break that ends its head.
      this.skip(end + LINE_END.length);
      this.within = 'content';
    }
    return this.within === 'content' && this.upTo(this.mark, 'mark');
  }

  /** Skips to behind a mark; without one, to what may be the beginning of it. */
  private upTo(mark: Buffer, next: 'mark'): boolean {
    const found = this.open.indexOf(mark);
    if (found < 0) {
      this.skip(Math.max(0, this.open.length - mark.length + 1));
      return false;
    }
    if (this.head) {
      const { start, ...head } = this.head;
      const end = this.at + found;
      this.parts.push({ ...head, start: Math.min(start, end), end });
      this.head = undefined;
    }
    this.skip(found + mark.length);
    this.within = next;
    return true;
  }

  private skip(bytes: number): void {
    this.open = this.open.subarray(bytes);
    this.at += bytes;
  }
}

function readHead(head: string): PartHead {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? '';
  const name = /(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) throw invalid('has a part without a name');
  return {
    name,
    fileName: /(?:^|[;\s])filename="([^"]*)"/i.exec(disposition)?.[1],
    type: /^content-type:\s*([\w.+/-]+)/im.exec(head)?.[1],
  };
}

const quoted = (text: string): string => text.replace(/["\\\r\n]/g, '_');

/** A form of these parts and its content type. */
export function writeForm(parts: readonly NewFormPart[]): { type: string; form: Readable } {
  const boundary = `form-${randomBytes(16).toString('hex')}`;
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const { name, fileName, type, open } of parts) {
      yield Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"` +
          (fileName === undefined ? '' : `; filename="${quoted(fileName)}"`) +
          (type === undefined ? '' : `\r\nContent-Type: ${type}`) +
          '\r\n\r\n',
      );
      yield* open();
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return { type: `multipart/form-data; boundary=${boundary}`, form: Readable.from(pieces()) };
}

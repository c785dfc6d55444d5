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
 * The parts of a form (`multipart/form-data`).
 * @param type the content type with its boundary
 * @throws DomainError `request.invalid`
 */
export function readForm(body: Buffer, type: string): FormPart[] {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw invalid('names no boundary in its content type');
  const mark = Buffer.from(`\r\n--${boundary}`);
  const parts: FormPart[] = [];
  // The first mark has no line break before it.
  let at = body.indexOf(mark.subarray(2));
  if (at < 0) throw invalid('has no parts');
  at += mark.length - 2;
  while (body.subarray(at, at + 2).toString('latin1') === '\r\n') {
    const headEnd = body.indexOf('\r\n\r\n', at);
    if (headEnd < 0 || headEnd - at > MAX_HEAD_BYTES) throw invalid('has a part without an end of its headers');
    const end = body.indexOf(mark, headEnd + 2);
    if (end < 0) throw invalid('ends within a part');
    if (parts.length === MAX_PARTS) throw invalid(`has more than ${MAX_PARTS} parts`);
    parts.push({ ...readHead(body.toString('utf8', at, headEnd)), start: Math.min(headEnd + 4, end), end });
    at = end + mark.length;
  }
  return parts;
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

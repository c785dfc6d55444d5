import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Unreadable, type ParseLimits } from './protocol.js';

const MOST_ENTRIES = 20_000;
/** A part of a document that expands to more than this times its size, beyond a size that does no harm, is a bomb. */
const MOST_RATIO = 200;
const HARMLESS_BYTES = 16 * 2 ** 20;
const MOST_DEPTH = 256;
/** Of one text between two tags. */
const MOST_TEXT = 10_000_000;

/** What a reader of XML is told. Names have no prefix: `w:p` is `p`. */
export interface XmlEvents {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** An office document: a ZIP archive of which only the named parts are opened, and none that is an archive itself. */
export class OfficeArchive {
  private expanded = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: Map<string, Entry>,
    private readonly limits: ParseLimits,
  ) {}

  /** @throws Unreadable */
  static async open(path: string, limits: ParseLimits): Promise<OfficeArchive> {
    const zip = await new Promise<ZipFile>((resolve, reject) =>
      yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) =>
        opened ? resolve(opened) : reject(error instanceof Error ? error : new Error('no archive')),
      ),
    );
    if (zip.entryCount > MOST_ENTRIES) throw new Unreadable('expands-too-far');
    const entries = new Map<string, Entry>();
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.readEntry();
    });
    return new OfficeArchive(zip, entries, limits);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * Reads a part as XML while it expands. A document type is refused: no office program writes one, and entities come
   * with it. Without the part nothing happens.
   * @param each called between the pieces, where the reader may wait
   */
  async xml(name: string, events: XmlEvents, each?: () => Promise<void>): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) return;
    if (entry.isEncrypted()) throw new Unreadable('encrypted');
    const parser = new SaxesParser();
    let depth = 0;
    let length = 0;
    parser.on('error', () => {
      throw new Unreadable('broken');
    });
    parser.on('doctype', () => {
      throw new Unreadable('broken');
    });
    parser.on('opentag', ({ name: tag, attributes }: SaxesTagPlain) => {
      if (++depth > MOST_DEPTH) throw new Unreadable('expands-too-far');
      length = 0;
      events.open?.(local(tag), localAll(attributes));
    });
    const onText = (text: string) => {
      length += text.length;
      if (length > MOST_TEXT) throw new Unreadable('too-much-text');
      events.text?.(text);
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    parser.on('closetag', ({ name: tag }: SaxesTagPlain) => {
      depth -= 1;
      events.close?.(local(tag));
    });
    const decoder = new TextDecoder();
    for await (const chunk of this.read(entry)) {
      parser.write(decoder.decode(chunk, { stream: true }));
      if (each) await each();
    }
    parser.write(decoder.decode()).close();
    if (each) await each();
  }

  private async *read(entry: Entry): AsyncGenerator<Buffer> {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
      this.zip.openReadStream(entry, (error, opened) =>
        opened ? resolve(opened) : reject(error instanceof Error ? error : new Error('no stream')),
      ),
    );
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      this.expanded += chunk.length;
      const isBomb = size > HARMLESS_BYTES && size > entry.compressedSize * MOST_RATIO;
      if (isBomb || this.expanded > this.limits.expandedBytes) throw new Unreadable('expands-too-far');
      yield chunk;
    }
  }

  /** Where the relations of a part lead within the archive, by id; what is outside is left out. */
  async relations(part: string): Promise<Map<string, { target: string; type: string }>> {
    const [, folder = '', file = part] = /^(.*\/)?([^/]+)$/.exec(part) ?? [];
    const found = new Map<string, { target: string; type: string }>();
    await this.xml(`${folder}_rels/${file}.rels`, {
      open: (name, { Id, Target, Type = '', TargetMode }) => {
        if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
        const target = new URL(Target, `file:///${folder}`).pathname.slice(1);
        found.set(Id, { target: decodeURIComponent(target), type: Type.replace(/^.*\//, '') });
      },
    });
    return found;
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const localAll = (attributes: Record<string, string>): Record<string, string> => {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const bare = local(name);
    // A thing and its relation both have an id.
    all[bare === 'id' && bare !== name ? 'rid' : bare] ??= value;
  }
  return all;
};

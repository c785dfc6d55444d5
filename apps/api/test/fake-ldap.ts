import { BerReader, BerWriter } from 'ldapts';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { matches, readFilter, type Attributes, type Filter } from './fake-ldap-filter.js';
import { HIDDEN, type Bind, type TestDirectory, type TestDirectoryOptions } from './ldap.js';

const OK = 0;
const REFUSED = { protocol: 2, noSuchObject: 32, invalidCredentials: 49, sizeLimit: 4 };
const START_TLS = '1.3.6.1.4.1.1466.20037';
const PAGED = '1.2.840.113556.1.4.319';

interface Search {
  base: string;
  scope: number;
  sizeLimit: number;
  filter: Filter;
  wanted: string[];
  page?: { size: number; from: number };
}

const key = (dn: string): string => dn.replaceAll(/\s*,\s*/g, ',').toLowerCase();

/** A directory in memory that speaks LDAP: bind, search with true filters and pages, StartTLS. */
export class FakeLdap implements TestDirectory {
  private readonly bound: Bind[] = [];
  private readonly entries = new Map<string, { dn: string; attributes: Attributes }>();
  private readonly sockets = new Set<Socket>();
  private server!: Server;
  url = '';
  /** Values of an attribute that it tells at once, as Active Directory has a limit. */
  rangeSize = Infinity;
  /** Result of a bind with a name that nobody has; each server has its own. */
  unknownResult = REFUSED.invalidCredentials;
  /** Searches until now. */
  searches = 0;

  private constructor(private readonly options: TestDirectoryOptions) {}

  static async start(options: TestDirectoryOptions = {}): Promise<FakeLdap> {
    const made = new FakeLdap(options);
    made.server = createServer((socket) => made.join(socket)).listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    made.url = `ldap://localhost:${(made.server.address() as AddressInfo).port}`;
    return made;
  }

  binds(): Promise<readonly Bind[]> {
    return Promise.resolve([...this.bound]);
  }

  add(dn: string, attributes: Attributes): Promise<void> {
    this.entries.set(key(dn), { dn, attributes: { entryUUID: [randomUUID()], ...attributes } });
    return Promise.resolve();
  }

  replace(dn: string, attributes: Attributes): Promise<void> {
    Object.assign(this.entries.get(key(dn))!.attributes, attributes);
    return Promise.resolve();
  }

  rename(dn: string, rdn: string): Promise<void> {
    const { attributes } = this.entries.get(key(dn))!;
    this.entries.delete(key(dn));
    const renamed = dn.replace(/^[^,]+/, rdn);
    const [name, value] = rdn.split('=') as [string, string];
    this.entries.set(key(renamed), { dn: renamed, attributes: { ...attributes, [name]: [value] } });
    return Promise.resolve();
  }

  remove(dn: string): Promise<void> {
    this.entries.delete(key(dn));
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private join(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    this.listen(socket, false);
  }

  private listen(socket: Socket, isSecure: boolean): void {
    let waiting = Buffer.alloc(0);
    const take = (data: Buffer) => {
      waiting = Buffer.concat([waiting, data]);
      for (let size = frameSize(waiting); size !== undefined && size <= waiting.length; size = frameSize(waiting)) {
        const frame = waiting.subarray(0, size);
        waiting = waiting.subarray(size);
        if (this.answer(socket, new BerReader(Buffer.from(frame)), isSecure)) socket.off('data', take);
      }
    };
    socket.on('data', take);
  }

  /** @returns whether the connection speaks TLS from now on */
  private answer(socket: Socket, reader: BerReader, isSecure: boolean): boolean {
    reader.readSequence();
    const id = reader.readInt()!;
    const kind = reader.readSequence();
    if (kind === 0x60) this.reply(socket, id, 0x61, this.bind(reader, isSecure));
    else if (kind === 0x63) this.search(socket, id, readSearch(reader));
    else if (kind === 0x77) return this.extended(socket, id, reader.readString(0x80));
    else socket.end();
    return false;
  }

  private bind(reader: BerReader, isSecure: boolean): number {
    reader.readInt();
    const [dn, password] = [reader.readString()!, reader.readString(0x80)!];
    this.bound.push({ dn, isSecure, isEmpty: password === '' });
    // As the standard has it: a name without a password is nobody, and nobody may come in.
    if (password === '') return OK;
    const entry = this.entries.get(key(dn));
    if (!entry) return this.unknownResult;
    return entry.attributes.userPassword?.includes(password) ? OK : REFUSED.invalidCredentials;
  }

  private extended(socket: Socket, id: number, oid: string | null): boolean {
    const { tls } = this.options;
    if (oid !== START_TLS || !tls) {
      this.reply(socket, id, 0x78, REFUSED.protocol);
      return false;
    }
    this.reply(socket, id, 0x78, OK);
    const secure = new TLSSocket(socket, { isServer: true, ...tls });
    secure.on('error', () => undefined);
    this.listen(secure, true);
    return true;
  }

  private search(socket: Socket, id: number, { base, scope, sizeLimit, filter, wanted, page }: Search): void {
    this.searches++;
    if (!this.entries.has(key(base))) return this.reply(socket, id, 0x65, REFUSED.noSuchObject);
    const isIn = (dn: string) => (scope === 0 ? dn === key(base) : dn === key(base) || dn.endsWith(`,${key(base)}`));
    const all = [...this.entries].filter(([dn, { attributes }]) => isIn(dn) && matches(filter, readable(attributes)));
    const rest = all.slice(page?.from ?? 0);
    const isCut = sizeLimit > 0 && rest.length > sizeLimit;
    const sent = rest.slice(0, Math.min(page?.size || Infinity, isCut ? sizeLimit : Infinity));
    for (const [, { dn, attributes }] of sent) this.entry(socket, id, dn, readable(attributes), wanted);
    const next = (page?.from ?? 0) + sent.length;
    this.reply(socket, id, 0x65, isCut ? REFUSED.sizeLimit : OK, page && (next < all.length ? String(next) : ''));
  }

  private entry(socket: Socket, id: number, dn: string, attributes: Attributes, wanted: string[]): void {
    const writer = new BerWriter();
    writer.startSequence();
    writer.writeInt(id);
    writer.startSequence(0x64);
    writer.writeString(dn);
    writer.startSequence();
    for (const asked of wanted) {
      const [name, from = '0'] = asked.split(/;range=|-/) as [string, string?];
      const known = Object.entries(attributes).find(([one]) => one.toLowerCase() === name.toLowerCase());
      if (!known) continue;
      const values = known[1].slice(Number(from), Number(from) + this.rangeSize);
      const last = Number(from) + values.length;
      const isPart = values.length < known[1].length;
      writer.startSequence();
      writer.writeString(isPart ? `${known[0]};range=${from}-${last < known[1].length ? last - 1 : '*'}` : known[0]);
      writer.startSequence(0x31);
      for (const value of values) writer.writeBuffer(Buffer.from(value as string), 4);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    writer.endSequence();
    writer.endSequence();
    socket.write(writer.buffer);
  }

  private reply(socket: Socket, id: number, kind: number, code: number, cookie?: string): void {
    const writer = new BerWriter();
    writer.startSequence();
    writer.writeInt(id);
    writer.startSequence(kind);
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString('');
    writer.endSequence();
    if (cookie !== undefined) {
      const value = new BerWriter();
      value.startSequence();
      value.writeInt(0);
      value.writeString(cookie);
      value.endSequence();
      writer.startSequence(0xa0);
      writer.startSequence();
      writer.writeString(PAGED);
      writer.writeBuffer(value.buffer, 4);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    socket.write(writer.buffer);
  }
}

function readable(attributes: Attributes): Attributes {
  if (!attributes.businessCategory?.includes(HIDDEN)) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'member'));
}

/** Bytes of the message that begins here, if so much is there to tell. */
function frameSize(data: Buffer): number | undefined {
  const [, first] = data;
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const bytes = first & 0x7f;
  return data.length < 2 + bytes ? undefined : 2 + bytes + data.readUIntBE(2, bytes);
}

function readSearch(reader: BerReader): Search {
  const base = reader.readString()!;
  const scope = reader.readEnumeration()!;
  reader.readEnumeration();
  const sizeLimit = reader.readInt()!;
  reader.readInt();
  reader.readBoolean();
  const filter = readFilter(reader);
  reader.readSequence();
  const end = reader.offset + reader.length;
  const wanted: string[] = [];
  while (reader.offset < end) wanted.push(reader.readString()!);
  return { base, scope, sizeLimit, filter, wanted, page: readPage(reader) };
}

function readPage(reader: BerReader): Search['page'] {
  if (reader.peek() !== 0xa0) return undefined;
  reader.readSequence(0xa0);
  reader.readSequence();
  if (reader.readString() !== PAGED) throw new Error('This control is not known here.');
  if (reader.peek() === 0x01) reader.readBoolean();
  const value = new BerReader(reader.readString(4, true)!);
  value.readSequence();
  const size = value.readInt()!;
  return { size, from: Number(value.readString() ?? 0) };
}

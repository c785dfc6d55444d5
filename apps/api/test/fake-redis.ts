import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a store that lives but misbehaves answers in place of a value. */
export const ODD_REPLIES = {
  'of another type': '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n',
  'that is a number': ':42\r\n',
  'that is a list': '*2\r\n$1\r\na\r\n$1\r\nb\r\n',
  'that is no JSON': '$5\r\n{"tex\r\n',
  'of another program': bulk(JSON.stringify({ value: { text: 7, made_at: 'yesterday' } })),
  'that is JSON null': bulk('null'),
  'that means loading': '-LOADING Redis is loading the dataset in memory\r\n',
};

/** No Redis speaks like this: the client gives the connection up. */
export const GARBAGE = '\u0000?!\r\nHTTP/1.1 400 Bad Request\r\n\r\n';

/** A store that speaks as much of Redis' protocol (RESP 2) as the portal needs. */
export class FakeRedis {
  readonly values = new Map<string, string>();
  /** Names of the commands that came, in order. */
  readonly commands: string[] = [];
  readonly streams = new Map<string, { id: string; fields: string[] }[]>();
  private readonly expiries = new Map<string, NodeJS.Timeout>();
  private readonly channels = new Map<string, Set<Socket>>();
  /** In place of the reply to each GET. */
  oddReply: string | undefined;

  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeRedis> {
    const server = createServer();
    const redis = new FakeRedis(server);
    server.on('connection', (socket) => redis.serve(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often the cache was read or written. */
  uses = 0;

  /** Forgets everything. */
  flush(): Promise<void> {
    this.values.clear();
    this.streams.clear();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        this.sockets.delete(socket);
        for (const listeners of this.channels.values()) listeners.delete(socket);
      });
    let buffer = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      buffer += piece;
      for (let command = parse(buffer); command; command = parse(buffer)) {
        buffer = buffer.slice(command.length);
        socket.write(this.reply(command.words, socket), 'latin1');
      }
    });
  }

  private set([key, value, ...options]: string[]): string {
    if (options.includes('NX') && this.values.has(key!)) return '$-1\r\n';
    this.values.set(key!, value!);
    const ms = options.indexOf('PX');
    this.expire(key!, ms < 0 ? undefined : Number(options[ms + 1]));
    return '+OK\r\n';
  }

  /** The portal's scripts: if the key has this value, it lasts longer, or is deleted. */
  private evaluate([script, , key, value, ms]: string[]): string {
    if (this.values.get(key!) !== value) return ':0\r\n';
    if (script!.includes('pexpire')) this.expire(key!, Number(ms));
    else this.values.delete(key!);
    return ':1\r\n';
  }

  private expire(key: string, ms: number | undefined): void {
    clearTimeout(this.expiries.get(key));
    if (ms === undefined) this.expiries.delete(key);
    else this.expiries.set(key, setTimeout(() => this.values.delete(key), ms).unref());
  }

  private reply([name = '', ...args]: string[], socket: Socket): string {
    const command = name.toUpperCase();
    this.commands.push(command);
    // What processes tell each other is no part of the cache.
    if ((command === 'GET' || command === 'SET') && !/^pocket-llm:[0-9a-f]{16}:/.test(args[0]!)) this.uses++;
    switch (command) {
      case 'GET': {
        const value = this.values.get(args[0]!);
        return this.oddReply ?? (value === undefined ? '$-1\r\n' : bulk(value));
      }
      case 'SET':
        return this.set(args);
      case 'EVAL':
        return this.evaluate(args);
      case 'EXISTS':
        return `:${this.values.has(args[0]!) ? 1 : 0}\r\n`;
      case 'FLUSHALL':
        this.values.clear();
        this.streams.clear();
        return '+OK\r\n';
      case 'EXPIRE':
        return ':1\r\n';
      case 'XADD': {
        const stream = this.streams.get(args[0]!) ?? [];
        this.streams.set(args[0]!, [...stream, { id: args[1]!, fields: args.slice(2) }]);
        return bulk(args[1]!);
      }
      case 'XRANGE': {
        const after = Number.parseInt(args[1]!.slice(1), 10);
        const entries = (this.streams.get(args[0]!) ?? []).filter(({ id }) => Number.parseInt(id, 10) > after);
        return list(entries.map(({ id, fields }) => list([bulk(id), list(fields.map(bulk))])));
      }
      case 'PUBLISH': {
        const listeners = [...(this.channels.get(args[0]!) ?? [])];
        for (const one of listeners) one.write(list([bulk('message'), ...args.map(bulk)]), 'latin1');
        return `:${listeners.length}\r\n`;
      }
      case 'SUBSCRIBE':
        for (const one of args) this.channels.set(one, new Set([...(this.channels.get(one) ?? []), socket]));
        return args.map((one) => list([bulk('subscribe'), bulk(one), ':1\r\n'])).join('');
      case 'UNSUBSCRIBE':
        this.channels.get(args[0]!)?.delete(socket);
        return list([bulk('unsubscribe'), bulk(args[0]!), ':0\r\n']);
      case 'SCAN':
        return `*2\r\n${bulk('0')}*${this.values.size}\r\n${[...this.values.keys()].map(bulk).join('')}`;
      case 'DEL':
      case 'UNLINK':
        return `:${args.filter((key) => this.values.delete(key) || this.streams.delete(key)).length}\r\n`;
      case 'CLIENT':
        return '+OK\r\n';
      case 'PING':
        return '+PONG\r\n';
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  }
}

/** A string of bytes (latin1). */
function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

const list = (items: string[]): string => `*${items.length}\r\n${items.join('')}`;

/** The first whole command of a buffer, and how much of the buffer it is. */
function parse(buffer: string): { words: string[]; length: number } | undefined {
  let at = 0;
  const count = (mark: string): number | undefined => {
    const end = buffer.indexOf('\r\n', at);
    if (end < 0) return undefined;
    if (buffer[at] !== mark) throw new Error(`not a command: ${buffer.slice(at, at + 40)}`);
    const number = Number(buffer.slice(at + 1, end));
    at = end + 2;
    return number;
  };
  const words: string[] = [];
  const items = count('*');
  if (items === undefined) return undefined;
  while (words.length < items) {
    const size = count('$');
    if (size === undefined || buffer.length < at + size + 2) return undefined;
    words.push(buffer.slice(at, at + size));
    at += size + 2;
  }
  return { words, length: at };
}

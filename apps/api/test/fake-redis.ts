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

/** A store that speaks as much of Redis' protocol (RESP 2) as the answer cache needs. */
export class FakeRedis {
  readonly values = new Map<string, string>();
  /** Names of the commands that came, in order. */
  readonly commands: string[] = [];
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

  /** How often GET and SET came. */
  get uses(): number {
    return this.commands.filter((name) => name === 'GET' || name === 'SET').length;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let buffer = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      buffer += piece;
      for (let command = parse(buffer); command; command = parse(buffer)) {
        buffer = buffer.slice(command.length);
        socket.write(this.reply(command.words), 'latin1');
      }
    });
  }

  private reply([name = '', ...args]: string[]): string {
    const command = name.toUpperCase();
    this.commands.push(command);
    switch (command) {
      case 'GET': {
        const value = this.values.get(args[0]!);
        return this.oddReply ?? (value === undefined ? '$-1\r\n' : bulk(value));
      }
      case 'SET':
        this.values.set(args[0]!, args[1]!);
        return '+OK\r\n';
      case 'SCAN':
        return `*2\r\n${bulk('0')}*${this.values.size}\r\n${[...this.values.keys()].map(bulk).join('')}`;
      case 'DEL':
      case 'UNLINK':
        return `:${args.filter((key) => this.values.delete(key)).length}\r\n`;
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

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

/** How a server that is no help behaves towards a client that connects. */
export interface Conduct {
  /** Speaks TLS with this certificate; without it the client is told that there is none. */
  tls?: { key: string; cert: string };
  /** Ends connections that are not encrypted, with this error. */
  refusesPlain?: ErrorReply;
  /** Refuses a start parameter that it does not know, as a pooler does. */
  unknownParameter?: string;
  /** The one row that answers every statement. */
  row?: Record<string, string | null>;
}

interface ErrorReply {
  code: string;
  message: string;
}

const SSL_REQUEST = 80_877_103;
const TEXT_TYPE = 25;

/** As much of PostgreSQL's protocol (version 3) as a client needs to be turned away, or to read one row. */
export class FakePostgres {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly conduct: Conduct,
  ) {}

  static async start(conduct: Conduct): Promise<FakePostgres> {
    const server = createServer();
    const fake = new FakePostgres(server, conduct);
    server.on('connection', (socket) => {
      fake.sockets.add(socket.on('error', () => undefined));
      void fake.greet(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return fake;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async greet(socket: Socket): Promise<void> {
    const [hello] = (await once(socket, 'data')) as [Buffer];
    if (hello.readInt32BE(4) !== SSL_REQUEST) return this.start(socket, hello);
    const { tls } = this.conduct;
    socket.write(tls ? 'S' : 'N');
    if (!tls) return;
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) });
    secure.on('error', () => undefined);
    secure.once('data', (startup: Buffer) => this.start(secure, startup));
  }

  private start(socket: Socket, startup: Buffer): void {
    const { refusesPlain, unknownParameter: name, row } = this.conduct;
    if (refusesPlain && !(socket instanceof TLSSocket)) return this.refuse(socket, refusesPlain);
    if (name && startup.includes(`\0${name}\0`))
      return this.refuse(socket, { code: '08P01', message: `unsupported startup parameter: ${name}` });
    socket.write(Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]));
    socket.on('data', (query: Buffer) => {
      if (query[0] === 'Q'.charCodeAt(0) && row) socket.write(resultOf(row));
    });
  }

  private refuse(socket: Socket, { code, message: text }: ErrorReply): void {
    socket.end(message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`)));
  }
}

function resultOf(row: Record<string, string | null>): Buffer {
  const names = Object.keys(row);
  const fields = names.map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(TEXT_TYPE), int16(-1), int32(-1), int16(0)]),
  );
  const cells = Object.values(row).map((value) =>
    value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
  );
  return Buffer.concat([
    message('T', int16(names.length), ...fields),
    message('D', int16(names.length), ...cells),
    message('C', Buffer.from('SELECT 1\0')),
    message('Z', Buffer.from('I')),
  ]);
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

import { EventEmitter, once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * What the network between two programs does wrong. Bytes are those from the target to its client, of each connection,
 * since the fault was set.
 */
export type Fault =
  | { kind: 'none' }
  /** Every chunk arrives later, in both directions. */
  | { kind: 'latency'; ms: number }
  /** Refuses: open connections are closed, new ones at once. */
  | { kind: 'cut' }
  /** A partition: connections open, and nothing passes until the fault changes. */
  | { kind: 'hang' }
  /** Nothing more passes after so many bytes of a connection. */
  | { kind: 'stall'; afterBytes: number }
  /** The connection is reset after so many bytes. */
  | { kind: 'reset'; afterBytes: number }
  /** Every byte is a write of its own. */
  | { kind: 'slice' };

const HEALTHY: Fault = { kind: 'none' };

/** A TCP proxy on loopback whose faults can be switched while connections are open. */
export class FaultProxy {
  private fault = HEALTHY;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  /** Connections that were opened so far. */
  connections = 0;

  private constructor(private target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  /** Listens on a free port and forwards to the address of this URL. */
  static async to(url: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(url));
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The target's URL, through this proxy. */
  get url(): string {
    const through = new URL(this.target);
    through.hostname = '127.0.0.1';
    through.port = String((this.server.address() as AddressInfo).port);
    return through.href.replace(/\/$/, '');
  }

  /** New connections go there from now on: the target has moved. */
  redirect(url: string): void {
    this.target = new URL(url);
  }

  /** Applies to open connections, too. */
  set(fault: Fault): void {
    this.fault = fault;
    if (fault.kind === 'cut') this.drop();
    this.changes.emit('change');
  }

  heal(): void {
    this.set(HEALTHY);
  }

  /** Resets all open connections, like a crash of one side. */
  drop(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Leaves neither a connection nor the port behind. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.drop();
    this.changes.emit('change');
    await closed;
  }

  private join(client: Socket): void {
    this.connections++;
    if (this.fault.kind === 'cut') return void client.resetAndDestroy();
    const target = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(socket.setNoDelay());
      // How one side ends, the other learns: a reset as a reset.
      socket.once('error', () => other.resetAndDestroy());
      socket.once('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    void this.pump(client, target, false);
    void this.pump(target, client, true);
  }

  private async pump(from: Socket, to: Socket, isReply: boolean): Promise<void> {
    let sent = 0;
    let { fault } = this;
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        if (fault !== this.fault) sent = 0;
        fault = this.fault;
        await this.pass(chunk, to, isReply ? sent : undefined);
        sent += chunk.length;
      }
      await this.untilOpen(to);
      to.end();
    } catch {
      // One side is gone, and its listeners have closed the other one.
    }
  }

  /** @param sent bytes of the reply that were sent since the fault was set; `undefined` towards the target */
  private async pass(chunk: Buffer, to: Socket, sent: number | undefined): Promise<void> {
    await this.untilOpen(to);
    const { fault } = this;
    if (fault.kind === 'latency') await setTimeout(fault.ms);
    if (fault.kind === 'slice') return this.slice(chunk, to);
    if (sent === undefined || !('afterBytes' in fault) || sent + chunk.length <= fault.afterBytes)
      return this.write(chunk, to);
    await this.write(chunk.subarray(0, Math.max(0, fault.afterBytes - sent)), to);
    if (fault.kind === 'reset') {
      await setImmediate(); // The kernel sends what was written before it sends the reset.
      return void to.resetAndDestroy();
    }
    await this.untilHealed(to);
    await this.write(chunk.subarray(Math.max(0, fault.afterBytes - sent)), to);
  }

  private async slice(chunk: Buffer, to: Socket): Promise<void> {
    for (let at = 0; at < chunk.length; at++) {
      await this.write(chunk.subarray(at, at + 1), to);
      await setImmediate();
    }
  }

  private async write(bytes: Buffer, to: Socket): Promise<void> {
    if (bytes.length === 0 || to.write(bytes)) return;
    await first([to, 'drain'], [to, 'close']);
  }

  private async untilOpen(to: Socket): Promise<void> {
    while (this.fault.kind === 'hang') await this.untilHealed(to);
  }

  /** Resolves at the next change of the fault. @throws Error when the connection is closed meanwhile */
  private async untilHealed(to: Socket): Promise<void> {
    if (!to.destroyed) await first([this.changes, 'change'], [to, 'close']);
    if (to.destroyed) throw new Error('The connection is closed.');
  }
}

/** Resolves at the first of these events, and listens to none of them afterwards. */
export async function first(...events: [EventEmitter, string][]): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race(events.map(([emitter, name]) => once(emitter, name, { signal: over.signal })));
  } finally {
    over.abort();
  }
}

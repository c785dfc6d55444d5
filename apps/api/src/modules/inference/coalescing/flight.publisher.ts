import { silenceMs, type FromOwner, type ToOwner } from './flight.messages.js';
import { FlightForwarder } from './flight.forwarder.js';
import type { Subscribe } from './flights.js';

interface Shared {
  subscribe: Subscribe;
  /** Readers in other processes. */
  readers: number;
  isOver: boolean;
  /** Set while it is kept only for a reader who may have lost the end. */
  keeping?: NodeJS.Timeout;
}

/** What other processes read of the executions of this one, each by its id. */
export class FlightPublisher {
  private readonly shared = new Map<string, Shared>();
  private readonly forwarders = new Map<string, FlightForwarder>();

  /**
   * @param send to the process of this name
   * @param readyMs for how long Redis has been in reach
   * @param enter counts a reader as work in progress of this process, and aborts it when the process stops
   */
  constructor(
    private readonly send: (process: string, message: FromOwner) => Promise<number>,
    private readonly readyMs: () => number,
    private readonly enter: (ending: AbortController) => () => void,
  ) {}

  /** @returns to be called when the execution is over: if somebody read it, he may still ask for what he lost */
  share(execution: string, subscribe: Subscribe): () => void {
    const shared: Shared = { subscribe, readers: 0, isOver: false };
    this.shared.set(execution, shared);
    return () => {
      shared.isOver = true;
      if (shared.keeping) this.keep(execution, shared);
      else if (shared.readers === 0) this.shared.delete(execution);
    };
  }

  hear(message: ToOwner): void {
    if ('next' in message) this.forward(message);
    else if ('seen' in message) this.forwarders.get(message.id)?.heard(message.seen);
    else this.forwarders.get(message.id)?.close();
  }

  close(): void {
    for (const forwarder of this.forwarders.values()) forwarder.close(new Error('The server is being stopped.'));
    for (const { keeping } of this.shared.values()) clearTimeout(keeping);
    this.shared.clear();
  }

  private forward({ id, from, execution, next }: Extract<ToOwner, { next: number }>): void {
    this.forwarders.get(id)?.close();
    const send = (message: FromOwner) => this.send(from, message);
    const ending = new AbortController();
    const shared = this.shared.get(execution);
    const batches = shared?.subscribe(ending.signal);
    if (!shared || !batches) return void send({ id, unknown: true }).catch(() => undefined);
    const forwarder = new FlightForwarder(id, next, ending, send, this.readyMs);
    const leave = this.enter(ending);
    shared.readers++;
    this.forwarders.set(id, forwarder);
    void forwarder.forward(batches).finally(() => {
      if (this.forwarders.get(id) === forwarder) this.forwarders.delete(id);
      shared.readers--;
      this.keep(execution, shared);
      leave();
    });
  }

  /** The last words to its readers may be lost: they ask for them until they take this process for gone. */
  private keep(execution: string, shared: Shared): void {
    clearTimeout(shared.keeping);
    shared.keeping = setTimeout(() => {
      if (shared.isOver && shared.readers === 0) this.shared.delete(execution);
    }, silenceMs(this.readyMs())).unref();
  }
}

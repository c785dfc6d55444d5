/** One request as it came in, and how it went. Kept up to date while the reply is under way. */
export interface RecordedRequest {
  id: number;
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON body, `undefined` without one or when it does not parse. */
  body: Record<string, unknown> | undefined;
  rawBody: string;
  status: number | undefined;
  /** Whether the client closed the connection before the reply was complete. */
  aborted: boolean;
  /** Whether the reply was sent to its end. */
  finished: boolean;
  bytesSent: number;
}

export type RequestFilter = (request: RecordedRequest) => boolean;

interface Waiter {
  filter: RequestFilter;
  resolve(request: RecordedRequest): void;
}

/** Remembers requests and wakes whoever waits for one: tests await events instead of sleeping. */
export class Recorder {
  readonly requests: RecordedRequest[] = [];
  private waiters: Waiter[] = [];

  add(request: RecordedRequest): void {
    this.requests.push(request);
    this.changed();
  }

  /** Looks at all waiters again. */
  changed(): void {
    this.waiters = this.waiters.filter(({ filter, resolve }) => {
      const found = this.requests.find(filter);
      if (found) resolve(found);
      return !found;
    });
  }

  /** The first request that satisfies the filter, past or future. */
  wait(filter: RequestFilter): Promise<RecordedRequest> {
    return new Promise((resolve) => {
      this.waiters.push({ filter, resolve });
      this.changed();
    });
  }

  clear(): void {
    this.requests.length = 0;
  }
}

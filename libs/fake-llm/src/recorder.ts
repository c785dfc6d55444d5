/** A recorded request and its outcome. Updated while the response is in progress. */
export interface RecordedRequest {
  id: number;
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON body; `undefined` without one or when it is invalid. */
  body: Record<string, unknown> | undefined;
  rawBody: string;
  status: number | undefined;
  /** Whether the client closed the connection before the response was complete. */
  aborted: boolean;
  /** Whether the complete response was sent. */
  finished: boolean;
  bytesSent: number;
}

export type RequestFilter = (request: RecordedRequest) => boolean;

interface Waiter {
  filter: RequestFilter;
  resolve(request: RecordedRequest): void;
}

/** Records requests and resolves the waiters for them: tests await events instead of sleeping. */
export class Recorder {
  readonly requests: RecordedRequest[] = [];
  private waiters: Waiter[] = [];

  add(request: RecordedRequest): void {
    this.requests.push(request);
    this.changed();
  }

  /** Checks all waiters again. */
  changed(): void {
    this.waiters = this.waiters.filter(({ filter, resolve }) => {
      const found = this.requests.find(filter);
      if (found) resolve(found);
      return !found;
    });
  }

  /** The first request, past or future, that matches the filter. */
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

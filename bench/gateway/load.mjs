// Load from this process, in a closed loop: each connection asks again as soon as it has its answer.
import { undici } from '../lib/packages.mjs';

/** How long a lost request is waited for. */
const TIMEOUT_MS = 30_000;

/** Sends one request on a connection. @returns status and bytes */
function exchange(client, { path, headers, body }) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    let status;
    client.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart() {},
        onResponseStart: (_, code) => (status = code),
        onResponseData: (_, piece) => pieces.push(piece),
        onResponseEnd: () => resolve({ status, bytes: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces) }),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

/**
 * Keeps connections busy.
 * @param next makes the next request
 * @param check throws when an answer is not right; every answer is checked
 */
export class ClosedLoop {
  #clients;

  constructor(url, { connections, next, check }) {
    this.#clients = Array.from(
      { length: connections },
      () => new undici.Client(url, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS }),
    );
    this.next = next;
    this.check = check;
  }

  /**
   * Asks for some time, or until there were enough answers, and waits for the last ones.
   * @returns how many were answered, and in how many seconds
   */
  async run(ms, enough = Infinity) {
    const started = performance.now();
    let units = 0;
    await Promise.all(
      this.#clients.map(async (client) => {
        for (; units < enough && performance.now() - started < ms; units++)
          this.check(await exchange(client, this.next()));
      }),
    );
    return { units, seconds: (performance.now() - started) / 1_000 };
  }

  close = () => Promise.all(this.#clients.map((client) => client.destroy()));
}

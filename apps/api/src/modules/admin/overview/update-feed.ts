import { Inject, Injectable, Logger } from '@nestjs/common';
import { ENV, type Env } from '../../../config/env.js';
import product from '../../../../package.json' with { type: 'json' };

const DAY_MS = 86_400_000;
/** After a failure, so that a feed that is away is not asked at every look. */
const RETRY_MS = 3_600_000;
const ANSWER_MS = 5_000;
const MOST_BYTES = 1024 * 1024;

/** A version that is newer than this one. */
export interface Update {
  version: string;
  /** Page that says what changed. */
  url?: string;
}

/**
 * Knows of newer versions from the feed that an operator names, and asks nobody without one. The request has no
 * address, no version and no count of this installation in it. Only versions of the product: whether a model is newer
 * at its registry cannot be known without asking for each model by name.
 */
@Injectable()
export class UpdateFeed {
  private readonly logger = new Logger('Updates');
  private found?: Update;
  private nextAsk = 0;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** What is known now. Asks the feed in the background, at most once a day, so that no page waits for it. */
  latest(): Update | undefined {
    const url = this.env.UPDATE_FEED_URL;
    if (url && performance.now() >= this.nextAsk) {
      this.nextAsk = performance.now() + DAY_MS;
      void this.ask(url).catch((error: Error) => {
        this.nextAsk = performance.now() + RETRY_MS;
        this.logger.warn(`The update feed was not read: ${error.message}`);
      });
    }
    return this.found;
  }

  private async ask(url: string): Promise<void> {
    const reply = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: { accept: 'application/json', 'user-agent': 'Pocket-LLM', 'accept-language': '*' },
    });
    if (!reply.ok) {
      await reply.body?.cancel();
      throw new Error(`status ${reply.status}`);
    }
    this.found = newest(JSON.parse(await bounded(reply)), product.version);
  }
}

async function bounded({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if ((bytes += chunk.length) > MOST_BYTES) throw new Error('more than 1 MB');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/**
 * The newest finished release above `current` in a feed: one release or a list, each with `version` or `tag_name`, and
 * `url` or `html_url`.
 */
export function newest(feed: unknown, current: string): Update | undefined {
  let found: { numbers: number[]; update: Update } | undefined;
  for (const release of [feed].flat()) {
    if (typeof release !== 'object' || release === null) continue;
    const { version, tag_name, html_url, url, draft, prerelease } = release as Record<string, unknown>;
    const text = String(version ?? tag_name ?? '').replace(/^v/, '');
    const numbers = numbersOf(text);
    if (draft === true || prerelease === true || !numbers) continue;
    if (compare(numbers, found?.numbers ?? numbersOf(current)!) <= 0) continue;
    const page = html_url ?? url;
    found = { numbers, update: { version: text, ...(isPage(page) && { url: page }) } };
  }
  return found?.update;
}

/** Only finished versions: 1.2.3, not 1.2.3-rc.1. */
const numbersOf = (text: string): number[] | undefined =>
  /^\d{1,6}\.\d{1,6}\.\d{1,6}$/.test(text) ? text.split('.').map(Number) : undefined;

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((n, i) => n !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

const isPage = (url: unknown): url is string =>
  typeof url === 'string' && url.length <= 500 && URL.canParse(url) && new URL(url).protocol === 'https:';

import type { Operation } from '../document.js';

/** Ids of one kind that are remembered; the oldest is forgotten first. */
const MOST = 40;
/** What an `id` in a reply is, by the address that it came from. */
const KIND_BY_PATH: [path: RegExp, kind: string][] = [
  [/\/share$|\/shares/, 'share_id'],
  [/\/chat\/threads/, 'thread_id'],
  [/\/presets/, 'preset_id'],
  [/\/api-keys/, 'key_id'],
  [/\/sessions/, 'session_id'],
  [/\/passkeys/, 'passkey_id'],
  [/\/pulls|\/pull$|\/downloads/, 'pull_id'],
  [/\/admin\/models|\/discover/, 'model_id'],
  [/\/invites/, 'invite_id'],
  [/\/queries/, 'saved_id'],
  [/\/pins|\/cache/, 'pin_id'],
  [/\/users|\/register|\/me$/, 'user_id'],
];
const NOTHING = '018f0000-0000-7000-8000-000000000000';

/**
 * Ids that replies gave out, for later requests. Those of deleted things stay, so that they are used again.
 * @param untouchable ids that no request may name
 */
export class IdPool {
  private readonly ids = new Map<string, string[]>();

  constructor(private readonly untouchable: Set<string>) {}

  add(kind: string, id: string): void {
    const known = this.ids.get(kind) ?? [];
    if (this.untouchable.has(id) || known.includes(id)) return;
    this.ids.set(kind, [...known, id].slice(-MOST));
  }

  /** Learns the ids and the cursor of a reply. */
  learn({ path }: Operation, headers: Record<string, string | string[] | undefined>, body: unknown): void {
    const kind = KIND_BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
    this.walk(body, kind);
    if (typeof headers['x-run-id'] === 'string') this.add('run_id', headers['x-run-id']);
    const next = /[?&]cursor=([^>&]+)/.exec(String(headers.link ?? ''))?.[1];
    if (next) this.add('cursor', next);
  }

  private walk(value: unknown, kind: string | undefined): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries(value)) {
      if (typeof part === 'string' && /_id$/.test(name)) this.add(name, part);
      else if (typeof part === 'string' && name === 'id' && kind) this.add(kind, part);
      else this.walk(part, name === 'messages' ? 'message_id' : kind);
    }
  }

  /** Puts ids in the place of `idToken`s. */
  resolve(text: string): string {
    return text.replace(/<<(\w+):(\d+)>>/g, (_, kind: string, n: string) => {
      const known = this.ids.get(kind) ?? [];
      return known[Number(n) % Math.max(1, known.length)] ?? NOTHING;
    });
  }
}

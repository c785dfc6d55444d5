import type { RedisLink } from './redis-link.js';

const ONLY_MINE = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end ";
const RENEW = `${ONLY_MINE}return redis.call('pexpire', KEYS[1], ARGV[2])`;
const RELEASE = `${ONLY_MINE}return redis.call('del', KEYS[1])`;

/** Something that one process has at a time. It ends by itself when its holder does not renew it. */
export class RedisLease {
  /** @param ms how long it lasts without being renewed */
  constructor(
    private readonly link: RedisLink,
    private readonly key: string,
    private readonly ms: number,
  ) {}

  /**
   * @returns whose it is now: `holder`, or who was quicker; `undefined` when that one has just let go
   * @throws as `RedisLink.run`
   */
  async claim(holder: string): Promise<string | undefined> {
    const { key, ms } = this;
    const won = await this.link.run((client) => client.set(key, holder, { NX: true, PX: ms }));
    return won === null ? this.holder() : holder;
  }

  /** Whose it is now. @throws as `RedisLink.run` */
  async holder(): Promise<string | undefined> {
    return (await this.link.run((client) => client.get(this.key))) ?? undefined;
  }

  /** @returns whether it is still the holder's. @throws as `RedisLink.run` */
  async renew(holder: string): Promise<boolean> {
    const args = { keys: [this.key], arguments: [holder, String(this.ms)] };
    return (await this.link.run((client) => client.eval(RENEW, args))) === 1;
  }

  /** While Redis is out of reach it ends by itself. */
  async release(holder: string): Promise<void> {
    const args = { keys: [this.key], arguments: [holder] };
    await this.link.run((client) => client.eval(RELEASE, args)).catch(() => undefined);
  }
}

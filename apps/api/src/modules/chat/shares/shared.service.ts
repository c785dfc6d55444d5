import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { SharedCounts } from '../../../common/redis/shared-counts.js';
import { Turns } from '../../../common/turns.js';
import { AddressLimit } from '../../auth/index.js';
import { SettingsService } from '../../settings/index.js';
import { BARE_MESSAGE, type ChatMessage } from '../threads/message.entity.js';
import type { ThreadDto } from '../threads/thread.dto.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadPolicy } from '../threads/thread.policy.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import type { SharedDto } from './share.dto.js';
import type { FrozenMessage } from './share.entity.js';
import { ShareRepository, type ShareContent, type ShareRow } from './share.repository.js';
import { publicOff, stateOf, tokenHash } from './share.service.js';
import { ShareViews } from './share-views.js';

/** 256 bits in base64url. */
const TOKEN = /^[\w-]{43}$/;

/** Wrong addresses that one address may try within a minute. What is right always works, also from a busy office. */
const MOST_WRONG_PER_MINUTE = 60;

/** Shares that one address may read within a minute without an account: each may be many pictures. */
const MOST_GUEST_READS = 120;
/** Copies that one person makes of one share, and copies that are made at a time. */
const MOST_COPIES = 20;
const COPIED_AT_ONCE = 2;

/** Who asks, from where. */
interface Reader {
  principal: Principal | undefined;
  address: string;
}

/** Shares as those read them, and go on with them, who have the link. */
@Injectable()
export class SharedService {
  private readonly wrong: AddressLimit;
  private readonly guests: AddressLimit;
  private readonly turns = new Turns(1, COPIED_AT_ONCE);

  constructor(
    private readonly shares: ShareRepository,
    private readonly views: ShareViews,
    private readonly threads: ThreadRepository,
    private readonly policy: ThreadPolicy,
    private readonly settings: SettingsService,
    counts: SharedCounts,
  ) {
    this.wrong = new AddressLimit(MOST_WRONG_PER_MINUTE, 60_000, 'shares', counts);
    this.guests = new AddressLimit(MOST_GUEST_READS, 60_000, 'share-reads', counts);
  }

  /** @throws DomainError as `find` */
  async read(token: string, reader: Reader): Promise<SharedDto> {
    const retryAfter = reader.principal ? undefined : this.guests.count(reader.address);
    if (retryAfter !== undefined)
      throw new DomainError(
        'request.rate-limited',
        'Too many shared chats are read from this address. Try again in a minute.',
        {
          retryAfter,
        },
      );
    const { share, content } = await this.find(token, reader);
    const is_own = share.user_id === reader.principal?.userId;
    if (!is_own) this.views.count(share.id);
    const { title, author, created_at, expires_at } = share;
    return { title, author, ...content, created_at, expires_at, is_own };
  }

  /**
   * Copies what is shared into a new thread of the reader's, who goes on there with the model that answered last, or
   * with their default if they may not use it.
   * @param clientId the same one again finds the thread that it made before
   * @throws DomainError as `find`; `share.too-many`
   */
  continue(token: string, reader: Reader & { principal: Principal }, clientId: string = newId()): Promise<ThreadDto> {
    const { userId } = reader.principal;
    // Of 50 bytes come many megabytes: one copy of a person at a time.
    return this.turns.take(userId, async () => {
      const { share, content } = await this.find(token, reader);
      const key = `share:${share.id}:${clientId}`;
      const known = await this.threads.countImported(userId, `share:${share.id}:`);
      if (known >= MOST_COPIES && !(await this.threads.hasImported(userId, key)))
        throw new DomainError('share.too-many', `You have ${known} chats of this share already. Delete one of them.`);
      const { thread, messages } = threadOf(userId, key, share, content);
      if (await this.threads.insertWhole(thread, messages)) return this.policy.toDto({ ...thread, running: false });
      return this.policy.toDto({ ...(await this.threads.findImported(userId, key)), running: false });
    });
  }

  /**
   * A share that this reader may read now. Whoever may not is told the same as somebody with a wrong link, and only
   * whom it was for is told that it has ended.
   * @throws DomainError `share.not-found`, `share.gone`, `request.rate-limited`; `share.public-off` for its owner
   */
  private async find(token: string, reader: Reader): Promise<{ share: ShareRow; content: ShareContent }> {
    const share = TOKEN.test(token) ? await this.shares.findByHash(tokenHash(token)) : undefined;
    const isPublicAllowed = await this.settings.get('public_shares');
    if (!share || !isFor(share, reader.principal, isPublicAllowed)) throw this.notFound(reader.address);
    const state = stateOf(share, isPublicAllowed);
    if (state === 'public-off') throw publicOff();
    const content = state === 'open' && share.is_alive ? await this.shares.content(share.id) : undefined;
    if (content) return { share, content };
    const isOwn = share.user_id === reader.principal?.userId;
    throw new DomainError(
      'share.gone',
      'This chat is no longer shared.',
      isOwn ? { members: { share_state: state } } : {},
    );
  }

  private notFound(address: string): DomainError {
    const retryAfter = this.wrong.count(address);
    if (retryAfter !== undefined)
      return new DomainError('request.rate-limited', 'Too many wrong links from this address. Try again in a minute.', {
        retryAfter,
      });
    return new DomainError('share.not-found', 'There is no such shared chat, or it is not for you.');
  }
}

function isFor(share: ShareRow, principal: Principal | undefined, isPublicAllowed: boolean): boolean {
  if (principal?.userId === share.user_id) return true;
  if (share.level === 'link') return isPublicAllowed;
  if (!principal) return false;
  return share.level === 'members' || (share.group_id !== null && principal.groups.ids.includes(share.group_id));
}

/**
 * A thread with the copied messages, ready to be written. It counts as imported: what answered there may be none of
 * the reader's models.
 */
function threadOf(
  userId: string,
  import_key: string,
  { title }: ShareRow,
  { messages: copied, system_prompt }: ShareContent,
): { thread: ChatThread; messages: ChatMessage[] } {
  const id = newId();
  let parent: string | null = null;
  const messages = copied.map((message) => {
    const row = messageOf(message, { id: newId(), thread_id: id, user_id: userId, parent_id: parent });
    parent = row.id;
    return row;
  });
  const now = new Date();
  const thread: ChatThread = {
    id,
    user_id: userId,
    title,
    title_is_manual: true,
    model_used: messages.findLast(({ model }) => model)?.model ?? null,
    message_count: messages.length,
    active_leaf_id: parent,
    system_prompt,
    options: null,
    pinned: false,
    archived: false,
    temporary: false,
    import_key,
    created_at: now,
    updated_at: now,
  };
  return { thread, messages };
}

const messageOf = (
  { role, content, thinking, images, model, created_at }: FrozenMessage,
  place: Pick<ChatMessage, 'id' | 'thread_id' | 'user_id' | 'parent_id'>,
): ChatMessage => ({
  ...BARE_MESSAGE,
  ...place,
  role,
  content,
  thinking,
  images,
  model,
  status: 'complete',
  finish_reason: role === 'assistant' ? 'stop' : null,
  created_at: new Date(created_at),
});

import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Groups } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { SettingsService } from '../../settings/index.js';
import { MessageRepository, stillAnswered } from '../threads/message.repository.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { frozen } from './frozen.js';
import type { CreateShareDto, NewShareDto, OwnSharesDto, ShareDto, ShareGroupDto, ShareState } from './share.dto.js';
import { ShareRepository, type ShareAudit, type ShareRow } from './share.repository.js';
import type { FrozenMessage } from './share.entity.js';
import { ShareViews } from './share-views.js';

/** Shares of one person that can be read at the same time. */
const MOST_SHARES = 100;
/** Bounds of one copy: anybody may load it, each time as a whole. */
const MOST_MESSAGES = 1_000;
const MOST_BYTES = 16 * 2 ** 20;

const SWEEP_INTERVAL_MS = 3_600_000;
const FIRST_SWEEP_DELAY_MS = 90_000;

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Shares as their owner makes, sees and ends them. */
@Injectable()
export class ShareService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Shares');
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly shares: ShareRepository,
    private readonly views: ShareViews,
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly groups: Groups,
    private readonly settings: SettingsService,
    private readonly log: LogService,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = () =>
      void this.shares
        .sweep()
        .catch((error: Error) => this.logger.warn(`Ended shares were not cleared: ${error.message}`));
    this.timers.push(setTimeout(sweep, FIRST_SWEEP_DELAY_MS).unref(), setInterval(sweep, SWEEP_INTERVAL_MS).unref());
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach(clearInterval);
  }

  /** A person's shares, and how they may share. */
  async own(userId: string): Promise<OwnSharesDto> {
    await this.views.flush();
    const [rows, groups, public_allowed] = await Promise.all([
      this.shares.listOwn(userId),
      this.groups.of(userId),
      this.settings.get('public_shares'),
    ]);
    const named = await this.groups.named(rows.flatMap(({ group_id }) => group_id ?? []));
    return {
      shares: rows.map((row) => toDto(row, named, public_allowed)),
      public_allowed,
      groups: groups.map(({ id, name }) => ({ id, name })),
    };
  }

  /**
   * Copies a branch, and gives the copy an address with a secret of 256 random bits.
   * @throws DomainError `thread.not-found`, `message.not-found`, `run.active`, `share.temporary`, `share.public-off`,
   * `share.too-large`, `share.too-many`, `group.not-found` for a group that is none of the person's, `request.invalid`
   */
  async create(
    request: FastifyRequest,
    owner: Principal,
    threadId: string,
    body: CreateShareDto,
  ): Promise<NewShareDto> {
    const thread = await this.threads.findOwn(threadId, owner.userId);
    const group = await this.requireLevel(owner, body);
    const messages = await this.copy(thread, body);
    const token = randomBytes(32).toString('base64url');
    const { level, expires_in_days: days = null } = body;
    const id = newId();
    const fields = {
      id,
      user_id: owner.userId,
      thread_id: thread.id,
      token_hash: tokenHash(token),
      level,
      group_id: group?.id ?? null,
      title: thread.title,
      author: body.with_name ? owner.username : null,
      system_prompt: body.with_system_prompt ? thread.system_prompt : null,
      messages,
      message_count: messages.length,
      days,
    };
    // Not the title: it tells what the chat is about.
    const metadata = { level, ...(group && { group: group.name }), days, messages: messages.length };
    const row = await this.shares.insert(fields, MOST_SHARES, this.audit(request, 'share.created', id, metadata));
    if (!row)
      throw new DomainError('share.too-many', `You share ${MOST_SHARES} chats already. Revoke one of them first.`);
    return { ...toDto(row, group ? [group] : [], true), path: `/shared/${token}` };
  }

  /** Takes effect at once. @throws DomainError `share.not-found`, also for somebody else's */
  async revoke(request: FastifyRequest, userId: string, id: string): Promise<void> {
    if (!(await this.shares.revoke(id, userId, this.audit(request, 'share.revoked', id, {}))))
      throw new DomainError('share.not-found', 'There is no such share. It may have been revoked already.');
  }

  /** How many copies anyone with the link may read, as far as the setting lets them. */
  countPublic(): Promise<number> {
    return this.shares.countPublic();
  }

  /** An admin ends all of them. @returns how many */
  revokePublic(request: FastifyRequest): Promise<number> {
    return this.shares.revokePublic((manager, revoked) =>
      this.log.audit(request, { action: 'shares.public-revoked', metadata: { revoked } }, manager),
    );
  }

  private audit(request: FastifyRequest, action: string, id: string, metadata: Record<string, unknown>): ShareAudit {
    return (manager) => this.log.audit(request, { action, target: { type: 'share', id }, metadata }, manager);
  }

  /** @returns the group, with the level `group` */
  private async requireLevel(
    { userId }: Principal,
    { level, group_id }: CreateShareDto,
  ): Promise<ShareGroupDto | undefined> {
    if (level !== 'group' && group_id)
      throw new DomainError('request.invalid', 'Only a share with the level group has a group.', {
        errors: [{ pointer: '/group_id', message: 'is only for the level group' }],
      });
    if (level === 'link' && !(await this.settings.get('public_shares'))) throw publicOff();
    if (level !== 'group') return undefined;
    const group = (await this.groups.of(userId)).find(({ id }) => id === group_id);
    if (!group) throw new DomainError('group.not-found', 'You are in no such group.');
    return { id: group.id, name: group.name };
  }

  private async copy(thread: ChatThread, body: CreateShareDto): Promise<FrozenMessage[]> {
    if (thread.temporary)
      throw new DomainError('share.temporary', 'A temporary chat cannot be shared. Keep the chat first.');
    const leafId = body.message_id ?? thread.active_leaf_id;
    if (!leafId) throw empty();
    const { status } = await this.messages.findOwn(leafId, thread.user_id, thread.id);
    if (status === 'queued' || status === 'running') throw stillAnswered(thread.id);
    const size = await this.messages.pathSize(leafId);
    if (size.messages > MOST_MESSAGES || size.bytes > MOST_BYTES)
      throw new DomainError(
        'share.too-large',
        `A share has at most ${MOST_MESSAGES} messages and ${MOST_BYTES / 2 ** 20} MiB, pictures included. Share a ` +
          'shorter part of the chat.',
      );
    const messages = frozen(await this.messages.path(leafId), body.with_thinking === true);
    if (messages.length === 0) throw empty();
    return messages;
  }
}

/** Whether a share can be read now by those whom it is for, and why not. */
export function stateOf(share: ShareRow, isPublicAllowed: boolean): ShareState {
  if (share.revoked_at) return 'revoked';
  if (share.is_expired) return 'expired';
  if (share.level === 'link' && !isPublicAllowed) return 'public-off';
  if (share.level === 'group' && share.group_id === null) return 'no-group';
  return 'open';
}

export const publicOff = (): DomainError =>
  new DomainError('share.public-off', 'On this portal chats cannot be shared with everybody. Ask an administrator.');

const empty = (): DomainError => new DomainError('request.invalid', 'There is nothing in this chat to share yet.');

function toDto(row: ShareRow, groups: readonly ShareGroupDto[], isPublicAllowed: boolean): ShareDto {
  const { id, title, thread_id, level, message_count, views, last_viewed_at, created_at, expires_at } = row;
  const group = groups.find((one) => one.id === row.group_id);
  return {
    id,
    title,
    thread_id,
    level,
    group: group ? { id: group.id, name: group.name } : null,
    state: stateOf(row, isPublicAllowed),
    with_name: row.author !== null,
    message_count,
    views,
    last_viewed_at,
    created_at,
    expires_at,
  };
}

import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../../common/access/principal.js';
import { roleCovers } from '../../../common/access/roles.js';
import { Cached } from '../../../common/cached.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { Groups } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { BudgetWarnings, type NearBudget } from '../../usage/index.js';
import type { AnnouncementDto, BannerDto, SaveAnnouncementDto } from './announcement.dto.js';
import type { Announcement } from './announcement.entity.js';
import { AnnouncementRepository, type AnnouncementFields } from './announcement.repository.js';

/** How long those that are shown are kept: so much later than said one may begin or end, in milliseconds. */
const ACTIVE_MS = 2_000;
/** Past ones included: an admin deletes what nobody needs any more. */
const MOST_ANNOUNCEMENTS = 200;

/** Banners that admins show to people. */
@Injectable()
export class AnnouncementsService {
  private readonly active: Cached<Announcement[]>;

  constructor(
    private readonly repository: AnnouncementRepository,
    private readonly groups: Groups,
    private readonly budgets: BudgetWarnings,
    private readonly changes: Changes,
    private readonly log: LogService,
  ) {
    this.active = new Cached(() => repository.active(), ACTIVE_MS);
    changes.watch('announcements', () => this.active.forget());
  }

  /**
   * What the caller sees now, the worst first, and then their budgets that are nearly used up.
   * @param caller `undefined`: nobody has signed in
   */
  async shownTo(caller: Principal | undefined): Promise<BannerDto[]> {
    const mine = (await this.active.get()).filter((one) => concerns(one, caller));
    const gone = caller && mine.some(isDismissible) ? await this.repository.dismissedBy(caller.userId) : new Set();
    const near = caller ? await this.budgets.shownTo(caller.userId, caller.groups.ids) : [];
    return [
      ...mine
        .filter((one) => !isDismissible(one) || !gone.has(one.id))
        .map(({ id, level, text }) => ({ id, level, text })),
      ...near.map(bannerOf),
    ];
  }

  /** @throws DomainError `announcement.not-found` also for one of others, `announcement.stays` */
  async dismiss(caller: Principal, id: string): Promise<void> {
    if (await this.budgets.dismiss(id, caller.userId, caller.groups.ids)) return;
    const found = await this.repository.find(id);
    if (!concerns(found, caller))
      throw new DomainError('announcement.not-found', 'There is no such announcement. It may have been deleted.');
    if (!isDismissible(found))
      throw new DomainError('announcement.stays', 'This announcement stays until the administrator ends it.');
    await this.repository.dismiss(id, caller.userId);
  }

  async list(): Promise<AnnouncementDto[]> {
    return this.repository.all();
  }

  /** @throws DomainError `request.invalid`, `group.not-found`, `announcement.too-many` */
  async add(request: FastifyRequest, body: SaveAnnouncementDto): Promise<AnnouncementDto> {
    const fields = await this.checked(body);
    const id = newId();
    const audit = this.audit(request, 'announcement.created', id, fields);
    if (!(await this.repository.insert(id, fields, MOST_ANNOUNCEMENTS, audit)))
      throw new DomainError(
        'announcement.too-many',
        `There are ${MOST_ANNOUNCEMENTS} announcements already. Delete some that are over.`,
      );
    return this.changed(id);
  }

  /**
   * Replaces what is said of one; without a beginning it keeps its own. With another text or level, everybody sees it
   * again. @throws DomainError `request.invalid`, `group.not-found`, `announcement.not-found`
   */
  async change(request: FastifyRequest, id: string, body: SaveAnnouncementDto): Promise<AnnouncementDto> {
    const before = await this.repository.find(id);
    const fields = await this.checked(body, before.begins_at);
    const isNews = fields.text !== before.text || fields.level !== before.level;
    await this.repository.update(id, fields, isNews, this.audit(request, 'announcement.changed', id, fields));
    return this.changed(id);
  }

  /** @throws DomainError `announcement.not-found` */
  async end(request: FastifyRequest, id: string): Promise<AnnouncementDto> {
    await this.repository.end(id, this.audit(request, 'announcement.ended', id, {}));
    return this.changed(id);
  }

  /** @throws DomainError `announcement.not-found` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    const { text, level } = await this.repository.find(id);
    await this.repository.delete(id, this.audit(request, 'announcement.deleted', id, { text, level }));
    this.changes.announce('announcements');
  }

  private changed(id: string): Promise<AnnouncementDto> {
    this.changes.announce('announcements');
    return this.repository.find(id);
  }

  private async checked(body: SaveAnnouncementDto, began?: Date): Promise<AnnouncementFields> {
    const { audience, group_ids, before_sign_in, ends_at = null, text, level } = body;
    if ((audience === 'groups') !== group_ids.length > 0)
      throw invalid('/group_ids', 'must name groups if it is for groups, and none otherwise');
    if (before_sign_in && audience !== 'everybody')
      throw invalid('/before_sign_in', 'is only possible for everybody: before the sign-in nobody is known');
    const begins_at = body.begins_at ?? began;
    if (ends_at && ends_at <= (begins_at ?? new Date())) throw invalid('/ends_at', 'must be later than the beginning');
    await this.groups.requireKnown(group_ids);
    return { audience, group_ids, before_sign_in, ends_at, level, text: text.trim(), ...(begins_at && { begins_at }) };
  }

  private audit =
    (request: FastifyRequest, action: string, id: string, metadata: object) =>
    (manager: Parameters<LogService['audit']>[2]) =>
      this.log.audit(
        request,
        { action, target: { type: 'announcement', id }, metadata: { announcement_id: id, ...metadata } },
        manager,
      );
}

const WHOSE = { user: 'your account', key: 'your API key', group: 'the group' };

function bannerOf({ id, holder, name, period, measure, used, limit }: NearBudget & { id: string }): BannerDto {
  const whose = holder === 'user' ? WHOSE.user : `${WHOSE[holder]} ${name}`;
  const text = `${Math.floor((100 * used) / limit)} % of the ${measure} of the ${period} of ${whose} are used up.`;
  return { id, level: 'warning', text, budget: { holder, name, period, measure, used, limit } };
}

const isDismissible = ({ level }: Pick<Announcement, 'level'>): boolean => level !== 'danger';

/** Whether somebody is one of those whom it is for. */
function concerns({ audience, group_ids, before_sign_in }: Announcement, caller: Principal | undefined): boolean {
  if (!caller) return before_sign_in;
  if (audience === 'groups') return group_ids.some((id) => caller.groups.ids.includes(id));
  return audience === 'everybody' || roleCovers(caller.role, audience === 'admins' ? 'admin' : 'developer');
}

const invalid = (pointer: string, message: string): DomainError =>
  new DomainError('request.invalid', `${pointer.slice(1)} ${message}.`, { errors: [{ pointer, message }] });

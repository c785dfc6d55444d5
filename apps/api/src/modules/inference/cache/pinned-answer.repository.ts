import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { Cached } from '../../../common/cached.js';
import { Changes } from '../../../common/redis/changes.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { CachedAnswer } from './cached-answer.js';
import { PinnedAnswer } from './pinned-answer.entity.js';

/** How long the list of pins is cached; also the longest time until another process notices a change. */
const PINS_CACHE_MS = 5_000;

type Audit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class PinnedAnswerRepository {
  /** Most questions have no pin, so a cached list avoids a query. */
  private readonly keys = new Cached(
    async () => new Set((await this.pins.find({ select: { id: true, key: true } })).map(({ key }) => key)),
    PINS_CACHE_MS,
  );

  constructor(
    @InjectRepository(PinnedAnswer) private readonly pins: Repository<PinnedAnswer>,
    private readonly changes: Changes,
  ) {
    changes.watch('pins', () => this.keys.forget());
  }

  list(): Promise<PinnedAnswer[]> {
    return this.pins.find({ order: { created_at: 'ASC', id: 'ASC' } });
  }

  /** The pinned answer to a question; counts the hit. */
  async answer(key: string): Promise<CachedAnswer | undefined> {
    if (!(await this.keys.get()).has(key)) return undefined;
    const pin = await this.pins.findOneBy({ key });
    if (!pin) return undefined;
    await this.pins.increment({ id: pin.id }, 'hits', 1);
    return pin.answer;
  }

  /** Pins an answer, replacing an existing pin of the same question. */
  async put(pin: PinnedAnswer, audit: Audit): Promise<void> {
    await this.pins.manager.transaction(async (manager) => {
      await manager.delete(PinnedAnswer, { key: pin.key });
      await manager.insert(PinnedAnswer, pin);
      await audit(manager);
    });
    this.changes.announce('pins');
  }

  /** @throws DomainError `pin.not-found` */
  async remove(id: string, audit: Audit): Promise<void> {
    await this.pins.manager.transaction(async (manager) => {
      const { affected } = await manager.delete(PinnedAnswer, { id });
      if (affected === 0)
        throw new DomainError('pin.not-found', 'There is no such pinned answer. It may have been taken back already.');
      await audit(manager);
    });
    this.changes.announce('pins');
  }

  /** Writes an audit event without a row of this table. */
  async audited(audit: Audit): Promise<void> {
    await this.pins.manager.transaction(audit);
  }
}

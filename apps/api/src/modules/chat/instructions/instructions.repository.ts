import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { Repository } from 'typeorm';
import { Changes } from '../../../common/redis/changes.js';
import type { InstructionsDto } from './instructions.dto.js';
import { ChatInstructions } from './instructions.entity.js';

/** People whose instructions are kept in memory, so that a question needs no query for them. */
const MOST_PEOPLE = 1_000;
/** Longest time until another process notices a change. */
const KEPT_MS = 10_000;

/** A change is everywhere by then: kept rows are gone, and so are requests that had read them before. */
const SETTLED_MS = KEPT_MS + 30_000;

const NONE: InstructionsDto = { about: '', answers: '' };

/** The instructions of each person. There is no business rule, so there is no service in front of this. */
@Injectable()
export class InstructionsRepository {
  private readonly kept = new LRUCache<string, Promise<ChatInstructions | null>>({ max: MOST_PEOPLE, ttl: KEPT_MS });

  constructor(
    @InjectRepository(ChatInstructions) private readonly rows: Repository<ChatInstructions>,
    private readonly changes: Changes,
  ) {
    changes.watch('instructions', (userId) => (userId === undefined ? this.kept.clear() : this.kept.delete(userId)));
  }

  async find(userId: string): Promise<InstructionsDto> {
    const { about, answers } = (await this.row(userId)) ?? NONE;
    return { about, answers };
  }

  async save(userId: string, { about, answers }: InstructionsDto): Promise<InstructionsDto> {
    const given = { about: about.trim(), answers: answers.trim() };
    await this.rows.upsert({ user_id: userId, ...given, updated_at: new Date() }, ['user_id']);
    this.changes.announce('instructions', userId);
    return given;
  }

  /** The text for the model, or `undefined` without instructions. */
  async promptOf(userId: string): Promise<string | undefined> {
    const { about, answers } = (await this.row(userId)) ?? NONE;
    const parts = [
      about && `About the person who asks:\n${about}`,
      answers && `How this person wants to be answered:\n${answers}`,
    ];
    return parts.filter(Boolean).join('\n\n') || undefined;
  }

  /**
   * Whether an answer of that time may have followed instructions. Asks the database, and counts a change for as long
   * as another process may not have noticed it.
   */
  async mayHaveShaped(userId: string, answered: Date): Promise<boolean> {
    const row = await this.rows.findOneBy({ user_id: userId });
    if (!row) return false;
    return row.about !== '' || row.answers !== '' || row.updated_at.getTime() + SETTLED_MS >= answered.getTime();
  }

  private row(userId: string): Promise<ChatInstructions | null> {
    const known = this.kept.get(userId);
    if (known) return known;
    const reading = this.rows.findOneBy({ user_id: userId });
    this.kept.set(userId, reading);
    reading.catch(() => this.kept.delete(userId));
    return reading;
  }
}

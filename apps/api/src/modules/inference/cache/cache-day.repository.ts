import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { CacheDay } from './cache-day.entity.js';
import type { CacheCounts } from './cache-counts.js';

@Injectable()
export class CacheDayRepository {
  constructor(@InjectRepository(CacheDay) private readonly days: Repository<CacheDay>) {}

  /** Adds to the counts of a day (`YYYY-MM-DD`); safe for several processes at once. */
  async add(day: string, { hits, misses, joined, tokens_saved, ms_saved }: CacheCounts): Promise<void> {
    await this.days.query(
      `INSERT INTO cache_days AS d (day, hits, misses, joined, tokens_saved, ms_saved) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (day) DO UPDATE SET hits = d.hits + $2, misses = d.misses + $3, joined = d.joined + $4,
         tokens_saved = d.tokens_saved + $5, ms_saved = d.ms_saved + $6`,
      [day, hits, misses, joined, tokens_saved, ms_saved],
    );
  }

  /** The days after `day`, oldest first. */
  since(day: string): Promise<CacheDay[]> {
    return this.days.find({ where: { day: MoreThan(day) }, order: { day: 'ASC' } });
  }
}

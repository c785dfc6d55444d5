import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import type { BatchMark } from '../../../common/batch-writer.js';
import { CacheDay } from './cache-day.entity.js';
import type { CacheCounts } from './cache-counts.js';

/** What is added to one day, `YYYY-MM-DD` in UTC. */
export type DayCounts = CacheCounts & { day: string };

@Injectable()
export class CacheDayRepository {
  constructor(@InjectRepository(CacheDay) private readonly days: Repository<CacheDay>) {}

  /** Adds to the counts of a day, once for each mark; safe for several processes at once. */
  async add(counts: DayCounts, { writer, number }: BatchMark): Promise<void> {
    const { day, hits, misses, joined, tokens_saved, ms_saved } = counts;
    await this.days.query(
      `INSERT INTO cache_days AS d (day, hits, misses, joined, tokens_saved, ms_saved) 
       SELECT $1::date, $2::int, $3::int, $4::int, $5::bigint, $6::bigint WHERE (SELECT take_batch($7, $8))
       ON CONFLICT (day) DO UPDATE SET hits = d.hits + $2, misses = d.misses + $3, joined = d.joined + $4,
         tokens_saved = d.tokens_saved + $5, ms_saved = d.ms_saved + $6`,
      [day, hits, misses, joined, tokens_saved, ms_saved, writer, number],
    );
  }

  /** The days after `day`, oldest first. */
  since(day: string): Promise<CacheDay[]> {
    return this.days.find({ where: { day: MoreThan(day) }, order: { day: 'ASC' } });
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { runPrepared } from '../../database/prepared.js';
import { KeyMinute } from './key-minute.entity.js';

/** Requests that were taken in the present minute of the database's clock, and how much of it is left. */
export interface Taken {
  requests: number;
  /** Milliseconds until the next minute. */
  ms: number;
}

@Injectable()
export class KeyMinuteRepository {
  constructor(@InjectRepository(KeyMinute) private readonly minutes: Repository<KeyMinute>) {}

  /** Takes so many requests of this minute. @returns how many are taken now, including these */
  async take(keyId: string, requests: number): Promise<Taken> {
    const [row] = await runPrepared<Taken>(
      this.minutes.manager,
      `INSERT INTO key_minutes AS k (api_key_id, minute, requests) VALUES ($1, date_trunc('minute', now()), $2)
       ON CONFLICT (api_key_id) DO UPDATE SET requests = CASE WHEN k.minute >= EXCLUDED.minute
         THEN k.requests + EXCLUDED.requests ELSE EXCLUDED.requests END, minute = GREATEST(k.minute, EXCLUDED.minute)
       RETURNING requests, (60 - extract(second FROM now()))::float8 * 1000 AS ms`,
      [keyId, requests],
    );
    return row!;
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { KeyMinute } from './key-minute.entity.js';

@Injectable()
export class KeyMinuteRepository {
  constructor(@InjectRepository(KeyMinute) private readonly minutes: Repository<KeyMinute>) {}

  /**
   * Counts a request.
   * @returns the number of requests in this minute, including this one, and the seconds until the next minute
   */
  async count(keyId: string): Promise<{ requests: number; seconds: number }> {
    const [row] = (await this.minutes.query(
      `INSERT INTO key_minutes AS k (api_key_id, minute, requests) VALUES ($1, date_trunc('minute', now()), 1)
       ON CONFLICT (api_key_id) DO UPDATE SET requests = CASE WHEN k.minute = EXCLUDED.minute THEN k.requests + 1
         ELSE 1 END, minute = EXCLUDED.minute
       RETURNING requests, ceil(60 - extract(second FROM now()))::int AS seconds`,
      [keyId],
    )) as [{ requests: number; seconds: number }];
    return row;
  }
}

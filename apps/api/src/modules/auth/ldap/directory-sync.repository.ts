import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DirectorySync } from './directory-sync.entity.js';

/** How long a process may give no sign of life before another one begins. */
const LEASE = `now() + interval '60 seconds'`;

@Injectable()
export class DirectorySyncRepository {
  constructor(@InjectRepository(DirectorySync) private readonly syncs: Repository<DirectorySync>) {}

  /** Takes the comparison that is due and that no other process has. @param claim a new id */
  async claim(issuer: string, claim: string): Promise<boolean> {
    await this.syncs.query('INSERT INTO directory_syncs (issuer) VALUES ($1) ON CONFLICT DO NOTHING', [issuer]);
    const [, taken]: [unknown, number] = await this.syncs.query(
      `UPDATE directory_syncs SET claim = $2, claimed_until = ${LEASE}
       WHERE issuer = $1 AND due_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())`,
      [issuer, claim],
    );
    return taken === 1;
  }

  /** A sign of life. @returns false when another process has taken it over */
  async renew(issuer: string, claim: string): Promise<boolean> {
    const [, kept]: [unknown, number] = await this.syncs.query(
      `UPDATE directory_syncs SET claimed_until = ${LEASE} WHERE issuer = $1 AND claim = $2`,
      [issuer, claim],
    );
    return kept === 1;
  }

  /** @param minutes until the next one @param problem why nothing was done */
  async end(issuer: string, claim: string, minutes: number, problem: string | null, people: number): Promise<void> {
    await this.syncs.query(
      `UPDATE directory_syncs SET claim = NULL, claimed_until = NULL, due_at = now() + $3 * interval '1 minute',
         finished_at = now(), problem = $4, people = $5 WHERE issuer = $1 AND claim = $2`,
      [issuer, claim, minutes, problem, people],
    );
  }

  /** What came of the last one. */
  find(issuer: string): Promise<DirectorySync | null> {
    return this.syncs.findOneBy({ issuer });
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A word of more messages is not rare. Of words that PostgreSQL knows nothing of it supposes half of that. */
const RARE_SHARE = 0.01;
/** So few are read at once, whatever share they are. */
const FEW = 10_000;

interface Plan {
  'Plan Rows': number;
  Plans?: Plan[];
}

/**
 * Which words are in so many messages of all people together that their index takes long. PostgreSQL knows the most
 * frequent ones from its samples; they are read from its estimates, because what it knows is not for us to see.
 */
@Injectable()
export class WordFrequencyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param terms operands of `to_tsquery`. @returns those that few messages have, as PostgreSQL estimates */
  async rare(terms: readonly string[]): Promise<string[]> {
    const has = terms.map((_, i) => `WHERE search @@ to_tsquery('simple', $${i + 1})`);
    // OFFSET 0 keeps them apart: each has its own estimate.
    const counted = ['', ...has].map((where) => `(SELECT FROM chat_messages ${where} OFFSET 0)`);
    const [row]: { 'QUERY PLAN': { Plan: Plan }[] }[] = await this.dataSource.query(
      `EXPLAIN (FORMAT JSON) ${counted.join(' UNION ALL ')}`,
      [...terms],
    );
    const [all, ...each] = row!['QUERY PLAN'][0]!.Plan.Plans!.map((plan) => plan['Plan Rows']);
    return terms.filter((_, i) => each[i]! <= Math.max(all! * RARE_SHARE, FEW));
  }
}

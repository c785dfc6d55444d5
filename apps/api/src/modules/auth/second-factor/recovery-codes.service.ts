import { Injectable } from '@nestjs/common';
import { createHash, randomInt } from 'node:crypto';
import type { Audit } from '../session.repository.js';
import { RecoveryCodeRepository } from './recovery-code.repository.js';

const CODES = 10;
const GROUPS = 4;
const GROUP_LENGTH = 4;
/** Without letters and digits that look alike; 31 signs, so 16 of them have 79 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const random = (length: number): string => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
const newCode = (): string => Array.from({ length: GROUPS }, () => random(GROUP_LENGTH)).join('-');
/** People type them with or without dashes and spaces, in either case. */
const hashOf = (code: string): string =>
  createHash('sha256').update(code.toLowerCase().replaceAll(/[\s-]/g, '')).digest('hex');

/** Codes for the day on which the phone is lost. Each works once. */
@Injectable()
export class RecoveryCodes {
  constructor(private readonly codes: RecoveryCodeRepository) {}

  /** Makes ten new ones, which are shown once; the old ones stop working. */
  async renew(userId: string, audit?: Audit): Promise<string[]> {
    const codes = Array.from({ length: CODES }, newCode);
    await this.codes.replace(userId, codes.map(hashOf), audit);
    return codes;
  }

  /** The codes for an account that sets up its first factor; empty when it has some already. */
  async ensure(userId: string): Promise<string[]> {
    return (await this.codes.countUnused(userId)) > 0 ? [] : this.renew(userId);
  }

  /** Uses a code up. @returns whether it was one of this account */
  use(userId: string, code: string): Promise<boolean> {
    return this.codes.use(userId, hashOf(code));
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { newId } from '../../../common/http/ids.js';
import type { Audit } from '../session.repository.js';
import { RecoveryCode } from './recovery-code.entity.js';

@Injectable()
export class RecoveryCodeRepository {
  constructor(@InjectRepository(RecoveryCode) private readonly codes: Repository<RecoveryCode>) {}

  countUnused(userId: string): Promise<number> {
    return this.codes.countBy({ user_id: userId, used_at: IsNull() });
  }

  /** Replaces all codes of an account. */
  async replace(userId: string, hashes: string[], audit?: Audit): Promise<void> {
    await this.codes.manager.transaction(async (manager) => {
      await manager.delete(RecoveryCode, { user_id: userId });
      await manager.insert(
        RecoveryCode,
        hashes.map((code_hash) => ({ id: newId(), user_id: userId, code_hash })),
      );
      await audit?.(manager);
    });
  }

  /** Uses a code up. @returns false when there is no such unused code */
  async use(userId: string, hash: string): Promise<boolean> {
    const { affected } = await this.codes.update(
      { user_id: userId, code_hash: hash, used_at: IsNull() },
      { used_at: new Date() },
    );
    return affected === 1;
  }
}

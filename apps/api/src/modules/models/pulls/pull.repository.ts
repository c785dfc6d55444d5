import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ProblemDto } from '../../../common/errors/problem.dto.js';
import { ModelPull } from './model-pull.entity.js';

/** Ended jobs that stay in the list. */
const LISTED = 20;

export type Audit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class PullRepository {
  constructor(@InjectRepository(ModelPull) private readonly pulls: Repository<ModelPull>) {}

  /** Active jobs and the last ended ones, newest first. */
  async list(): Promise<ModelPull[]> {
    const [active, ended] = await Promise.all([
      this.pulls.find({ where: { state: In(['queued', 'running']) }, order: { created_at: 'DESC' } }),
      this.pulls.find({
        where: { state: In(['done', 'failed', 'cancelled', 'interrupted']) },
        order: { created_at: 'DESC' },
        take: LISTED,
      }),
    ]);
    return [...active, ...ended];
  }

  /** @throws DomainError `pull.not-found` */
  async find(id: string): Promise<ModelPull> {
    const pull = await this.pulls.findOneBy({ id });
    if (!pull) throw new DomainError('pull.not-found', 'There is no download with this id.');
    return pull;
  }

  active(backend_id: string, name: string): Promise<ModelPull | null> {
    return this.pulls.findOneBy({ backend_id, name, state: In(['queued', 'running']) });
  }

  /** Inserts a job, replacing earlier ones of the same model. @returns the active one, if there is one */
  async insert(
    pull: Pick<ModelPull, 'id' | 'kind' | 'name' | 'backend_id' | 'url' | 'sha256' | 'requested_by'>,
    audit: Audit,
  ): Promise<{ pull: ModelPull; isNew: boolean }> {
    const { name, backend_id } = pull;
    const isNew = await this.pulls.manager.transaction(async (manager) => {
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(ModelPull)
        .values({ ...pull, state: 'queued' })
        .orIgnore()
        .returning('id')
        .execute();
      if ((raw as unknown[]).length === 0) return false;
      await manager.delete(ModelPull, { backend_id, name, state: In(['done', 'failed', 'cancelled', 'interrupted']) });
      await audit(manager);
      return true;
    });
    return { pull: (await this.active(backend_id, name)) ?? (await this.find(pull.id)), isNew };
  }

  /** Puts an ended job back into the queue. @returns false when it is active, or done */
  async requeue(id: string, audit: Audit): Promise<boolean> {
    return this.pulls.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        ModelPull,
        { id, state: In(['failed', 'cancelled', 'interrupted']) },
        { state: 'queued', phase: '', problem: null, ended_at: null, updated_at: () => 'now()' },
      );
      if (affected) await audit(manager);
      return Boolean(affected);
    });
  }

  /** Saves the progress. @returns false when the job was ended meanwhile */
  async record(
    id: string,
    change: Partial<Pick<ModelPull, 'state' | 'phase' | 'completed' | 'total'>>,
  ): Promise<boolean> {
    const { affected } = await this.pulls.update(
      { id, state: In(['queued', 'running']) },
      { ...change, updated_at: () => 'now()' },
    );
    return Boolean(affected);
  }

  /** @returns false when it had ended already */
  async end(
    id: string,
    state: 'done' | 'failed' | 'cancelled' | 'interrupted',
    problem: ProblemDto | null,
    manager?: EntityManager,
  ): Promise<boolean> {
    const { affected } = await (manager ?? this.pulls.manager).update(
      ModelPull,
      { id, state: In(['queued', 'running']) },
      { state, problem: problem as never, ended_at: () => 'now()', updated_at: () => 'now()' },
    );
    return Boolean(affected);
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.pulls.manager.transaction(work);
  }

  async delete(id: string, manager: EntityManager): Promise<void> {
    await manager.delete(ModelPull, { id });
  }

  /** Ends jobs without a heartbeat for so long, by the database's clock: their process is gone. */
  async interruptOrphans(silentMs: number, problem: ProblemDto): Promise<void> {
    await this.pulls
      .createQueryBuilder()
      .update({ state: 'interrupted', problem: problem as never, ended_at: () => 'now()' })
      .where(`state IN ('queued', 'running')`)
      .andWhere(`updated_at < now() - :silentMs * interval '1 ms'`, { silentMs })
      .execute();
  }
}

import { Injectable } from '@nestjs/common';
import { Cached } from '../../../common/cached.js';
import { ERROR_CODES, type ErrorCode } from '../../../common/errors/error-codes.js';
import { UserRepository } from '../../auth/index.js';
import { BatchRepository } from '../../developer/index.js';
import { ActiveCompletions } from '../../inference/index.js';
import { LogService } from '../../logging/index.js';
import { ModelCatalog } from '../../models/index.js';
import { TelemetryService } from '../../telemetry/index.js';
import { DoctorService } from '../doctor/doctor.service.js';
import { UpdateFeed } from './update-feed.js';
import { SEVERITIES, type AttentionDto, type OverviewDto } from './overview.dto.js';

const DAY_MS = 86_400_000;
/** The examination opens connections and checks a password hash, so the page does not cause one at each refresh. */
const EXAMINATION_CACHE_MS = 15_000;
const BATCHES_CACHE_MS = 10_000;
const MOST_FAILURES = 1_000;
const MOST_RUNNING = 20;

/** Failures of a model call that the portal's administrator can do something about; the others are the caller's. */
const FAILURES: readonly ErrorCode[] = [
  'llm.unavailable',
  'llm.busy',
  'llm.failed',
  'llm.ended-early',
  'llm.rejected',
  'llm.out-of-memory',
  'model.not-pulled',
  'run.interrupted',
  'internal.error',
];

/** Findings of the doctor that have a kind of their own. */
const KIND_OF: Readonly<Record<string, AttentionDto['kind']>> = {
  'default-password': 'default-password',
  disk: 'disk',
};

/** The start page of the administration, composed from what the other desks know. */
@Injectable()
export class OverviewService {
  private readonly examination = new Cached(() => this.doctor.examine(), EXAMINATION_CACHE_MS);
  private readonly batchLines = new Cached(() => this.batches.openLines(), BATCHES_CACHE_MS);

  constructor(
    private readonly doctor: DoctorService,
    private readonly catalog: ModelCatalog,
    private readonly users: UserRepository,
    private readonly log: LogService,
    private readonly telemetry: TelemetryService,
    private readonly active: ActiveCompletions,
    private readonly batches: BatchRepository,
    private readonly feed: UpdateFeed,
  ) {}

  async read(): Promise<OverviewDto> {
    const [attention, day, running] = await Promise.all([this.attention(), this.telemetry.lastDay(), this.running()]);
    return { attention, ...day, running };
  }

  private async attention(): Promise<AttentionDto[]> {
    const rows = await Promise.all([this.backends(), this.failures(), this.people(), this.findings(), this.update()]);
    // The sort is stable: of the same severity, the kinds keep their order.
    return rows.flat().sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }

  private async backends(): Promise<AttentionDto[]> {
    const states = await this.catalog.freshSnapshot();
    // A missing Ollama is not an error where the embedded engine answers.
    const severity = states.some(({ problem }) => !problem) ? 'warn' : 'fail';
    return states.flatMap(({ backend, host, problem }) =>
      problem && host.state === 'on'
        ? [
            {
              kind: 'backend-down' as const,
              severity,
              count: 1,
              subject: backend.label,
              detail: problem.detail ?? null,
            },
          ]
        : [],
    );
  }

  private async failures(): Promise<AttentionDto[]> {
    const found = await this.log.failures(FAILURES, new Date(Date.now() - DAY_MS), MOST_FAILURES);
    return found.map(({ code, n }) => ({
      kind: 'failed-calls',
      severity: 'warn',
      count: n,
      subject: code,
      detail: ERROR_CODES[code][1],
    }));
  }

  private async people(): Promise<AttentionDto[]> {
    const count = await this.users.countPending();
    return count === 0 ? [] : [{ kind: 'pending-people', severity: 'warn', count, subject: null, detail: null }];
  }

  private async findings(): Promise<AttentionDto[]> {
    const checks = await this.examination.get();
    return checks.flatMap(({ id, title, state, detail }) => {
      // The states of the model servers are read at once, and newer.
      if ((state !== 'warn' && state !== 'fail') || id.startsWith('backend:')) return [];
      const kind = KIND_OF[id];
      return [{ kind: kind ?? 'doctor', severity: state, count: 1, subject: kind ? null : title, detail }];
    });
  }

  private update(): AttentionDto[] {
    const update = this.feed.latest();
    if (!update) return [];
    const { version, url } = update;
    return [{ kind: 'update', severity: 'warn', count: 1, subject: version, detail: null, ...(url && { url }) }];
  }

  private async running(): Promise<OverviewDto['running']> {
    const all = this.active.running();
    const shown = all.slice(0, MOST_RUNNING);
    const names = await this.users.namesOf(shown.map(({ userId }) => userId));
    return {
      total: all.length,
      batch_lines: await this.batchLines.get(),
      answers: shown.map(({ userId, keyId, model, since }) => ({
        user_id: userId,
        username: names.get(userId) ?? null,
        model,
        with_key: keyId !== undefined,
        since,
      })),
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalWatch } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { PullsService, type ListedPull } from '../../models/index.js';
import type { DownloadModelDto, PullDto, PullModelDto } from './pull.dto.js';

/** A job's stream ends with the server: keeping the connection alive would delay the shutdown. */
const LAST = { Connection: 'close' };

/** Pulls and downloads for the admin routes. */
@Injectable()
export class ModelPullsService {
  constructor(
    private readonly pulls: PullsService,
    private readonly watch: PrincipalWatch,
    private readonly log: LogService,
  ) {}

  async list(): Promise<PullDto[]> {
    return (await this.pulls.list()).map(toDto);
  }

  /** @throws DomainError as `PullsService.start` */
  async pull(request: FastifyRequest, { username }: Principal, { name, backend }: PullModelDto): Promise<PullDto> {
    return toDto(
      await this.pulls.start(
        { kind: 'pull', name, backend, requestedBy: username },
        (pull) => (manager) =>
          this.log.audit(
            request,
            {
              action: 'model.pull-started',
              target: { type: 'pull', id: pull.id, name },
              metadata: { name, backend: pull.backend_id },
            },
            manager,
          ),
      ),
    );
  }

  /**
   * @throws DomainError `request.invalid` when the address contains no name, and as `PullsService.admit` and `start`
   */
  async download(
    request: FastifyRequest,
    { username }: Principal,
    { url, sha256, name: wanted }: DownloadModelDto,
  ): Promise<PullDto> {
    this.pulls.admit(url);
    const name = wanted ?? nameIn(url);
    // An address may carry a token after its path, and the audit log keeps it for ever.
    return toDto(
      await this.pulls.start(
        { kind: 'download', name, url, sha256, requestedBy: username },
        (pull) => (manager) =>
          this.log.audit(
            request,
            {
              action: 'model.download-started',
              target: { type: 'pull', id: pull.id, name },
              metadata: { name, url: url.split(/[?#]/)[0] },
            },
            manager,
          ),
      ),
    );
  }

  /** @throws DomainError `pull.not-found`, `pull.active` */
  async resume(request: FastifyRequest, id: string): Promise<PullDto> {
    return toDto(
      await this.pulls.resume(id, (manager) =>
        this.log.audit(
          request,
          { action: 'model.pull-resumed', target: { type: 'pull', id }, metadata: { pull_id: id } },
          manager,
        ),
      ),
    );
  }

  /** @throws DomainError `pull.not-found` */
  async cancel(request: FastifyRequest, { username }: Principal, id: string): Promise<void> {
    await this.pulls.cancel(id, username, (manager) =>
      this.log.audit(
        request,
        { action: 'model.pull-cancelled', target: { type: 'pull', id }, metadata: { pull_id: id } },
        manager,
      ),
    );
  }

  /** Streams a job's progress while the reader is an admin. @throws DomainError `pull.not-found` */
  async stream(request: FastifyRequest, reply: FastifyReply, principal: Principal, id: string): Promise<void> {
    const { signal, stop } = this.watch.watchAdminRole(principal);
    try {
      const gone = new AbortController();
      const changes = await this.pulls.follow(id, AbortSignal.any([signal, gone.signal]));
      await writeSse(
        reply,
        (left) => (left.addEventListener('abort', () => gone.abort()), events(changes, signal, request.id)),
        LAST,
      );
    } finally {
      stop();
    }
  }
}

async function* events(
  changes: AsyncIterable<ListedPull>,
  lost: AbortSignal,
  requestId: string,
): AsyncGenerator<SseEvent[]> {
  let id = 0;
  for await (const pull of changes) {
    const { status, phase, completed, total, bytes_per_second, eta_ms, problem } = toDto(pull);
    const event = status === 'done' ? 'done' : problem ? 'error' : 'progress';
    yield [
      {
        id: ++id,
        event,
        data: { status, phase, completed, total, bytes_per_second, eta_ms, ...(problem && { problem }) },
      },
    ];
  }
  if (lost.aborted)
    yield [{ id: ++id, event: 'error', data: { problem: toProblem(toDomainError(lost.reason), requestId) } }];
}

/** The file name without its extension. @throws DomainError `request.invalid` */
function nameIn(url: string): string {
  const file = decoded(new URL(url).pathname.split('/').at(-1)!);
  const name = /^([A-Za-z\d][\w.-]{0,99})\.gguf$/i.exec(file)?.[1];
  if (!name)
    throw new DomainError(
      'request.invalid',
      'The file has a name that no model can have. Give the model a name yourself.',
      {
        errors: [
          {
            pointer: '/name',
            message:
              'must be given: that of the file has other signs than letters, digits, dots, dashes and underscores',
          },
        ],
      },
    );
  return name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function toDto({
  id,
  kind,
  name,
  backend_id: backend,
  url,
  state: status,
  phase,
  completed,
  total,
  bytes_per_second,
  eta_ms,
  problem,
  requested_by,
  created_at,
  ended_at,
}: ListedPull): PullDto {
  return {
    id,
    kind,
    name,
    backend,
    ...(url && { url }),
    status,
    phase,
    completed,
    total,
    bytes_per_second,
    eta_ms,
    ...(problem && { problem }),
    requested_by,
    created_at,
    ended_at,
  };
}

import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Terms } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import type { AdminTermsDto, PublishTermsDto } from './admin-terms.dto.js';

/** The terms of use for the admin routes: every change is audited. */
@Injectable()
export class AdminTermsService {
  constructor(
    private readonly terms: Terms,
    private readonly log: LogService,
  ) {}

  async read(): Promise<AdminTermsDto> {
    const current = await this.terms.current();
    return {
      version: current?.version ?? null,
      text: current?.text ?? '',
      required: current?.is_required ?? false,
      published_at: current?.published_at ?? null,
      published_by: current?.published_by ?? null,
      ...(await this.terms.figures(current?.version ?? null)),
    };
  }

  /** @throws DomainError `request.invalid` */
  async publish(
    request: FastifyRequest,
    { username }: Principal,
    { text, required }: PublishTermsDto,
  ): Promise<AdminTermsDto> {
    if (required && text.trim() === '') {
      const message = 'must not be empty: there would be nothing to accept';
      throw new DomainError('request.invalid', `text ${message}.`, { errors: [{ pointer: '/text', message }] });
    }
    await this.terms.publish(
      { text: text.trim(), is_required: required, published_by: username },
      (version) => (manager) =>
        this.log.audit(
          request,
          {
            action: 'terms.published',
            target: { type: 'terms', id: String(version) },
            metadata: { version, required },
          },
          manager,
        ),
    );
    return this.read();
  }
}

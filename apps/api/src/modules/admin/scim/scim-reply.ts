import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { Resource } from './resource.js';

/** Puts into the headers what a resource says of itself: its type, its address and its version. */
@Injectable()
export class ScimHeaders implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { method } = http.getRequest<FastifyRequest>();
    return next.handle().pipe(
      tap((body: Partial<Resource> | undefined) => {
        if (body) void reply.type('application/scim+json; charset=utf-8');
        if (body?.meta?.version) void reply.header('ETag', body.meta.version);
        if (body?.meta && method === 'POST') void reply.header('Location', body.meta.location);
      }),
    );
  }
}

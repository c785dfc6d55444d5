import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lookup } from 'node:dns/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { isInNetworks } from '../../../common/http/addresses.js';
import { lookupWhere } from '../../../common/http/public-lookup.js';
import { parseOpenAiUrl } from '../../../config/parsers.js';
import { createBackends } from '../../../llm/index.js';
import { LogService } from '../../logging/index.js';
import type { TriedBackendDto, TryBackendDto } from './try-backend.dto.js';

/** Where clouds give out the credentials of a machine: no model server is there. */
const CLOUD = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254',
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure
  '192.0.0.192', // Oracle
];
const isAllowed = (address: string): boolean => !isInNetworks(address, CLOUD);
/** Judged again for the connection itself: a name may have another address by then. */
const judgedLookup = lookupWhere(isAllowed);
const MOST_NAMES = 20;

/** Tries an OpenAI-compatible server before somebody writes it into the configuration. */
@Injectable()
export class TryBackendService {
  constructor(private readonly log: LogService) {}

  /**
   * Asks the server for its models, once. The attempt is audited with its address; the key is kept nowhere.
   * @throws DomainError `request.invalid` for what is no such address
   */
  async try(request: FastifyRequest, { url, api_key }: TryBackendDto): Promise<TriedBackendDto> {
    const { origin } = await addressOf(url);
    await this.log.audit(request, { action: 'backend.tried', target: { type: 'backend', id: origin }, metadata: {} });
    const [backend] = createBackends({ openai: { url, apiKey: api_key || undefined, lookup: judgedLookup } });
    try {
      const models = await backend!.models();
      return {
        reachable: true,
        models: models.slice(0, MOST_NAMES).map(({ name }) => name),
        model_count: models.length,
      };
    } catch (error) {
      return { reachable: false, problem: toDomainError(error).detail, models: [], model_count: 0 };
    } finally {
      await backend!.close();
    }
  }
}

async function addressOf(text: string): Promise<URL> {
  const wrong = (message: string) =>
    new DomainError('request.invalid', `The address ${message}.`, { errors: [{ pointer: '/url', message }] });
  let url: URL;
  try {
    url = new URL(parseOpenAiUrl(text.trim()));
  } catch (error) {
    throw wrong(`must be ${(error as Error).message}`);
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const found = await lookup(hostname, { all: true }).catch(() => []);
  if (!found.every(({ address }) => isAllowed(address)))
    throw wrong('must not be one at which clouds keep credentials');
  return url;
}

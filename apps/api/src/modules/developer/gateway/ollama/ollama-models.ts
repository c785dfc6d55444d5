import { isObject, type Json } from '../fields.js';
import type { ModelCard } from '../gateway.service.js';

/** Paths on the machine of the model server. */
const PATH_LINE = /^(FROM|ADAPTER) +(?:[A-Za-z]:)?[/\\].*$/gm;

/** A model of `GET /api/tags`. */
export const toTag = ({ dto, info }: ModelCard) => ({
  name: info.name,
  model: info.name,
  modified_at: info.listing?.modified_at ?? dto.created_at.toISOString(),
  size: info.size_bytes ?? 0,
  digest: info.digest,
  details: detailsOf({ dto, info }),
  capabilities: info.capabilities,
});

/** A model of `GET /api/ps`: those in memory. */
export const toRunning = ({ dto, info }: ModelCard) => ({
  name: info.name,
  model: info.name,
  size: info.memory?.bytes ?? info.size_bytes ?? 0,
  digest: info.digest,
  details: detailsOf({ dto, info }),
  expires_at: info.memory?.expires_at ?? '0001-01-01T00:00:00Z',
  size_vram: info.memory?.vram_bytes ?? 0,
  context_length: info.context_window ?? info.context_length ?? 0,
});

/**
 * `POST /api/show`. What the backend told comes first, without paths of its machine; a model of another kind of backend
 * has what clients read before their first question.
 */
export function toShow({ dto, info, told }: ModelCard & { told: Json }, verbose: boolean): object {
  const { modelfile, tensors, remote_host: _, ...rest } = told;
  return {
    license: '',
    parameters: '',
    template: '',
    model_info: { 'general.architecture': 'unknown', 'unknown.context_length': info.context_length ?? 0 },
    modified_at: info.listing?.modified_at ?? dto.created_at.toISOString(),
    ...rest,
    modelfile: typeof modelfile === 'string' ? modelfile.replace(PATH_LINE, `$1 ${info.name}`) : `FROM ${info.name}\n`,
    details: detailsOf({ dto, info }, isObject(rest.details) ? rest.details : undefined),
    capabilities: info.capabilities,
    ...(verbose && tensors !== undefined && { tensors }),
  };
}

const detailsOf = ({ dto, info }: Pick<ModelCard, 'dto' | 'info'>, told: Json | undefined = info.listing?.details) => ({
  format: 'gguf',
  family: '',
  families: null,
  parameter_size: dto.parameter_size ?? '',
  quantization_level: dto.quantization ?? '',
  ...told,
  // It may be a path on the machine of the model server.
  parent_model: '',
});

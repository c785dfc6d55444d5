import type { DomainError } from '../../common/errors/domain-error.js';
import type { BackendModel } from '../../llm/index.js';
import type { BackendState } from './backend-probes.js';
import { downOf, otherNames } from './model-catalog.js';
import type { ModelDto } from './model.dto.js';
import type { Model } from './model.entity.js';
import { withoutAddress } from './without-address.js';

/** The model that the documentation names; offered from the start, with instructions to get it. */
export const DOCUMENTED_DEFAULT = 'gemma2:2b';

/** A row, and the backends' state of it. */
export interface DescribedModel {
  model: Model;
  dto: ModelDto;
}

/**
 * The model of a question that names none: the default, whether it can answer now or not. Only a documented default
 * that was never here gives way, to the first model that was found; that one also stays when its server is down,
 * because nothing answers in its place. The demo model answers while no other was ever found.
 * @param mine what the principal may use
 */
export function defaultOf(mine: DescribedModel[]): DescribedModel | undefined {
  const chosen = mine.find(({ model }) => model.is_default);
  if (chosen && (chosen.dto.available || isKnown(chosen))) return chosen;
  const able = mine.filter(canChat);
  const real = able.filter((one) => one.model.provider !== 'embedded' && isKnown(one));
  const isThere = ({ dto }: DescribedModel) => dto.available || dto.unavailable_code !== 'model.not-pulled';
  return real.find(isThere) ?? real[0] ?? able.find(({ dto }) => dto.available) ?? chosen ?? able[0];
}

/** Whether a backend ever had it, or an administrator added it. */
const isKnown = ({ model }: DescribedModel): boolean => model.found_at !== null || model.name !== DOCUMENTED_DEFAULT;

const canChat = ({ dto: { capabilities } }: DescribedModel): boolean =>
  capabilities.length === 0 || capabilities.includes('completion');

const seen = new WeakMap<BackendState[], ReadonlyMap<string, BackendModel>>();

/** What backends said last of their models, by kind and name: made once for each round of answers. */
function seenOf(states: BackendState[]): ReadonlyMap<string, BackendModel> {
  let index = seen.get(states);
  if (!index) {
    const all = states.flatMap(({ backend, last }) =>
      (last?.models ?? []).flatMap((info) =>
        [info.name, ...otherNames(info.name)].map((name): [string, BackendModel] => [
          `${backend.provider} ${name}`,
          info,
        ]),
      ),
    );
    // The first backend counts, as where the model is looked for; and its own name before another spelling.
    seen.set(states, (index = new Map(all.reverse())));
  }
  return index;
}

/** What a backend that does not answer now last said of a model. */
export const lastSeen = (states: BackendState[], { name, provider }: Model): BackendModel | undefined =>
  seenOf(states).get(`${provider} ${name}`);

type Unavailability = Required<Pick<ModelDto, 'unavailable_code' | 'unavailable_reason'>>;

export function unavailability(model: Model, states: BackendState[]): Unavailability {
  const { name, provider } = model;
  const own = states.filter(({ backend }) => backend.provider === provider);
  const down = (unavailable_reason: string): Unavailability => ({
    unavailable_code: 'llm.unavailable',
    unavailable_reason,
  });
  const failed = downOf(own, model);
  if (failed) return down((withoutAddress(failed.problem, [failed.backend]) as DomainError).detail);
  if (own.length === 0) return down(`No backend of the kind ${provider} is configured.`);
  return {
    unavailable_code: 'model.not-pulled',
    unavailable_reason:
      provider === 'ollama'
        ? `Not on the model server yet. Pull it under Models in the administration, or run "ollama pull ${name}" there.`
        : 'The backend does not have this model.',
  };
}

import type { ModelDto } from '../../../models/index.js';

type Listed = Pick<ModelDto, 'name' | 'display_name' | 'created_at' | 'context_length'>;

/** A model in Anthropic's format. */
export const toAnthropicModel = ({ name, display_name, created_at, context_length }: Listed) => ({
  type: 'model',
  id: name,
  display_name,
  created_at: created_at.toISOString(),
  ...(context_length !== null && { max_input_tokens: context_length }),
});

/** All models, on one page. */
export const toAnthropicList = (models: Listed[]) => ({
  data: models.map(toAnthropicModel),
  has_more: false,
  first_id: models[0]?.name ?? null,
  last_id: models.at(-1)?.name ?? null,
});

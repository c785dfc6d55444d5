import { defaultOf, type DescribedModel } from './availability.js';

/** A model that was found once, unless it says otherwise. */
const described = (name: string, dto: Partial<DescribedModel['dto']> = {}, provider = 'ollama'): DescribedModel =>
  ({
    model: { name, provider, is_default: false, found_at: new Date(0) },
    dto: { available: true, capabilities: ['completion'], ...dto },
  }) as unknown as DescribedModel;

const DOWN = { available: false, unavailable_code: 'llm.unavailable' } as const;
const demo = described('pocket-demo', {}, 'embedded');
const documented = {
  ...described('gemma2:2b', { available: false, unavailable_code: 'model.not-pulled' }),
  model: { name: 'gemma2:2b', provider: 'ollama', is_default: true, found_at: null },
} as unknown as DescribedModel;

it('without a chosen default it is the first model found, also while its server is down', () => {
  const [own, cloud] = [described('qwen3:4b', DOWN), described('gpt-large', {}, 'openai')];
  expect(defaultOf([documented, own, cloud, demo])).toBe(own);
});

it('a model that its server no longer has gives way to the next', () => {
  const gone = described('qwen3:4b', { available: false, unavailable_code: 'model.not-pulled' });
  const other = described('phi4:mini');
  expect(defaultOf([documented, gone, other, demo])).toBe(other);
});

it('is never a model that only makes embeddings: then the demonstration answers', () => {
  const embedding = described('nomic-embed-text', { capabilities: ['embedding'] });
  expect(defaultOf([documented, embedding, demo])).toBe(demo);
});

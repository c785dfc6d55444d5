import { type AdminModel } from '@pocket-llm/api-client';
import { changeOf, draftOf, isNumber, NUMBERS } from './draft';

const model = {
  display_name: 'Gemma',
  roles: ['developer'],
  fallbacks: ['b'],
  system_prompt: null,
  options: { num_ctx: 4096, temperature: 0, min_p: 0.05, think: 'low', seed: 7, stop: ['A', 'B'], keep_alive: -1 },
} as AdminModel;

describe('the draft of a model', () => {
  it('sends no change when nothing was edited', () => {
    expect(changeOf(draftOf(model), model)).toEqual({
      display_name: 'Gemma',
      roles: ['developer'],
      fallbacks: ['b'],
      system_prompt: null,
      options: model.options,
    });
  });

  it('omits empty fields, and parses the keep-alive time as seconds or as a duration', () => {
    const draft = {
      ...draftOf(model),
      keep_alive: ' 10m ',
      stop: '',
      system: ' Be brief. ',
      think: 'false' as const,
      numbers: Object.fromEntries(NUMBERS.map((name) => [name, name === 'temperature' ? '0.5' : ''])) as never,
    };
    expect(changeOf(draft, { options: {} })).toEqual({
      display_name: 'Gemma',
      roles: ['developer'],
      fallbacks: ['b'],
      system_prompt: 'Be brief.',
      options: { temperature: 0.5, keep_alive: '10m', think: false },
    });
  });

  it('distinguishes numbers from other text', () => {
    expect(['', '0.7', ' 4096 ', 'many', '1e', '-1'].map(isNumber)).toEqual([true, true, true, false, false, true]);
  });
});

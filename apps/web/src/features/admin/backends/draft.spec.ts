import { type BackendDto } from '@pocket-llm/api-client';
import { additionOf, changeOf, draftOf, isNumber } from './draft';

const saved = {
  provider: 'openai',
  url: 'http://gpu2:8000/v1',
  name: 'Rack',
  label: 'OpenAI-compatible server at http://gpu2:8000/v1',
  from_environment: false,
  has_api_key: true,
  tier: 1,
  weight: 2,
  max_parallel: null,
} as BackendDto;

const USE = { tier: 1, weight: 2, max_parallel: null };

it('a saved one that nobody touched keeps its address, name and key', () => {
  expect(changeOf(draftOf(saved), saved)).toEqual(USE);
  expect(changeOf({ ...draftOf(saved), key: ' sk-new ' }, saved)).toEqual({ ...USE, api_key: 'sk-new' });
  expect(changeOf({ ...draftOf(saved), key: 'sk-new', removeKey: true }, saved)).toEqual({ ...USE, api_key: null });
  expect(changeOf({ ...draftOf(saved), url: 'http://gpu3/v1', name: '' }, saved)).toEqual({
    ...USE,
    url: 'http://gpu3/v1',
    name: '',
  });
});

it('one of the environment only changes its use', () => {
  const fixed = { ...saved, from_environment: true, url: null, name: saved.label } as BackendDto;
  expect(changeOf({ ...draftOf(fixed), name: 'x', url: 'y', key: 'z', parallel: '4' }, fixed)).toEqual({
    ...USE,
    max_parallel: 4,
  });
});

it('a new one leaves out what is empty', () => {
  expect(additionOf({ ...draftOf(undefined), url: ' http://gpu1:11434 ' })).toEqual({
    provider: 'ollama',
    url: 'http://gpu1:11434',
    tier: 0,
    weight: 1,
    max_parallel: null,
  });
});

it.each([
  ['tier', '0', true],
  ['tier', '10', false],
  ['tier', '', false],
  ['weight', '0', false],
  ['weight', '1.5', false],
  ['parallel', '', true],
  ['parallel', '1001', false],
] as const)('%s may be %p: %p', (field, text, valid) => expect(isNumber(field, text)).toBe(valid));

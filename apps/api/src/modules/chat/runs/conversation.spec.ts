import type { Model } from '../../models/index.js';
import { buildRequest, titleFrom } from './conversation.js';
import type { ChatMessage } from '../threads/message.entity.js';

const model = (more: Partial<Model> = {}) => ({ name: 'm', options: {}, system_prompt: null, ...more }) as Model;
const message = (role: 'user' | 'assistant', content: string, images: string[] | null = null) => ({ role, content, images }) as ChatMessage;

describe('titleFrom', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  two\n lines\t here ', 'two lines here'],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
    ['A question that is so long that it has to end somewhere before the end of it', 'A question that is so long that it has to end somewhere…'],
  ])('%j', (prompt, title) => {
    expect(titleFrom(prompt)).toBe(title);
  });

  it('never cuts an emoji in two', () => {
    expect(titleFrom(`${'x'.repeat(59)}😀😀`)).toBe(`${'x'.repeat(59)}…`);
  });
});

describe('buildRequest', () => {
  it('leaves out answers without text, and puts the system prompt first', () => {
    const path = [message('user', 'a'), message('assistant', ''), message('user', 'b', ['AAAA'])];
    expect(buildRequest(model({ system_prompt: 'from the model' }), path, null, undefined).messages).toEqual([
      { role: 'system', content: 'from the model' },
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b', images: ['AAAA'] },
    ]);
    expect(buildRequest(model({ system_prompt: 'from the model' }), path, 'from the thread', undefined).messages[0]!.content).toBe('from the thread');
  });

  it("the request's options win over the model's, and null is no option", () => {
    const request = buildRequest(model({ options: { temperature: 0.1, num_ctx: 2048, keep_alive: '10m' } }), [message('user', 'a')], null, { temperature: 0.9, seed: null as never });
    expect(request).toMatchObject({ options: { temperature: 0.9, num_ctx: 2048 }, keep_alive: '10m' });
    expect(request.options).not.toHaveProperty('seed');
    expect(request.options).not.toHaveProperty('keep_alive');
  });
});

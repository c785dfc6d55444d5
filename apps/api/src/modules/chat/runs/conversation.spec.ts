import type { Model } from '../../models/index.js';
import { buildRequest } from './conversation.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

const model = (more: Partial<Model> = {}) => ({ name: 'm', options: {}, system_prompt: null, ...more }) as Model;
const message = (role: 'user' | 'assistant', content: string, images: string[] | null = null) =>
  ({ role, content, images }) as ChatMessage;

const thread = (own: Partial<Pick<ChatThread, 'system_prompt' | 'options'>> = {}) => ({
  system_prompt: null,
  options: null,
  ...own,
});

describe('buildRequest', () => {
  it('leaves out empty answers, and puts the system prompt first', () => {
    const path = [message('user', 'a'), message('assistant', ''), message('user', 'b', ['AAAA'])];
    expect(buildRequest(model({ system_prompt: 'from the model' }), path, thread(), undefined).messages).toEqual([
      { role: 'system', content: 'from the model' },
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b', images: ['AAAA'] },
    ]);
    expect(
      buildRequest(
        model({ system_prompt: 'from the model' }),
        path,
        thread({ system_prompt: 'from the thread' }),
        undefined,
      ).messages[0]!.content,
    ).toBe('from the thread');
  });

  it('sends the pictures of questions, and not those of imported answers', () => {
    const path = [message('user', 'a', ['AAAA']), message('assistant', 'b', ['BBBB']), message('user', 'c')];
    expect(buildRequest(model(), path, thread(), undefined).messages.map(({ images }) => images)).toEqual([
      ['AAAA'],
      undefined,
      undefined,
    ]);
  });

  it("the request's options override the thread's, those override the model's, and null counts as unset", () => {
    const request = buildRequest(
      model({ options: { temperature: 0.1, num_ctx: 2048, keep_alive: '10m' } }),
      [message('user', 'a')],
      thread({ options: { temperature: 0.5, top_k: 7 } }),
      { temperature: 0.9, seed: null as never },
    );
    expect(request).toMatchObject({ options: { temperature: 0.9, top_k: 7, num_ctx: 2048 }, keep_alive: '10m' });
    expect(request.options).not.toHaveProperty('seed');
    expect(request.options).not.toHaveProperty('keep_alive');
  });

  it('asks for a shorter answer in the prompt only', () => {
    const path = [message('user', 'a')];
    expect(
      buildRequest(model({}), path, thread(), undefined, { lengthHint: 'shorter' }).messages.at(-1)!.content,
    ).toMatch(/^a\n\n.*briefly/);
    expect(path[0]!.content).toBe('a');
  });
});

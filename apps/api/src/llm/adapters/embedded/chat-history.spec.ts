import { historyOf } from './chat-history.js';
import { importEngine, type Engine } from './engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await importEngine();
});

/** What a template makes of a conversation with past thinking; its tokenizer is not needed for that. */
function shown(wrapper: InstanceType<Engine['ChatWrapper']>, last: 'user' | 'assistant'): string {
  const turns = [
    { role: 'user' as const, content: 'Six times seven?' },
    { role: 'assistant' as const, content: 'It is 42.', thinking: 'Five sevens and seven.' },
    { role: 'user' as const, content: 'Sure?' },
  ];
  const chatHistory = historyOf(last === 'user' ? turns : turns.slice(0, 2), wrapper);
  return wrapper.generateContextState({ chatHistory }).contextText.toString();
}

describe('past thinking', () => {
  it('stands between the marks of a template that has them', () => {
    const text = shown(new engine.QwenChatWrapper({ keepOnlyLastThought: false }), 'user');
    expect(text).toMatch(/<think>\s*Five sevens and seven\.\s*<\/think>\s*It is 42\./);
  });

  it('is left out of earlier turns by a template that was trained so, and kept in the last', () => {
    const wrapper = () => new engine.QwenChatWrapper({ keepOnlyLastThought: true });
    expect(shown(wrapper(), 'user')).not.toContain('Five sevens');
    expect(shown(wrapper(), 'user')).toContain('It is 42.');
    expect(shown(wrapper(), 'assistant')).toContain('Five sevens and seven.');
  });

  it('is not shown as a part of the answer by a template without marks', () => {
    const text = shown(new engine.ChatMLChatWrapper(), 'user');
    expect(text).toContain('It is 42.');
    expect(text).not.toContain('Five sevens');
  });
});

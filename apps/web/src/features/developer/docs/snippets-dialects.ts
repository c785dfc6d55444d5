import { textLiteral } from '../parts/literals';
import { curlOf, inLanguages, type Snippet, type SnippetPlace } from './snippet';

const QUESTION = 'Why is the sky blue?';

/** Examples of Anthropic's and Ollama's APIs, for tools that support nothing else. */
export function dialectSnippets({ base, model, key }: SnippetPlace): Snippet[] {
  const messages = [{ role: 'user', content: QUESTION }];
  const auth = [`X-API-Key: ${key}`];
  const python = `[{"role": "user", "content": ${textLiteral(QUESTION)}}]`;
  const script = `[{ role: 'user', content: '${QUESTION}' }]`;
  const ollama = `${base}/ollama`;
  return [
    ...inLanguages(
      'anthropic-message',
      {
        curl: curlOf({ url: `${base}/v1/messages`, headers: auth, body: { model, max_tokens: 500, messages } }),
        python: [
          'from anthropic import Anthropic',
          '',
          `client = Anthropic(base_url=${textLiteral(base)}, api_key=${textLiteral(key)})`,
          'message = client.messages.create(',
          `    model=${textLiteral(model)},`,
          '    max_tokens=500,',
          `    messages=${python},`,
          ')',
          'print(message.content[0].text)',
        ].join('\n'),
        javascript: [
          `import Anthropic from '@anthropic-ai/sdk';`,
          '',
          `const client = new Anthropic({ baseURL: ${textLiteral(base)}, apiKey: ${textLiteral(key)} });`,
          'const message = await client.messages.create({',
          `  model: ${textLiteral(model)},`,
          '  max_tokens: 500,',
          `  messages: ${script},`,
          '});',
          'console.log(message.content[0].text);',
        ].join('\n'),
      },
      'anthropic',
    ),
    ...inLanguages(
      'anthropic-count',
      {
        curl: curlOf({ url: `${base}/v1/messages/count_tokens`, headers: auth, body: { model, messages } }),
        python: [
          'from anthropic import Anthropic',
          '',
          `client = Anthropic(base_url=${textLiteral(base)}, api_key=${textLiteral(key)})`,
          `count = client.messages.count_tokens(model=${textLiteral(model)}, messages=${python})`,
          'print(count.input_tokens)',
        ].join('\n'),
        javascript: [
          `import Anthropic from '@anthropic-ai/sdk';`,
          '',
          `const client = new Anthropic({ baseURL: ${textLiteral(base)}, apiKey: ${textLiteral(key)} });`,
          `const count = await client.messages.countTokens({ model: ${textLiteral(model)}, messages: ${script} });`,
          'console.log(count.input_tokens);',
        ].join('\n'),
      },
      'anthropic',
    ),
    ...inLanguages(
      'ollama-chat',
      {
        curl: curlOf({ url: `${ollama}/api/chat`, headers: auth, body: { model, messages, stream: false } }),
        python: [
          'from ollama import Client',
          '',
          `client = Client(host=${textLiteral(ollama)}, headers={"X-API-Key": ${textLiteral(key)}})`,
          `answer = client.chat(model=${textLiteral(model)}, messages=${python})`,
          'print(answer.message.content)',
        ].join('\n'),
        javascript: [
          `import { Ollama } from 'ollama';`,
          '',
          `const client = new Ollama({ host: ${textLiteral(ollama)}, headers: { 'X-API-Key': ${textLiteral(key)} } });`,
          `const answer = await client.chat({ model: ${textLiteral(model)}, messages: ${script} });`,
          'console.log(answer.message.content);',
        ].join('\n'),
      },
      'ollama',
    ),
  ];
}

import { textLiteral } from '../parts/literals';
import { curlOf, inLanguages, type Snippet, type SnippetPlace } from './snippet';

const QUESTION = 'Why is the sky blue?';

/** The same models in the APIs of Anthropic and Ollama, for tools that speak nothing else. */
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
        python: `from anthropic import Anthropic\n\nclient = Anthropic(base_url=${textLiteral(base)}, api_key=${textLiteral(key)})\nmessage = client.messages.create(\n    model=${textLiteral(model)},\n    max_tokens=500,\n    messages=${python},\n)\nprint(message.content[0].text)`,
        javascript: `import Anthropic from '@anthropic-ai/sdk';\n\nconst client = new Anthropic({ baseURL: ${textLiteral(base)}, apiKey: ${textLiteral(key)} });\nconst message = await client.messages.create({\n  model: ${textLiteral(model)},\n  max_tokens: 500,\n  messages: ${script},\n});\nconsole.log(message.content[0].text);`,
      },
      'anthropic',
    ),
    ...inLanguages(
      'ollama-chat',
      {
        curl: curlOf({ url: `${ollama}/api/chat`, headers: auth, body: { model, messages, stream: false } }),
        python: `from ollama import Client\n\nclient = Client(host=${textLiteral(ollama)}, headers={"X-API-Key": ${textLiteral(key)}})\nanswer = client.chat(model=${textLiteral(model)}, messages=${python})\nprint(answer.message.content)`,
        javascript: `import { Ollama } from 'ollama';\n\nconst client = new Ollama({ host: ${textLiteral(ollama)}, headers: { 'X-API-Key': ${textLiteral(key)} } });\nconst answer = await client.chat({ model: ${textLiteral(model)}, messages: ${script} });\nconsole.log(answer.message.content);`,
      },
      'ollama',
    ),
  ];
}

import { textLiteral } from '../parts/literals';
import { curlOf, fetchCall, inLanguages, pythonRequest, type Snippet, type SnippetPlace } from './snippet';

/** What speaks OpenAI's language: `/v1` with curl, and with OpenAI's own packages. */
export function openAiSnippets({ base, model, key, embeddingModel = 'nomic-embed-text' }: SnippetPlace): Snippet[] {
  const auth = [`Authorization: Bearer ${key}`];
  const messages = [{ role: 'user', content: 'Why is the sky blue?' }];
  const vectors = { model: embeddingModel, input: ['The sky is blue.', 'Grass is green.'] };
  const python = `from openai import OpenAI\n\nclient = OpenAI(base_url=${textLiteral(`${base}/v1`)}, api_key=${textLiteral(key)})`;
  const script = `import OpenAI from 'openai';\n\nconst client = new OpenAI({ baseURL: ${textLiteral(`${base}/v1`)}, apiKey: ${textLiteral(key)} });`;
  const pythonAsk = (more = '') =>
    `client.chat.completions.create(\n    model=${textLiteral(model)},\n    messages=[{"role": "user", "content": "Why is the sky blue?"}],\n${more})`;
  const scriptAsk = (more = '') =>
    `client.chat.completions.create({\n  model: ${textLiteral(model)},\n  messages: [{ role: 'user', content: 'Why is the sky blue?' }],\n${more}})`;
  return [
    ...inLanguages(
      'openai-chat',
      {
        curl: curlOf({ url: `${base}/v1/chat/completions`, headers: auth, body: { model, messages } }),
        python: `${python}\nanswer = ${pythonAsk()}\nprint(answer.choices[0].message.content)`,
        javascript: `${script}\nconst answer = await ${scriptAsk()};\nconsole.log(answer.choices[0].message.content);`,
      },
      'openai',
    ),
    ...inLanguages(
      'openai-stream',
      {
        curl: curlOf({
          url: `${base}/v1/chat/completions`,
          headers: auth,
          body: { model, messages, stream: true, stream_options: { include_usage: true } },
          flags: '-sSN',
        }),
        python: `${python}\nstream = ${pythonAsk('    stream=True,\n')}\nfor chunk in stream:\n    if chunk.choices:\n        print(chunk.choices[0].delta.content or "", end="", flush=True)\nprint()`,
        javascript: `${script}\nconst stream = await ${scriptAsk('  stream: true,\n')};\nfor await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');\nconsole.log();`,
      },
      'openai',
    ),
    ...inLanguages(
      'openai-models',
      {
        curl: curlOf({ url: `${base}/v1/models`, headers: auth }),
        python: `${python}\nfor model in client.models.list():\n    print(model.id)`,
        javascript: `${script}\nfor await (const model of client.models.list()) console.log(model.id);`,
      },
      'openai',
    ),
    ...inLanguages('embeddings', {
      curl: curlOf({ url: `${base}/v1/embeddings`, headers: [`X-API-Key: ${key}`], body: vectors }),
      python: `import json\nfrom urllib.request import Request, urlopen\n\nrequest = ${pythonRequest({ url: `${base}/v1/embeddings`, key, body: vectors })}\nwith urlopen(request) as response:\n    for item in json.load(response)["data"]:\n        print(item["index"], len(item["embedding"]))`,
      javascript: `const response = await ${fetchCall({ url: `${base}/v1/embeddings`, key, body: vectors })};\nfor (const { index, embedding } of (await response.json()).data) console.log(index, embedding.length);`,
    }),
  ];
}

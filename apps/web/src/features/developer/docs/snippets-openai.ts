import { textLiteral } from '../parts/literals';
import { curlOf, fetchCall, inLanguages, pythonRequest, type Snippet, type SnippetPlace } from './snippet';

/** The values that this file's examples share. */
function valuesOf({ base, model, key, embeddingModel = 'nomic-embed-text' }: SnippetPlace) {
  const auth = [`Authorization: Bearer ${key}`];
  const messages = [{ role: 'user', content: 'Why is the sky blue?' }];
  const vectors = { model: embeddingModel, input: ['The sky is blue.', 'Grass is green.'] };
  const python = [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${textLiteral(`${base}/v1`)}, api_key=${textLiteral(key)})`,
  ].join('\n');
  const script = [
    `import OpenAI from 'openai';`,
    '',
    `const client = new OpenAI({ baseURL: ${textLiteral(`${base}/v1`)}, apiKey: ${textLiteral(key)} });`,
  ].join('\n');
  const pythonAsk = (more = '') =>
    [
      'client.chat.completions.create(',
      `    model=${textLiteral(model)},`,
      '    messages=[{"role": "user", "content": "Why is the sky blue?"}],',
      `${more})`,
    ].join('\n');
  const scriptAsk = (more = '') =>
    [
      'client.chat.completions.create({',
      `  model: ${textLiteral(model)},`,
      `  messages: [{ role: 'user', content: 'Why is the sky blue?' }],`,
      `${more}})`,
    ].join('\n');
  return { base, model, key, embeddingModel, auth, messages, vectors, python, script, pythonAsk, scriptAsk };
}
type Values = ReturnType<typeof valuesOf>;

const openaiChatExample = ({ base, model, auth, messages, python, script, pythonAsk, scriptAsk }: Values): Snippet[] =>
  inLanguages(
    'openai-chat',
    {
      curl: curlOf({ url: `${base}/v1/chat/completions`, headers: auth, body: { model, messages } }),
      python: `${python}\nanswer = ${pythonAsk()}\nprint(answer.choices[0].message.content)`,
      javascript: `${script}\nconst answer = await ${scriptAsk()};\nconsole.log(answer.choices[0].message.content);`,
    },
    'openai',
  );

const openaiStreamExample = ({
  base,
  model,
  auth,
  messages,
  python,
  script,
  pythonAsk,
  scriptAsk,
}: Values): Snippet[] =>
  inLanguages(
    'openai-stream',
    {
      curl: curlOf({
        url: `${base}/v1/chat/completions`,
        headers: auth,
        body: { model, messages, stream: true, stream_options: { include_usage: true } },
        flags: '-sSN',
      }),
      python: [
        python,
        `stream = ${pythonAsk('    stream=True,\n')}`,
        'for chunk in stream:',
        '    if chunk.choices:',
        '        print(chunk.choices[0].delta.content or "", end="", flush=True)',
        'print()',
      ].join('\n'),
      javascript: [
        script,
        `const stream = await ${scriptAsk('  stream: true,\n')};`,
        `for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');`,
        'console.log();',
      ].join('\n'),
    },
    'openai',
  );

const openaiResponseExample = ({ base, model, auth, python, script }: Values): Snippet[] =>
  inLanguages(
    'openai-response',
    {
      curl: curlOf({ url: `${base}/v1/responses`, headers: auth, body: { model, input: 'Why is the sky blue?' } }),
      python: [
        python,
        `first = client.responses.create(model=${textLiteral(model)}, input="Why is the sky blue?")`,
        'second = client.responses.create(',
        `    model=${textLiteral(model)}, input="In one word?", previous_response_id=first.id`,
        ')',
        'print(second.output_text)',
      ].join('\n'),
      javascript: [
        script,
        `const first = await client.responses.create({ model: ${textLiteral(model)}, input: 'Why is the sky blue?' });`,
        'const second = await client.responses.create({',
        `  model: ${textLiteral(model)},`,
        "  input: 'In one word?',",
        '  previous_response_id: first.id,',
        '});',
        'console.log(second.output_text);',
      ].join('\n'),
    },
    'openai',
  );

/** `user` tunes nothing here, so it is the example of a field without effect. */
const openaiIgnoredExample = ({ base, model, auth, messages, python, script }: Values): Snippet[] =>
  inLanguages(
    'openai-ignored',
    {
      curl: curlOf({
        url: `${base}/v1/chat/completions`,
        headers: auth,
        body: { model, messages, user: 'somebody' },
        flags: '-sSi',
      }),
      python: [
        python,
        'reply = client.chat.completions.with_raw_response.create(',
        `    model=${textLiteral(model)},`,
        '    messages=[{"role": "user", "content": "Why is the sky blue?"}],',
        '    user="somebody",',
        ')',
        'print(reply.headers.get("x-pocket-ignored"))',
      ].join('\n'),
      javascript: [
        script,
        'const reply = await client.chat.completions',
        '  .create({',
        `    model: ${textLiteral(model)},`,
        "    messages: [{ role: 'user', content: 'Why is the sky blue?' }],",
        "    user: 'somebody',",
        '  })',
        '  .asResponse();',
        "console.log(reply.headers.get('x-pocket-ignored'));",
      ].join('\n'),
    },
    'openai',
  );

const openaiModelsExample = ({ base, auth, python, script }: Values): Snippet[] =>
  inLanguages(
    'openai-models',
    {
      curl: curlOf({ url: `${base}/v1/models`, headers: auth }),
      python: `${python}\nfor model in client.models.list():\n    print(model.id)`,
      javascript: `${script}\nfor await (const model of client.models.list()) console.log(model.id);`,
    },
    'openai',
  );

const embeddingsExample = ({ base, key, vectors }: Values): Snippet[] =>
  inLanguages('embeddings', {
    curl: curlOf({ url: `${base}/v1/embeddings`, headers: [`X-API-Key: ${key}`], body: vectors }),
    python: [
      'import json',
      'from urllib.request import Request, urlopen',
      '',
      `request = ${pythonRequest({ url: `${base}/v1/embeddings`, key, body: vectors })}`,
      'with urlopen(request) as response:',
      '    for item in json.load(response)["data"]:',
      '        print(item["index"], len(item["embedding"]))',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: `${base}/v1/embeddings`, key, body: vectors })};`,
      'for (const { index, embedding } of (await response.json()).data) console.log(index, embedding.length);',
    ].join('\n'),
  });

/** Examples of the OpenAI-compatible routes under `/v1`, with curl and with OpenAI's packages. */
export function openAiSnippets(place: SnippetPlace): Snippet[] {
  const values = valuesOf(place);
  return [
    openaiChatExample,
    openaiStreamExample,
    openaiResponseExample,
    openaiIgnoredExample,
    openaiModelsExample,
    embeddingsExample,
  ].flatMap((example) => example(values));
}

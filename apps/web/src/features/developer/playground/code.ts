import { type Language } from '../parts/language';
import { pythonLiteral, scriptLiteral, shellWord, textLiteral } from '../parts/literals';
import { type RequestBody } from './request';

interface CodePlace {
  base: string;
  key: string;
}

/** Parameters of OpenAI's Python package; other fields are passed in `extra_body`. */
const PYTHON_NAMES = new Set([
  'model',
  'messages',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'response_format',
  'tools',
  'tool_choice',
  'n',
  'reasoning_effort',
  'user',
]);

const indented = (text: string, pad: string): string => text.replaceAll('\n', `\n${pad}`);

/** Generates a program that sends this request. */
export function codeOf(body: RequestBody, language: Language, place: CodePlace): string {
  if (language === 'curl') return curlCode(body, place);
  return language === 'python' ? pythonCode(body, place) : scriptCode(body, place);
}

function curlCode(body: RequestBody, { base, key }: CodePlace): string {
  return [
    `curl ${body['stream'] === true ? '-sSN' : '-sS'} ${base}/v1/chat/completions \\`,
    `  -H ${shellWord(`Authorization: Bearer ${key}`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellWord(JSON.stringify(body, null, 2))}`,
  ].join('\n');
}

function pythonCode(body: RequestBody, { base, key }: CodePlace): string {
  const known = Object.entries(body).filter(([name]) => PYTHON_NAMES.has(name));
  const extra = Object.entries(body).filter(([name]) => !PYTHON_NAMES.has(name));
  const named = [
    ...known.map(([name, value]) => [name, value] as const),
    ...(extra.length > 0 ? [['extra_body', Object.fromEntries(extra)] as const] : []),
  ];
  const lines = named.map(([name, value]) => `    ${name}=${indented(pythonLiteral(value), '    ')},\n`);
  const printing =
    body['stream'] === true
      ? [
          'for chunk in answer:',
          '    if chunk.choices:',
          '        print(chunk.choices[0].delta.content or "", end="", flush=True)',
          'print()',
        ]
      : ['print(answer.choices[0].message.content)'];
  return [
    '# pip install openai',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${textLiteral(`${base}/v1`)}, api_key=${textLiteral(key)})`,
    '',
    `answer = client.chat.completions.create(\n${lines.join('')})`,
    ...printing,
  ].join('\n');
}

function scriptCode(body: RequestBody, { base, key }: CodePlace): string {
  const printing =
    body['stream'] === true
      ? [
          `for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta.content ?? '');`,
          'console.log();',
        ]
      : ['console.log(answer.choices[0].message.content);'];
  return [
    '// npm install openai',
    `import OpenAI from 'openai';`,
    '',
    `const client = new OpenAI({ baseURL: ${textLiteral(`${base}/v1`)}, apiKey: ${textLiteral(key)} });`,
    '',
    `const answer = await client.chat.completions.create(${scriptLiteral(body)});`,
    ...printing,
  ].join('\n');
}

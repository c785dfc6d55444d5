import { shellWord, textLiteral } from '../parts/literals';
import { curlOf, fetchCall, inLanguages, pythonRequest, type Snippet, type SnippetPlace } from './snippet';

const PYTHON = 'import json\nfrom urllib.request import Request, urlopen\n';

/** The values that this file's examples share. */
function valuesOf({ base, model, key }: SnippetPlace) {
  const auth = [`X-API-Key: ${key}`];
  const chat = `${base}/api/chat`;
  const question = { model, prompt: 'Why is the sky blue?' };
  const unknown = { model: 'no-such-model', prompt: 'Hello' };
  const models = `${base}/api/models`;
  const threads = `${base}/api/chat/threads`;
  const followUp = { thread_id: 'THREAD', prompt: 'In one sentence, please.' };
  return { base, model, key, auth, chat, question, unknown, models, threads, followUp };
}
type Values = ReturnType<typeof valuesOf>;

const modelsExample = ({ key, auth, models }: Values): Snippet[] =>
  inLanguages('models', {
    curl: curlOf({ url: models, headers: auth }),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: models, key })}`,
      'with urlopen(request) as response:',
      '    for model in json.load(response):',
      '        print(model["name"], "ready" if model["available"] else "not here")',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: models, key })};`,
      `for (const model of await response.json()) console.log(model.name, model.available ? 'ready' : 'not here');`,
    ].join('\n'),
  });

const chatExample = ({ key, auth, chat, question }: Values): Snippet[] =>
  inLanguages('chat', {
    curl: curlOf({ url: chat, headers: auth, body: question }),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: chat, key, body: question })}`,
      'with urlopen(request) as response:',
      '    answer = json.load(response)',
      'print(answer["response"])',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: chat, key, body: question })};`,
      'const answer = await response.json();',
      'console.log(answer.response);',
    ].join('\n'),
  });

const threadExample = ({ model, key, auth, chat, question, followUp }: Values): Snippet[] =>
  inLanguages('thread', {
    curl: [
      `THREAD=$(${curlOf({ url: chat, headers: auth, body: question })} |`,
      `  sed -n 's/.*"thread_id":"\\([^"]*\\)".*/\\1/p')`,
      '',
      // The id is quoted twice, so that the shell expands the variable inside the single-quoted text.
      curlOf({ url: chat, headers: auth, body: followUp }).replace('"thread_id":"THREAD"', `"thread_id":"'"$THREAD"'"`),
    ].join('\n'),
    python: [
      PYTHON,
      '',
      'def ask(body):',
      `    request = Request(${textLiteral(chat)}, data=json.dumps(body).encode(), ` +
        `headers={"X-API-Key": ${textLiteral(key)}, "Content-Type": "application/json"})`,
      '    with urlopen(request) as response:',
      '        return json.load(response)',
      '',
      '',
      `first = ask({"model": ${textLiteral(model)}, "prompt": "Why is the sky blue?"})`,
      'second = ask({"thread_id": first["thread_id"], "prompt": "In one sentence, please."})',
      'print(second["response"])',
    ].join('\n'),
    javascript: [
      'async function ask(body) {',
      `  const response = await fetch(${textLiteral(chat)}, {`,
      `    method: 'POST',`,
      `    headers: { 'X-API-Key': ${textLiteral(key)}, 'Content-Type': 'application/json' },`,
      '    body: JSON.stringify(body),',
      '  });',
      '  return response.json();',
      '}',
      '',
      `const first = await ask({ model: ${textLiteral(model)}, prompt: 'Why is the sky blue?' });`,
      `const second = await ask({ thread_id: first.thread_id, prompt: 'In one sentence, please.' });`,
      'console.log(second.response);',
    ].join('\n'),
  });

const threadsExample = ({ key, auth, threads }: Values): Snippet[] =>
  inLanguages('threads', {
    curl: curlOf({ url: threads, headers: auth }),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: threads, key })}`,
      'with urlopen(request) as response:',
      '    for thread in json.load(response):',
      '        print(thread["updated_at"], thread["title"])',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: threads, key })};`,
      'for (const thread of await response.json()) console.log(thread.updated_at, thread.title);',
    ].join('\n'),
  });

const errorsExample = ({ key, auth, chat, unknown }: Values): Snippet[] =>
  inLanguages('errors', {
    curl: curlOf({
      url: chat,
      headers: auth,
      body: unknown,
      flags: `-sS -w ${shellWord('\\nStatus %{http_code}\\n')}`,
    }),
    python: [
      'import json',
      'from urllib.error import HTTPError',
      'from urllib.request import Request, urlopen',
      '',
      `request = ${pythonRequest({ url: chat, key, body: unknown })}`,
      'try:',
      '    with urlopen(request) as response:',
      '        print(json.load(response)["response"])',
      'except HTTPError as error:',
      '    problem = json.load(error)',
      '    print(problem["status"], problem["code"], problem["detail"])',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: chat, key, body: unknown })};`,
      'const body = await response.json();',
      'if (response.ok) console.log(body.response);',
      'else console.log(body.status, body.code, body.detail);',
    ].join('\n'),
  });

const limitsExample = ({ key, auth, models }: Values): Snippet[] =>
  inLanguages('limits', {
    curl: [
      '# Headers only; --retry waits as long as Retry-After says.',
      `${curlOf({ url: models, headers: auth, flags: '-sS --retry 3 -D - -o /dev/null' })}`,
    ].join('\n'),
    python: [
      'import time',
      'from urllib.error import HTTPError',
      'from urllib.request import Request, urlopen',
      '',
      '',
      'def patiently(request, attempts=3):',
      '    try:',
      '        return urlopen(request)',
      '    except HTTPError as error:',
      '        if error.code != 429 or attempts == 1:',
      '            raise',
      '        time.sleep(int(error.headers.get("Retry-After", "1")))',
      '        return patiently(request, attempts - 1)',
      '',
      '',
      `response = patiently(${pythonRequest({ url: models, key })})`,
      'print(response.status, response.headers.get("RateLimit-Remaining", "no limit"))',
    ].join('\n'),
    javascript: [
      'async function patiently(request, attempts = 3) {',
      '  const response = await request();',
      '  if (response.status !== 429 || attempts === 1) return response;',
      `  const seconds = Number(response.headers.get('retry-after') ?? 1);`,
      '  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));',
      '  return patiently(request, attempts - 1);',
      '}',
      '',
      `const response = await patiently(() => ${fetchCall({ url: models, key })});`,
      `console.log(response.status, response.headers.get('ratelimit-remaining') ?? 'no limit');`,
    ].join('\n'),
  });

/** Examples of questions and answers as JSON, and of errors and limits. */
export function chatSnippets(place: SnippetPlace): Snippet[] {
  const values = valuesOf(place);
  return [modelsExample, chatExample, threadExample, threadsExample, errorsExample, limitsExample].flatMap((example) =>
    example(values),
  );
}

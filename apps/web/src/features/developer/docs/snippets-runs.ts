import { textLiteral } from '../parts/literals';
import { curlOf, fetchCall, inLanguages, pythonRequest, type Snippet, type SnippetPlace } from './snippet';

const PYTHON = 'import json\nfrom urllib.request import Request, urlopen\n';
/** Reads the run's id from the response headers. */
const RUN_ID = `tr -d '\\r' | awk 'tolower($1) == "x-run-id:" { print $2 }'`;

/** The values that this file's examples share. */
function valuesOf({ base, model, key }: SnippetPlace) {
  const auth = [`X-API-Key: ${key}`];
  const chat = `${base}/api/chat`;
  const question = { model, prompt: 'Why is the sky blue?', stream: true };
  const long = { model, prompt: 'Count from 1 to 1000.', stream: true };
  const headers = `{"X-API-Key": ${textLiteral(key)}}`;
  return { base, model, key, auth, chat, question, long, headers };
}
type Values = ReturnType<typeof valuesOf>;

const streamExample = ({ key, auth, chat, question }: Values): Snippet[] =>
  inLanguages('stream', {
    curl: curlOf({ url: chat, headers: auth, body: question, flags: '-sSN' }),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: chat, key, body: question, stream: true })}`,
      'event = ""',
      'with urlopen(request) as response:',
      '    for raw in response:',
      '        line = raw.decode().rstrip("\\n")',
      '        if line.startswith("event: "):',
      '            event = line[7:]',
      '        elif line.startswith("data: ") and event == "delta":',
      '            print(json.loads(line[6:])["text"], end="", flush=True)',
      '        elif line.startswith("data: ") and event == "error":',
      '            print(json.loads(line[6:])["detail"])',
      'print()',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: chat, key, body: question })};`,
      `let event = '';`,
      `let rest = '';`,
      'for await (const text of response.body.pipeThrough(new TextDecoderStream())) {',
      `  const lines = (rest + text).split('\\n');`,
      '  rest = lines.pop();',
      '  for (const line of lines) {',
      `    if (line.startsWith('event: ')) event = line.slice(7);`,
      `    else if (line.startsWith('data: ') && event === 'delta') ` +
        `process.stdout.write(JSON.parse(line.slice(6)).text);`,
      `    else if (line.startsWith('data: ') && event === 'error') console.log(JSON.parse(line.slice(6)).detail);`,
      '  }',
      '}',
      'console.log();',
    ].join('\n'),
  });

const resumeExample = ({ base, key, auth, chat, question }: Values): Snippet[] =>
  inLanguages('resume', {
    curl: [
      `RUN=$(${curlOf({ url: chat, headers: auth, body: question, flags: '-sSN -D - -o /dev/null' })} |`,
      `  ${RUN_ID})`,
      '',
      '# Everything after event 2.',
      curlOf({ url: `${base}/api/chat/runs/$RUN/events`, headers: [...auth, 'Last-Event-ID: 2'], flags: '-sSN' }),
    ].join('\n'),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: chat, key, body: question })}`,
      'with urlopen(request) as response:',
      '    run = response.headers["X-Run-Id"]',
      '    response.read()',
      '',
      '# Everything after event 2.',
      `again = Request(f"${base}/api/chat/runs/{run}/events", ` +
        `headers={"X-API-Key": ${textLiteral(key)}, "Last-Event-ID": "2"})`,
      'with urlopen(again) as response:',
      '    print(response.read().decode())',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: chat, key, body: question })};`,
      `const run = response.headers.get('x-run-id');`,
      'await response.text();',
      '',
      '// Everything after event 2.',
      `const again = await fetch(\`${base}/api/chat/runs/\${run}/events\`, ` +
        `{ headers: { 'X-API-Key': ${textLiteral(key)}, 'Last-Event-ID': '2' } });`,
      'console.log(await again.text());',
    ].join('\n'),
  });

const stopExample = ({ base, key, auth, chat, long, headers }: Values): Snippet[] =>
  inLanguages('stop', {
    curl: [
      'HEADERS=$(mktemp)',
      `${curlOf({ url: chat, headers: auth, body: long, flags: '-sSN -D "$HEADERS"' })} &`,
      '',
      'sleep 1',
      `RUN=$(${RUN_ID.replace("tr -d '\\r'", `tr -d '\\r' < "$HEADERS"`)})`,
      curlOf({ url: `${base}/api/chat/runs/$RUN/stop`, headers: auth, flags: '-sS -X POST' }),
      'wait',
    ].join('\n'),
    python: [
      PYTHON,
      `request = ${pythonRequest({ url: chat, key, body: long })}`,
      'with urlopen(request) as response:',
      '    run = response.headers["X-Run-Id"]',
      `    stop = Request(f"${base}/api/chat/runs/{run}/stop", method="POST", headers=${headers})`,
      '    print(json.load(urlopen(stop))["status"])',
      '    response.read()',
    ].join('\n'),
    javascript: [
      `const response = await ${fetchCall({ url: chat, key, body: long })};`,
      `const run = response.headers.get('x-run-id');`,
      `const stopped = await fetch(\`${base}/api/chat/runs/\${run}/stop\`, ` +
        `{ method: 'POST', headers: { 'X-API-Key': ${textLiteral(key)} } });`,
      'console.log((await stopped.json()).status);',
      'await response.text();',
    ].join('\n'),
  });

/** Examples that stream an answer, resume it, and stop it. */
export function runSnippets(place: SnippetPlace): Snippet[] {
  const values = valuesOf(place);
  return [streamExample, resumeExample, stopExample].flatMap((example) => example(values));
}

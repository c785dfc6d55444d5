import { execFileSync } from 'node:child_process';
import { codeOf } from './code';

const PLACE = { base: 'http://pocket.test', key: 'YOUR_API_KEY' };
const BODY = { model: 'm', messages: [{ role: 'user', content: "it's" }], stream: true, top_k: 5 };

it('curl sends exactly the request', () => {
  const code = codeOf(BODY, 'curl', PLACE);
  const sent = execFileSync('sh', {
    input: `curl() { for word do last=$word; done; printf %s "$last"; }\n${code}`,
  }).toString();
  expect(JSON.parse(sent)).toEqual(BODY);
  expect(code).toContain('http://pocket.test/v1/chat/completions');
});

it('Python passes fields unknown to its package in extra_body', () => {
  const code = codeOf(BODY, 'python', PLACE);
  expect(code).toContain('    stream=True,\n');
  expect(code).toContain('    extra_body={\n        "top_k": 5,\n    },\n');
  expect(code).toContain('for chunk in answer:');
  expect(codeOf({ ...BODY, stream: false }, 'python', PLACE)).toContain('print(answer.choices[0].message.content)');
});

it('JavaScript calls this portal', () => {
  expect(codeOf(BODY, 'javascript', PLACE)).toContain('baseURL: "http://pocket.test/v1", apiKey: "YOUR_API_KEY"');
});

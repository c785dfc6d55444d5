import { ServerLogger } from './logger.js';

const EVIL = 'a\r\nb\u001b[2Jc\u009b31m\u2028d';
const OWN_COLOURS = /\u001b\[\d+(;\d+)*m/g;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

it.each([
  ['for a person', 'test'],
  ['as JSON', 'production'],
] as const)('A1: an event is one line of the process’s log, %s, whatever it quotes', (_, NODE_ENV) => {
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  new ServerLogger({ LOG_LEVEL: 'info', NODE_ENV }).warn(`The backend says ${EVIL}`, 'Llm');
  write.mockRestore();
  printed = printed.replaceAll(OWN_COLOURS, '');
  expect(printed).toContain('The backend says a');
  expect(printed.trimEnd().split('\n')).toHaveLength(1);
  expect(printed).not.toMatch(CONTROL);
});

import type { FastifyReply } from 'fastify';
import { EventEmitter } from 'node:events';
import { hangUpSignal } from './hang-up.js';

const response = (state: { destroyed?: boolean; writableFinished?: boolean }) =>
  Object.assign(new EventEmitter(), { destroyed: false, writableFinished: false, ...state });
const signalOf = (raw: object) => hangUpSignal({ raw } as FastifyReply);

it('aborts when the client disconnects before the end', () => {
  const raw = response({});
  const signal = signalOf(raw);
  expect(signal.aborted).toBe(false);
  raw.emit('close');
  expect(signal.reason).toMatchObject({ code: 'request.aborted' });
});

it('is aborted at once when the client has disconnected already', () => {
  expect(signalOf(response({ destroyed: true })).aborted).toBe(true);
});

it('does not abort after a complete response', () => {
  const raw = response({});
  const signal = signalOf(raw);
  raw.writableFinished = true;
  raw.emit('close');
  expect(signal.aborted).toBe(false);
});

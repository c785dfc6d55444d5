import { TYPE, type Exchange } from './exchange.js';
import type { FakeModel } from './models.js';
import type { Recorder } from './recorder.js';
import { findScenario, SCENARIOS, type Scenario } from './scenarios.js';
import type { FakeState } from './state.js';

/**
 * The same controls over HTTP, for tests in another process:
 * `POST /__fake/scenario {name}` or `{scenario: {…}}` · `POST /__fake/release {n}` · `POST /__fake/models {models}` ·
 * `GET /__fake/requests` · `DELETE /__fake/requests` · `GET /__fake/scenarios`.
 */
export function control(state: FakeState, recorder: Recorder, exchange: Exchange, body: Record<string, unknown>): void {
  const { method, path } = exchange.request;
  const done = () => exchange.json(200, { ok: true });
  switch (`${method} ${path}`) {
    case 'POST /__fake/scenario': {
      const scenario = (body.scenario as Scenario | undefined) ?? findScenario(String(body.name));
      if (!scenario) return exchange.error(404, `no scenario named ${String(body.name)}`);
      state.scenario = scenario;
      return done();
    }
    case 'POST /__fake/release':
      state.gate.release(Number(body.n ?? 1));
      return done();
    case 'POST /__fake/models':
      state.models.replace(body.models as FakeModel[]);
      return done();
    case 'GET /__fake/requests':
      return exchange.json(200, recorder.requests);
    case 'DELETE /__fake/requests':
      recorder.clear();
      return done();
    case 'GET /__fake/scenarios':
      return exchange.json(200, Object.keys(SCENARIOS));
    default:
      return exchange.send(404, TYPE.text, '404 page not found');
  }
}

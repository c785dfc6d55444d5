export { startFakeLlm, FakeLlm, type FakeLlmOptions } from './server.js';
export {
  SCENARIOS,
  findScenario,
  scenarioText,
  type Fault,
  type FakeToolCall,
  type Scenario,
  type ScenarioName,
} from './scenarios.js';
export { DEFAULT_MODELS, type FakeCapability, type FakeModel } from './models.js';
export type { RecordedRequest, RequestFilter } from './recorder.js';

import { Initial1763870000000 } from './1763870000000-initial.js';
import { ChatHistory1764000000000 } from './1764000000000-chat-history.js';
import { Gateway1764100000000 } from './1764100000000-gateway.js';
import { Logs1764200000000 } from './1764200000000-logs.js';
import { Models1764200200000 } from './1764200200000-models.js';
import { People1764200400000 } from './1764200400000-people.js';

/** In the order in which they run. A released migration is never edited: add a new one. */
export const MIGRATIONS = [Initial1763870000000, ChatHistory1764000000000, Gateway1764100000000, Logs1764200000000, Models1764200200000, People1764200400000];

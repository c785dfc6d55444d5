// Fills the embedded database of a data directory whose portal runs.
import { connect } from '../lib/database.mjs';
import { seedChats } from './chats.mjs';
import { seedFigures } from './figures.mjs';
import { seedLogs } from './logs.mjs';

/** Connections that write at the same time. */
const WRITERS = 2;

/**
 * Fills a database that the product's own migrations have made. The server writes the rows itself (`INSERT … SELECT`):
 * COPY would save the parsing of values, of which there is hardly any, and would have to carry every text to it.
 * Triggers run as they do for the product; indexes are made after the rows.
 * @param owner id of the person with most of the threads
 * @param scales of chats and of logs; 1 for ten million messages and ten million lines
 * @param report gets a line of text when a part is done
 */
export async function seed(dir, owner, { chats, logs }, report = console.log) {
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(dir)));
  const timed = async (work) => {
    const began = performance.now();
    const done = await work();
    const numbers = Object.entries(done).filter(([, value]) => typeof value === 'number');
    const said = numbers.map(([name, value]) => `${value.toLocaleString('en')} ${name}`).join(', ');
    report(`${said}: written in ${Math.round((performance.now() - began) / 1_000)} s.`);
    return done;
  };
  try {
    const seeded = await timed(() => seedChats(clients, owner, chats));
    // They touch nothing of each other.
    const [one, other] = clients;
    await Promise.all([timed(() => seedLogs(one, logs)), timed(() => seedFigures(other))]);
    const { rows } = await clients[0].query('SELECT pg_size_pretty(pg_database_size(current_database())) AS size');
    report(`The database has ${rows[0].size}.`);
    return seeded;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

// Writes what the statements of each question do, for people to read and to compare with `git diff`.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../lib/portal.mjs';
import { plansOf } from './plans.mjs';

const FILE = 'bench/store/plans.md';
const LONGEST_TEXT = 500;
/** A scan from one end to the other, with what is said of it. */
const SCAN = /Seq Scan on (?:chat_messages|chat_threads|logs\w*)\b[^\n]*(?:\n(?! *->)[^\n]*)*/g;
/** An empty partition has no rows, not even unwanted ones. */
const isOfNothing = (scan) =>
  scan.includes('never executed') || (scan.includes('rows=0.00') && !scan.includes('Rows Removed'));
const HEAD = `# Plans

What PostgreSQL does for each question, from its own log (\`auto_explain\`): written by
\`pnpm bench:store --plans\` on a seeded database. Statements that every request makes (session, settings, the log line)
are left out, and so are repetitions. Time is the execution's, in milliseconds; planning comes on top.
`;

/** @throws when a plan reads one of the large tables from one end to the other */
export async function publishPlans(dir, cases, ask, size) {
  const parts = [HEAD, `${size}\n`];
  const scans = [];
  for (const [id, label, address] of cases) {
    await ask(address); // The connections read the catalogue once.
    const plans = await plansOf(dir, () => ask(address));
    parts.push(`## ${label}\n`);
    const told = new Set();
    for (const { ms, text, plan } of plans) {
      if (told.has(text)) continue;
      told.add(text);
      const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} …` : text;
      parts.push(`\`\`\`sql\n-- ${ms} ms\n${shown}\n\`\`\`\n\n\`\`\`\n${plan}\n\`\`\`\n`);
      if (plan.match(SCAN)?.some((scan) => !isOfNothing(scan))) scans.push(id);
    }
  }
  await writeFile(path.join(ROOT, FILE), parts.join('\n'));
  if (scans.length > 0) throw new Error(`sequential scans in: ${scans.join(', ')}`);
}

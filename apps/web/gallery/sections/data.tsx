import { useState } from 'react';
import { ShareBar } from '@/components/chart/share-bar';
import { Spark } from '@/components/chart/spark';
import { Marked } from '@/components/ui/marked';
import { Middle } from '@/components/ui/middle';
import { Splitter } from '@/components/ui/splitter';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Group, nothing, Row } from '../group';

const ROWS = [
  { name: 'gemma2:2b', state: 'ok', word: 'in memory', share: 0.9 },
  { name: 'qwen3:4b', state: 'idle', word: 'ready', share: 0.4 },
  { name: 'a-model-with-a-very-long-name:70b-instruct-q4_K_M', state: 'danger', word: 'out of reach', share: 0.02 },
] as const;
const WAVE = [3, 5, 4, 8, null, 6, 9, 7, 12, 10, 14];

/** Tables and what stands in them. */
export function Data() {
  const [size, setSize] = useState(120);
  return (
    <Group title="Tables">
      <Table label="Models">
        <thead>
          <tr>
            <Th>Model</Th>
            <Th>State</Th>
            <Th className="text-end">Share</Th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ name, state, word, share }) => (
            <Tr key={name} onOpen={nothing}>
              <Td className="max-w-36 font-mono">
                <Middle text={name} />
              </Td>
              <Td>
                <Status tone={state}>{word}</Status>
              </Td>
              <Td>
                <ShareBar parts={[{ share, className: 'bg-data-2' }]} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Row>
        <Spark values={WAVE} />
        <Spark values={[0, 0, 0, 0]} />
        <span>
          <Marked
            text="The capybara swims well in slow rivers."
            ranges={[
              [4, 12],
              [30, 34],
            ]}
          />
        </span>
      </Row>
      <Splitter label="Height" size={size} min={80} max={200} onSize={setSize} />
    </Group>
  );
}

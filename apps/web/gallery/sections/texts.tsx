import { Markdown } from '@/components/markdown/markdown';
import { Group } from '../group';

const SAMPLE = String.raw`## A heading

A paragraph with **bold**, *italic*, ~~struck~~, ${'`code`'}, [a link](https://example.com) and $e^{i\pi} + 1 = 0$.

- a list
  - in a list

1. first
2. second

---

- [x] done
- [ ] to do

> A quotation.

| Left | Middle | Right |
|:--|:-:|--:|
| one | two | 3 |
| four | five | 66 |

$$
\int_0^1 x^2 \, dx = \tfrac{1}{3}
$$

${'```'}ts
const greet = (name: string) => ${'`Hello, ${name}`'}; // a comment
${'```'}
`;

/** What a model writes. */
export const Texts = () => (
  <Group title="Answers">
    <Markdown text={SAMPLE} live={false} />
  </Group>
);

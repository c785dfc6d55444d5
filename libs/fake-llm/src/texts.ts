/**
 * Splits a text into pieces of about one token: words with their leading space; punctuation and line breaks
 * separately.
 */
export function tokenize(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}_]{1,7}|\s*[^\p{L}\p{N}\s_]+|\s+/gu) ?? [];
}

/** Approximately as many tokens as a model would count. */
export function countTokens(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

export const HELLO = 'Hello! How can I help you today? 😀 Ask me anything: Grüße, 你好 and مرحبا are fine, too.';

export const MARKDOWN = `# A short tour

Some **bold**, some *italic*, some \`inline code\` and a [link](https://example.com).

1. First
2. Second
   - nested

| Name | Size |
|:---|---:|
| one | 1 |
| two | 22 |

\`\`\`ts
export function add(a: number, b: number): number {
  return a + b; // <T> & friends
}
\`\`\`

> A quotation.

Inline math: $a^2 + b^2 = c^2$.
`;

/** About 12 KB in the style of a model: headings, prose, lists, tables, code. */
export const ARTICLE = Array.from({ length: 18 }, (_, i) => {
  const prose = `## Part ${i + 1}\n\nThe scheduler keeps **one lane** per backend, and in it *turns* between users; \`lastTurn\` says who was served last. ${'Whoever was served longest ago goes next, so nobody waits for more than one run of somebody else. '.repeat(4)}\n\n- first point\n- second point with a [link](https://example.com/${i})\n- third point\n`;
  const code =
    '\n```ts\nexport function next(waiting: Waiting[]): Waiting | undefined {\n  const order = [...waiting].sort((a, b) => a.turn - b.turn);\n  return order.at(0); // the one who waited longest\n}\n```\n';
  const table = '\n| user | waiting | served |\n|---|--:|--:|\n| ada | 3 | 12 |\n| grace | 1 | 11 |\n';
  return `${prose}${i % 3 === 2 ? code : ''}${i % 4 === 3 ? table : ''}`;
}).join('\n');

/** Everything that must never run when an answer is rendered. */
export const HOSTILE = `<script>window.__xss = 1</script>
<img src=x onerror="window.__xss = 2">
<a href="javascript:window.__xss=3">click</a> [click](javascript:window.__xss=4)
<svg onload="window.__xss=5"></svg><iframe srcdoc="<script>parent.__xss=6</script>"></iframe>
![x](x" onerror="window.__xss=7)
<style>body { display: none }</style><form action="https://example.com"><input name="password"></form>
`;

/** Characters of two, three and four bytes, joined emoji, and right-to-left text. */
export const MULTIBYTE = 'Zürich – naïve café · 日本語の文章 · 👩‍👩‍👧‍👦🏳️‍🌈 · שלום עולם · مرحبا بالعالم · e\u0301 · 𝒳';

const PLAN = `Here is a plan for a relaxed weekend in **Lisbon**:

### Saturday
1. **Morning:** start in *Alfama* while the lanes are still quiet, and have a coffee at the Miradouro de Santa Luzia.
2. **Afternoon:** take tram 28 to Estrela, then walk down through the Jardim da Estrela.
3. **Evening:** dinner in Bairro Alto. Book a table if you want to hear fado.

### Sunday
- Take the train to **Belém** and be at the monastery when it opens.
- Walk along the river to the MAAT, and stay for the view from its roof.

| Item | Estimate |
|:--|--:|
| Public transport, 48 h | €14 |
| Museums | €22 |
| Meals | €90 |

Would you like me to swap something for a day at the beach?`;

const CODE = `You can debounce a function with a timer that every new call resets:

\`\`\`ts
export function debounce<A extends unknown[]>(run: (...args: A) => void, wait: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args: A) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}
\`\`\`

A few remarks:

- The generic \`A\` keeps the parameter types of the original function.
- \`ReturnType<typeof setTimeout>\` works in browsers and in Node alike.
- If the **first** call should run at once, call \`run\` when \`timer\` is \`undefined\`.

Usage is a single line: \`input.oninput = debounce(save, 300)\`.`;

const EXPLAIN = `Think of it as a library with one very fast librarian.

**Without an index**, she walks past every shelf and opens every book until she finds the right one. With ten books that is fine; \
with ten million it is not.

**With an index**, she looks the title up in a sorted catalogue first. Each look at the catalogue rules out half of what is left, \
so ten million titles take about 24 looks.

That speed has a price:

- every new book must also be entered in the catalogue, so *writes get slower*;
- the catalogue takes space of its own;
- a catalogue sorted by title does not help when you only know the author.

So: index the columns you **search or join by**, and leave the others alone.`;

const GENERAL = `Happy to help! Here is how I would approach it:

1. **Start from the goal.** Write down in one sentence what should be true when you are done.
2. **Find the smallest step** that shows whether you are on the right way, and take only that one.
3. **Look at the result** before you plan the next step.

> Plans are guesses; small results are facts.

If you tell me a little more about what you have in mind, I can be more specific.`;

/** What the fake server for development answers, by the topic of the prompt. */
export function assistantAnswer(prompt: string): string {
  if (prompt.endsWith('Title:')) return titleAnswer(prompt);
  if (/code|function|typescript|debounce|javascript|python|bug/i.test(prompt)) return CODE;
  if (/plan|trip|travel|weekend|lisbon/i.test(prompt)) return PLAN;
  if (/explain|index|database|how does|why/i.test(prompt)) return EXPLAIN;
  return GENERAL;
}

/** The title of a chat, as the portal asks for one. */
function titleAnswer(prompt: string): string {
  if (/debounce|typescript/i.test(prompt)) return 'A debounce function in TypeScript';
  if (/lisbon/i.test(prompt)) return 'A weekend in Lisbon';
  return /index/i.test(prompt) ? 'How database indexes work' : 'A few words to begin with';
}

export const ASSISTANT_THOUGHT =
  'The question is short, so the answer should be, too. First the idea, then an example, then what to watch out for.';

/** One of everything an answer can contain, in the order in which a model explains something. */
export const RICH = String.raw`# Gradient descent in practice

**Gradient descent** looks for the $x$ where a function $f(x)$ is smallest. It is *iterative*: every step needs \`O(n)\` time, about $O(n \log n)$ with sorting, and costs from $0.10 to $0.50 in the cloud.

## The rule

For a learning rate $\eta > 0$ the next point is

$$
\begin{aligned}
x_{t+1} &= x_t - \eta \, \nabla f(x_t) \\
\nabla f(x) &= \left( \frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n} \right)
\end{aligned}
$$

and it converges when \( \lVert \nabla f(x_t) \rVert < \varepsilon \). In one line: $$\sum_{t=1}^{T} \eta_t = \infty$$

\[
\int_0^1 f(x) \, dx \le \sup_{x \in [0, 1]} |f(x)|
\]

## The steps

1. Choose a start, for instance $x_0 = 0$.
2. Repeat until it converges:
   - compute the gradient
     - by hand, or
     - with **automatic differentiation**
   - move by $-\eta \nabla f$
3. Return $x_t$.

| Method | Step | Memory | Remarks |
|:--|:-:|--:|:--|
| Plain | $\eta \nabla f$ | $O(n)$ | simple, slow in narrow valleys |
| Momentum | $\beta v + \eta \nabla f$ | $O(2n)$ | rolls through small hills, and needs one more parameter |
| Adam | see [the paper](https://example.com/adam) | $O(3n)$ | a good default for most networks |
| Newton | $H^{-1} \nabla f$ | $O(n^2)$ | few steps, each of them expensive |

\`\`\`python
def descend(gradient, x, rate=0.1, steps=100):
    """Walks downhill until the gradient vanishes."""
    for _ in range(steps):
        slope = gradient(x)
        if abs(slope) < 1e-6:
            break  # nothing more to gain
        x = x - rate * slope
    return x
\`\`\`

> A rate that is too large makes the steps jump over the valley.

Read more in the [documentation](https://example.com/docs), or at https://example.com/optimisation.
`.replaceAll('\\`', '`');

export const RICH_THOUGHT =
  'The person wants to understand gradient descent. First the rule with its formula, then the steps as a list, ' +
  'a table that compares the methods, and a short function in Python. I should keep it practical.';

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState, type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { type SchemaTable } from '@pocket-llm/api-client';
import { editorTheme } from './editor-theme';

const mistake = StateEffect.define<{ from: number; to: number } | null>();
const mistakeMark = Decoration.mark({ class: 'cm-sql-mistake' });

/** A mistake stays marked until the text changes. */
const mistakes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects)
      if (effect.is(mistake))
        next = effect.value ? Decoration.set(mistakeMark.range(effect.value.from, effect.value.to)) : Decoration.none;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const language = new Compartment();

/** What people write. PostgreSQL knows hundreds more, which come after everything else. */
const USUAL_KEYWORDS = new Set(
  (
    'select from where and or not in is null like ilike between exists as on using join left right full inner outer ' +
    'cross lateral group by order having limit offset asc desc nulls first last distinct all union except intersect ' +
    'with recursive insert into values update set delete returning case when then else end cast filter over ' +
    'partition window rows range true false interval date timestamp count sum avg min max coalesce explain analyze'
  ).split(' '),
);

/** Completes PostgreSQL's keywords and the schema's tables and columns. */
function dialect(tables: SchemaTable[]): Extension {
  const schema = Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      columns.map((column) => ({ label: column.name, detail: column.type, type: 'property' })),
    ]),
  );
  return sql({
    dialect: PostgreSQL,
    schema,
    upperCaseKeywords: true,
    keywordCompletion: (label, type) => ({
      label,
      type,
      boost: USUAL_KEYWORDS.has(label.toLowerCase()) ? -1 : -99,
    }),
  });
}

interface Hooks {
  onChange: (text: string) => void;
  onRun: () => void;
  onRunAll: () => void;
}

/**
 * The editor state for one text. Tab indents; after Escape it moves the focus, so that the editor does not trap
 * keyboard users.
 */
export function newState(text: string, label: string, tables: SchemaTable[], hooks: Hooks): EditorState {
  const command = (run: () => void) => () => {
    run();
    return true;
  };
  return EditorState.create({
    doc: text,
    extensions: [
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run: command(hooks.onRun), shift: command(hooks.onRunAll) }])),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      language.of(dialect(tables)),
      mistakes,
      editorTheme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'none', spellcheck: 'false', dir: 'ltr' }),
      EditorView.updateListener.of((update) => update.docChanged && hooks.onChange(update.state.doc.toString())),
    ],
  });
}

/** Passes the schema's tables and columns to completion. */
export const setSchema = (view: EditorView, tables: SchemaTable[]): void =>
  view.dispatch({ effects: language.reconfigure(dialect(tables)) });

/** Marks the word at this index as the mistake; without an index, removes the mark. */
export function markMistake(view: EditorView, index: number | undefined): void {
  const { length } = view.state.doc;
  if (index === undefined || length === 0) return view.dispatch({ effects: mistake.of(null) });
  const from = Math.min(Math.max(index, 0), length - 1);
  const word = view.state.wordAt(from);
  view.dispatch({ effects: mistake.of({ from, to: Math.max(word?.to ?? from + 1, from + 1) }) });
}

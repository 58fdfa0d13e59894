import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter, lintKeymap } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Spot as Place } from "../../../../notation/problem.ts";
import { keysAt, meaningOf, presetIn, type Schema, valuesAt } from "./schema-at.ts";
import { spotAt } from "./spot.ts";

/** Something that is to be said of a place in the text. */
export interface Remark extends Pick<Place, "line" | "column" | "excerpt"> {
  readonly says: string;
  readonly severity: "error" | "warning";
}

export interface EditorEvents {
  /** The text is to be played. */
  apply(): void;
  edited(text: string): void;
  check(text: string): Promise<readonly Remark[]>;
}

/** From the last key to the check [ms]. */
const DELAY = 350;

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "yaml-key" },
  { tag: [tags.string, tags.content], class: "yaml-value" },
  { tag: tags.comment, class: "yaml-comment" },
  { tag: tags.keyword, class: "yaml-key" },
]);

/** A text editor for scenarios: YAML with completion, explanations and located problems. */
export class YamlEditor {
  readonly #view: EditorView;
  #schema: Schema | null = null;

  constructor(parent: HTMLElement, events: EditorEvents) {
    const apply = () => {
      events.apply();
      return true;
    };
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run: apply }])),
          lineNumbers(),
          history(),
          drawSelection(),
          yaml(),
          indentUnit.of("  "),
          syntaxHighlighting(COLOURS),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": "Scenario as YAML",
            tabindex: "0",
            "aria-describedby": "editor-keys",
          }),
          autocompletion({ override: [(context) => this.#complete(context)] }),
          hoverTooltip((view, pos) => this.#explain(view, pos)),
          linter(
            async ({ state }) => (await events.check(state.doc.toString())).map((one) => diagnosticOf(state, one)),
            {
              delay: DELAY,
            },
          ),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) events.edited(update.state.doc.toString());
          }),
          keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Another text in place of what stands there. */
  show(text: string): void {
    if (text !== this.text)
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  /** From now on it knows what may stand where. */
  know(schema: Schema): void {
    this.#schema = schema;
  }

  close(): void {
    this.#view.destroy();
  }

  #complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
    const text = state.doc.toString();
    const spot = spotAt(text, pos);
    if (this.#schema === null || spot === null || (spot.word === "" && !explicit)) return null;
    const { path, isKey, from } = spot;
    const entries = (isKey ? keysAt : valuesAt)(this.#schema, path, presetIn(text));
    const options = entries.map(({ name, about }) => ({
      ...{ label: name, info: about, type: isKey ? "property" : "constant" },
      ...(isKey && { apply: `${name}: ` }),
    }));
    return options.length === 0 ? null : { from, options, validFor: /^[\w.-]*$/ };
  }

  #explain({ state }: EditorView, pos: number) {
    const word = state.wordAt(pos);
    if (this.#schema === null || word === null) return null;
    const text = state.doc.toString();
    const isKey = /^["']?\s*:(\s|$)/.test(text.slice(word.to, word.to + 3));
    const spot = spotAt(text, word.from);
    if (!isKey || spot === null || !spot.isKey) return null;
    const about = meaningOf(this.#schema, [...spot.path, text.slice(word.from, word.to)], presetIn(text));
    if (about === "") return null;
    return {
      ...{ pos: word.from, end: word.to },
      create: () => {
        const dom = document.createElement("div");
        dom.className = "meaning";
        dom.textContent = about;
        return { dom };
      },
    };
  }
}

function diagnosticOf({ doc }: EditorState, { line, column, excerpt, says, severity }: Remark): Diagnostic {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const from = Math.min(at.to, at.from + column - 1);
  return { from, to: Math.min(at.to, from + (excerpt?.width ?? 1)), severity, message: says };
}

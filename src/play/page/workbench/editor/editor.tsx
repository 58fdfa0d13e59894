import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Problem } from "../../../../notation/problem.ts";
import type { AtHand } from "../../at-hand.ts";
import { ProblemList } from "../problem-list.tsx";
import { YamlEditor } from "./yaml-editor.ts";

/** The scenario as text: checked while it is written, and played when it is applied. */
export function Editor({ player, newLine }: AtHand) {
  const piece = player.piece.value;
  const line = useMemo(newLine, [newLine]);
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<YamlEditor | null>(null);
  const problems = useSignal<readonly Problem[]>([]);
  const isEdited = useSignal(false);
  const said = useSignal("");
  const apply = () => {
    const text = editor.current?.text;
    if (text === undefined) return;
    said.value = "";
    player
      .rewrite(text)
      .then((isDone) => {
        said.value = isDone
          ? "Played from the start to the time that is shown."
          : "Not played: see what is wrong below.";
      })
      .catch(() => {});
  };
  useEffect(() => {
    editor.current = new YamlEditor(parent.current!, {
      apply,
      edited: (text) => {
        isEdited.value = text !== player.piece.value?.text;
      },
      check: async (text) => {
        const now = player.piece.value;
        if (now === null) return [];
        const answer = await line.ask({ kind: "check", piece: { ...now, text } });
        problems.value = answer.kind === "refused" ? answer.problems : [];
        return answer.kind === "refused"
          ? answer.problems.map((problem) => ({ ...problem, says: saysOf(problem), severity: "error" as const }))
          : answer.kind === "sound"
            ? answer.warnings.map((one) => ({
                ...one,
                says: `${one.found}: ${one.consequence}. ${one.hint}`,
                severity: "warning" as const,
              }))
            : [];
      },
    });
    line
      .ask({ kind: "schema" })
      .then((answer) => {
        if (answer.kind === "schema") editor.current?.know(answer.schema);
      })
      .catch(() => {});
    return () => {
      editor.current?.close();
      line.close();
    };
  }, [line]);
  useEffect(() => {
    if (piece === null) return;
    if (!isEdited.peek()) editor.current?.show(piece.text);
    else if (editor.current?.text === piece.text) isEdited.value = false;
    else said.value = "What is played has changed meanwhile: this text would take its place.";
  }, [piece]);
  const takeBack = () => {
    if (piece !== null) editor.current?.show(piece.text);
    isEdited.value = false;
  };
  return (
    <>
      <p class="row">
        <button type="button" onClick={apply} disabled={!isEdited.value}>
          Play this text
        </button>
        <button type="button" onClick={takeBack} disabled={!isEdited.value}>
          Back to what is played
        </button>
        <output>{said.value}</output>
      </p>
      <p class="muted" id="editor-keys">
        Ctrl+Enter or Cmd+Enter plays it, Ctrl+Space tells what may stand here. Escape and then Tab leaves the text.
      </p>
      <div ref={parent} class="editor" />
      <ProblemList problems={problems.value} />
    </>
  );
}

const saysOf = ({ found, expected, hint }: Problem): string =>
  `found ${found}; expected ${expected}.${hint === "" ? "" : ` ${hint}`}`;

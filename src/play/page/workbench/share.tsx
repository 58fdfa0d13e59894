import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { AtHand } from "../at-hand.ts";
import { copyText } from "./clipboard.ts";

/** The run as a file: copied or saved, with the fingerprint by which the command line's run is known to be the same. */
export function Share({ player, newLine }: AtHand) {
  const piece = player.piece.value;
  const lines = useMemo(() => ({ runs: newLine(), writes: newLine() }), [newLine]);
  const fingerprint = useSignal<string | null>(null);
  const share = useSignal(0);
  const text = useSignal("");
  const said = useSignal("");
  const shown = useRef<HTMLTextAreaElement>(null);
  useEffect(
    () => () => {
      lines.runs.close();
      lines.writes.close();
    },
    [lines],
  );
  useEffect(() => {
    if (piece === null) return;
    fingerprint.value = null;
    share.value = 0;
    said.value = "";
    lines.runs.close();
    lines.runs
      .ask({ kind: "whole run", piece }, (answer) => {
        if (answer.kind === "progress") share.value = answer.share;
      })
      .then((answer) => {
        if (answer.kind === "whole run") fingerprint.value = answer.whole.fingerprint;
        if (answer.kind === "broken") said.value = `The whole run has failed: ${answer.what}`;
      })
      .catch(() => {});
  }, [piece, lines]);
  const known = fingerprint.value;
  useEffect(() => {
    if (piece === null) return;
    const isChanged = piece.text !== player.loaded.value?.text;
    lines.writes
      .ask({ kind: "copy", piece, copying: { isChanged, fingerprint: known } })
      .then((answer) => {
        if (answer.kind === "text") text.value = answer.text;
      })
      .catch(() => {});
  }, [piece, known, lines]);
  if (piece === null) return null;
  const copy = async () => {
    if (await copyText(text.value)) said.value = "Copied.";
    else {
      shown.current?.focus();
      shown.current?.select();
      said.value = "The browser does not let this page copy: the text is selected, press Ctrl+C or Cmd+C.";
    }
  };
  return (
    <>
      <p>
        What is played, with what was done by hand, as a scenario file: the command line makes the same events of it.
      </p>
      <p class="row">
        <button type="button" onClick={copy}>
          Copy as YAML
        </button>
        <a class="button" download={piece.file} href={`data:text/yaml;charset=utf-8,${encodeURIComponent(text.value)}`}>
          Save as a file
        </a>
        <output>{said.value}</output>
      </p>
      {known === null ? (
        <p>
          <label>
            Fingerprint of the whole run: <progress max={1} value={share.value} />
          </label>{" "}
          A copy made now goes without it.
        </p>
      ) : (
        <p>
          Fingerprint of the whole run: <code>{known}</code>
        </p>
      )}
      <textarea
        ref={shown}
        class="text"
        readonly
        rows={14}
        aria-label="The scenario"
        value={text.value}
        spellcheck={false}
      />
    </>
  );
}

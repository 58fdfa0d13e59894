import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { linkOf } from "../../link/link.ts";
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
  const link = useSignal("");
  const shown = useRef<HTMLTextAreaElement>(null);
  const linkShown = useRef<HTMLInputElement>(null);
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
    said.value = link.value = "";
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
  const copy = async (what: string, field: HTMLInputElement | HTMLTextAreaElement | null) => {
    if (await copyText(what)) said.value = "Copied.";
    else {
      field?.focus();
      field?.select();
      said.value = "The browser does not let this page copy: the text is selected, press Ctrl+C or Cmd+C.";
    }
  };
  const copyLink = async () => {
    const time = player.view.value?.time ?? 0;
    const made = await linkOf({ piece: { ...piece, text: text.value }, time, speed: player.speed.value });
    if (made === null) {
      said.value = "The scenario is too long for a link: save it as a file instead.";
      return;
    }
    link.value = `${location.href.replace(/#.*$/s, "")}${made}`;
    await copy(link.value, linkShown.current);
  };
  return (
    <>
      <p>
        What is played, with what was done by hand, as a scenario file: the command line makes the same events of it.
      </p>
      <p class="row">
        <button type="button" onClick={() => copy(text.value, shown.current)}>
          Copy as YAML
        </button>
        <a class="button" download={piece.file} href={`data:text/yaml;charset=utf-8,${encodeURIComponent(text.value)}`}>
          Save as a file
        </a>
        <button type="button" onClick={copyLink}>
          Copy a link to this moment
        </button>
      </p>
      <output>{said.value}</output>
      <p hidden={link.value === ""}>
        <label>
          Link <input ref={linkShown} class="link" readonly value={link.value} />
        </label>{" "}
        It carries the scenario itself. On another page of sipnines play, put the part from # behind its address.
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

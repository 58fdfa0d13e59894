import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AtHand } from "./at-hand.ts";
import { Charts } from "./time/charts.tsx";
import { Counters } from "./time/counters.tsx";
import { LadderPanel } from "./time/ladder.tsx";
import { Timeline } from "./time/timeline.tsx";
import { Adjust } from "./workbench/adjust.tsx";
import { Editor } from "./workbench/editor/editor.tsx";
import { Nines } from "./workbench/nines.tsx";
import { Share } from "./workbench/share.tsx";
import { SideBySide } from "./workbench/side-by-side.tsx";

interface Panel {
  readonly name: string;
  readonly title: string;
  /** Whether it stays as it was left while another is shown: for what people type into. Others are drawn anew, and cost nothing meanwhile. */
  readonly stays?: true;
  /** Whether it stands on paper as well. */
  readonly isPrinted?: true;
  readonly draw: (props: AtHand) => ComponentChild;
}

/** What stands beside the stage, one at a time, in the order of its tabs. */
const PANELS: readonly Panel[] = [
  { name: "happened", title: "What happened", isPrinted: true, draw: (atHand) => <Timeline {...atHand} /> },
  { name: "charts", title: "Charts", draw: ({ player }) => <Charts player={player} /> },
  { name: "metrics", title: "Metrics", isPrinted: true, draw: ({ player }) => <Counters player={player} /> },
  { name: "ladder", title: "Ladder", draw: (atHand) => <LadderPanel {...atHand} /> },
  { name: "adjust", title: "Adjust", draw: (props) => <Adjust {...props} /> },
  { name: "text", title: "Scenario", stays: true, draw: (props) => <Editor {...props} /> },
  { name: "nines", title: "Nines", draw: (props) => <Nines {...props} /> },
  { name: "pair", title: "Side by side", stays: true, draw: (props) => <SideBySide {...props} /> },
  { name: "share", title: "Copy and link", draw: (props) => <Share {...props} /> },
];

/** Tabs, by mouse or arrow keys (WAI-ARIA authoring practices, tabs with automatic activation). */
export function Panels(props: AtHand) {
  const { shown } = props;
  const opened = useRef(new Set<string>());
  const isOnPaper = useOnPaper();
  const name = useComputed(() => shown.value).value;
  opened.current.add(name);
  const isDrawn = (panel: Panel): boolean =>
    panel.name === name ||
    (panel.stays === true && opened.current.has(panel.name)) ||
    (panel.isPrinted === true && isOnPaper);
  const goTo = (index: number, tabs: ParentNode) => {
    const panel = PANELS[(index + PANELS.length) % PANELS.length]!;
    shown.value = panel.name;
    tabs.querySelector<HTMLElement>(`#tab-${panel.name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    const at = PANELS.findIndex((panel) => panel.name === name);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: PANELS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(to, event.currentTarget);
  };
  return (
    <aside class="panels" aria-label="More of the run">
      <div class="tabs" role="tablist" aria-label="More of the run" onKeyDown={onKeyDown}>
        {PANELS.map((panel) => (
          <button
            key={panel.name}
            type="button"
            role="tab"
            id={`tab-${panel.name}`}
            aria-selected={panel.name === name}
            aria-controls={`panel-${panel.name}`}
            tabIndex={panel.name === name ? 0 : -1}
            onClick={() => {
              shown.value = panel.name;
            }}
          >
            {panel.title}
          </button>
        ))}
      </div>
      {PANELS.map((panel) => (
        <div
          key={panel.name}
          class="panel"
          role="tabpanel"
          id={`panel-${panel.name}`}
          aria-labelledby={`tab-${panel.name}`}
          hidden={isOnPaper ? panel.isPrinted !== true : panel.name !== name}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must reach what scrolls
          tabIndex={0}
        >
          {isDrawn(panel) && panel.draw(props)}
        </div>
      ))}
    </aside>
  );
}

/** Whether the page is being printed. */
function useOnPaper(): boolean {
  const isOnPaper = useSignal(false);
  useEffect(() => {
    const print = matchMedia("print");
    const look = () => {
      isOnPaper.value = print.matches;
    };
    print.addEventListener("change", look);
    return () => print.removeEventListener("change", look);
  }, [isOnPaper]);
  return isOnPaper.value;
}

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import type { Scene } from "../../protocol.ts";
import type { View } from "../../watched/view.ts";
import { nearestTowards, sidesOf } from "./geometry.ts";
import type { Box, Layout } from "./layout.ts";
import { NodeBox, UsersBox } from "./node-box.tsx";
import { type Anchor, anchorOf, type Open, placed } from "./place.ts";
import { nodesShown } from "./status.ts";
import type { WayCounts } from "./traffic.ts";
import { WayLines } from "./way-lines.tsx";
import type { Ways } from "./ways.ts";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;

/** The drawing: sites, tiers, nodes and users, and the ways between them. One stop of the Tab key; arrow keys go from one to the next. */
export function Board(props: {
  scene: Scene;
  shown: ReadonlySignal<View>;
  layout: Layout;
  ways: Ways;
  rates: ReadonlySignal<readonly WayCounts[]>;
  isDividing: boolean;
  open: Open;
  onDivide: (members: readonly string[], anchor: Anchor) => void;
  children: preact.ComponentChildren;
}) {
  const { scene, shown, layout, ways, rates, isDividing, open, onDivide, children } = props;
  const { names } = scene.participants;
  const board = useRef<HTMLElement>(null);
  const current = useSignal("0");
  const line = useSignal<readonly [number, number, number, number] | null>(null);
  const nodes = useComputed(() => new Map(nodesShown(scene, shown.value).map((node) => [node.host, node])));
  const here = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top } = board.current!.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const stop = (id: string) => ({
    "data-stop": id,
    tabIndex: id === current.value ? 0 : -1,
    onFocus: () => {
      current.value = id;
    },
  });
  const move = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key as keyof typeof ARROWS];
    const from = document.activeElement;
    if (arrow === undefined || from === null || !(from instanceof HTMLElement) || from.dataset["stop"] === undefined)
      return;
    const stops = [...board.current!.querySelectorAll<HTMLElement>("[data-stop]")];
    const next = nearestTowards(
      arrow,
      from.getBoundingClientRect(),
      stops.filter((one) => one !== from).map((one) => one.getBoundingClientRect()),
    );
    event.preventDefault();
    if (next >= 0) stops.filter((one) => one !== from)[next]!.focus();
  };
  const divided = (event: PointerEvent) => {
    const drawn = line.value;
    line.value = null;
    const way = event.target instanceof Element ? event.target.closest<SVGElement>("[data-from]") : null;
    const place = { left: event.clientX + 12, top: event.clientY - 80 };
    if (drawn === null && way !== null && !isDividing) {
      const ends = [way.dataset["from"]!, way.dataset["towards"]!] as const;
      open({ kind: "link", ends }, `The link between ${ends.join(" and ")}.`, place);
    }
    if (drawn === null || Math.hypot(drawn[2] - drawn[0], drawn[3] - drawn[1]) < 40) return;
    const side = sidesOf(drawn, layout);
    if (side.length > 0)
      onDivide(
        side.map((host) => names[host]!),
        place,
      );
  };
  return (
    <section
      ref={board}
      class={`board${isDividing ? " dividing" : ""}`}
      aria-label="Drawing of the service; arrow keys go from part to part, Enter says what can be done"
      style={`width:${layout.width}px;height:${layout.height}px`}
      onKeyDown={move}
      onPointerDown={(event) => {
        if (
          event.button !== 0 ||
          (!isDividing && event.target instanceof Element && event.target.closest("button, .way-hit") !== null)
        )
          return;
        if (!isDividing && event.pointerType !== "mouse") return;
        board.current!.setPointerCapture(event.pointerId);
        line.value = [...here(event), ...here(event)];
      }}
      onPointerMove={(event) => {
        if (line.value !== null) line.value = [line.value[0], line.value[1], ...here(event)];
      }}
      onPointerUp={divided}
      onPointerCancel={() => {
        line.value = null;
      }}
    >
      {layout.sites.map((site) => (
        <div key={site.name} class="site" style={placed(site)}>
          <button
            type="button"
            class="frame-name"
            aria-haspopup="dialog"
            {...stop(`site ${site.name}`)}
            onClick={(event) =>
              open(
                { kind: "site", name: site.name },
                "A site: all that is in this frame.",
                anchorOf(event.currentTarget),
              )
            }
          >
            site {site.name}
          </button>
        </div>
      ))}
      {layout.tiers.map((frame, i) => (
        <div key={i} class="tier" style={placed(frame)}>
          <button
            type="button"
            class="frame-name"
            aria-haspopup="dialog"
            {...stop(`tier ${i}`)}
            onClick={(event) =>
              open({ kind: "tier", name: frame.tier.name }, tierWords(frame.tier), anchorOf(event.currentTarget))
            }
          >
            {frame.tier.name} <small>{frame.tier.role}</small>
          </button>
        </div>
      ))}
      <WayLines {...{ scene, shown, layout, ways, rates }} />
      {[...layout.hosts].map(([host, box]) =>
        host < 2 ? (
          <UsersBox key={host} {...{ host, box, name: names[host]!, shown, stop: stop(`${host}`), open }} />
        ) : (
          <OneNode key={host} {...{ host, box, nodes, isCurrent: current.value === `${host}`, stop, open }} />
        ),
      )}
      {children}
      {line.value !== null && (
        <svg class="divide" width={layout.width} height={layout.height} aria-hidden="true">
          <line x1={line.value[0]} y1={line.value[1]} x2={line.value[2]} y2={line.value[3]} />
        </svg>
      )}
    </section>
  );
}

type Nodes = ReadonlyMap<number, ReturnType<typeof nodesShown>[number]>;

/** A node is drawn again when something is written on it that was not before. */
const OneNode = memo(
  ({
    host,
    box,
    nodes,
    stop,
    open,
  }: {
    host: number;
    box: Box;
    nodes: ReadonlySignal<Nodes>;
    isCurrent: boolean;
    stop: (id: string) => object;
    open: Open;
  }) => {
    const written = useComputed(() => JSON.stringify(nodes.value.get(host)));
    if (written.value === undefined) return null;
    return <NodeBox node={JSON.parse(written.value)} box={box} stop={stop(`${host}`)} open={open} />;
  },
  (before, after) => before.box === after.box && before.isCurrent === after.isCurrent && before.nodes === after.nodes,
);

const tierWords = ({ role, active, standby, workers, queue }: Layout["tiers"][number]["tier"]): string =>
  `Role: ${role}; ${active} active${standby > 0 ? `, ${standby} standby` : ""}; each with ${workers} ${workers === 1 ? "worker" : "workers"}${
    Number.isFinite(queue) ? ` and room for ${queue} messages that wait` : ""
  }.`;

import { deterministic } from "../../distributions/description.ts";
import { isTrue, type Note } from "./attributes.ts";
import type { Command } from "./commands.ts";
import { STEPS_MAX } from "./limits.ts";
import type { Complain, Element } from "./tolerant-xml.ts";
import type { Variables } from "./variables.ts";

/** Commands and what their labels lead to. */
export interface Program {
  readonly commands: readonly Command[];
  readonly labels: ReadonlyMap<string, number>;
}

/** Where a call stands: at a command, with what is known of its variables, and how often it was at each branch that nobody knows. */
interface State {
  readonly at: number;
  readonly variables: Variables;
  readonly guesses: ReadonlyMap<number, number>;
}

const keyOf = ({ at, variables, guesses }: State): string => `${at} ${variables.key} ${JSON.stringify([...guesses])}`;

/** Whether anything depends on variables or jumps back, so that the commands have to be written out. */
export function isBranched({ commands, labels }: Program): boolean {
  return commands.some(({ element, next, kind }, at) => {
    const { attributes, children } = element;
    if (attributes.has("condexec") || attributes.has("test")) return true;
    const jumps = children.some(({ name, children: actions }) => name === "action" && actions.some(endsOrJumps));
    const isBack = (label: string | null) => label !== null && (labels.get(label) ?? Infinity) <= at;
    return jumps || isBack(next) || (kind === "receive" && isTrue(element, "optional") && isBack(next));
  });
}

const endsOrJumps = ({ name, attributes }: Element): boolean =>
  name === "jump" || (name === "exec" && attributes.get("int_cmd")?.value === "stop_call");

/**
 * Writes out what a call does where its scenario has variables and loops: counters are reckoned, so that a loop is as long as it would be. A
 * branch by what messages would have filled is not taken the first time, and taken the next, so that the flow goes on; a loop without an
 * end is played once.
 *
 * @param first variables before the first command, which `<init>` may have set
 */
export function writtenOut(program: Program, first: Variables, complain: Complain, note: Note): Program {
  const writing = new Writing(program, complain, note);
  writing.write({ at: 0, variables: first, guesses: new Map() });
  return { commands: writing.commands, labels: writing.labels };
}

class Writing {
  readonly commands: Command[] = [];
  readonly labels = new Map<string, number>();
  readonly #program: Program;
  readonly #complain: Complain;
  readonly #note: Note;
  readonly #written = new Map<string, { readonly place: number; readonly way: number }>();
  readonly #open: { readonly label: string; readonly state: State }[] = [];
  #ways = 0;

  constructor(program: Program, complain: Complain, note: Note) {
    this.#program = program;
    this.#complain = complain;
    this.#note = note;
  }

  write(first: State): void {
    this.#write(first);
    for (let one = this.#open.shift(); one !== undefined; one = this.#open.shift()) {
      const known = this.#written.get(keyOf(one.state));
      if (known !== undefined) this.labels.set(one.label, known.place);
      else {
        this.labels.set(one.label, this.commands.length);
        this.#write(one.state);
      }
    }
    this.labels.set(END, this.commands.length);
  }

  /** Writes one way through the commands, to its end or to where another way has been. */
  #write(first: State): void {
    const way = ++this.#ways;
    let state = first;
    for (;;) {
      const command = this.#program.commands[state.at];
      if (command === undefined) {
        this.#jump(END);
        return;
      }
      const before = this.commands.at(-1);
      const mayJoin = before?.kind !== "receive" || !before.optional;
      const known = this.#written.get(keyOf(state));
      if (known !== undefined && mayJoin) {
        if (known.way === way) {
          this.#note(command.element.span, "a loop without an end is played once");
          this.#jump(END);
        } else this.#jump(this.#labelAt(known.place));
        return;
      }
      if (this.commands.length >= STEPS_MAX) {
        const span = command.element.span;
        const expected = `loops that come to at most ${STEPS_MAX} commands`;
        this.#complain({ span, found: "a loop that is longer", expected, hint: "" });
        return;
      }
      this.#written.set(keyOf(state), { place: this.commands.length, way });
      const next = this.#step(command, state);
      if (next === null) {
        this.#jump(END);
        return;
      }
      state = next;
    }
  }

  /** Writes a command, and says where its way goes on; null: it ends. */
  #step(command: Command, from: State): State | null {
    const { element } = command;
    const condition = element.attributes.get("condexec")?.value;
    let state = from;
    if (condition !== undefined) {
      const inverse = isTrue(element, "condexec_inverse");
      const known = state.variables.holds(condition);
      if (known === undefined) {
        this.#note(element.span, `the variable ${JSON.stringify(condition)} is taken to be so that this is done`);
        state = { ...state, variables: state.variables.with(condition, !inverse) };
      } else if (known === inverse) return { ...state, at: state.at + 1 };
    }
    const done = { ...state, variables: state.variables.after(element) };
    const onTimeout =
      command.kind === "pause" || command.onTimeout === null ? null : this.#aim(command.onTimeout, state);
    const put = (next: string | null, chance = 1) => {
      const onward = { next, chance };
      this.commands.push(command.kind === "pause" ? { ...command, ...onward } : { ...command, ...onward, onTimeout });
    };
    if (element.children.some(({ name, children }) => name === "action" && children.some(isStop))) {
      put(null);
      this.#note(element.span, '<exec int_cmd="stop_call"> ends the call here, which SIPp counts as rejected');
      return null;
    }
    const [takes, onward] = this.#branch(command, done);
    const following = { ...onward, at: from.at + 1 };
    if (!takes) {
      put(null);
      return command.kind === "receive" && command.optional ? { ...state, at: from.at + 1 } : following;
    }
    const target = this.#targetOf(command, onward);
    if (command.kind === "receive" && command.optional) {
      put(this.#aim(command.next!, onward));
      return { ...state, at: from.at + 1 };
    }
    if (command.chance < 1) {
      put(this.#aim(command.next!, onward), command.chance);
      return following;
    }
    put(null);
    return { ...onward, at: target };
  }

  /** Whether a command jumps, and what is known then. */
  #branch(command: Command, state: State): [takes: boolean, state: State] {
    if (command.next === null) return [jumpOf(command.element) !== undefined, state];
    const test = command.element.attributes.get("test")?.value;
    if (test === undefined) return [true, state];
    const known = state.variables.holds(test);
    if (known !== undefined) return [known, state];
    const times = state.guesses.get(state.at) ?? 0;
    const takes = times % 2 === 1;
    this.#note(
      command.element.span,
      `the branch by the variable ${JSON.stringify(test)} is ${takes ? "taken the next time" : "not taken at first"}: messages would fill it, and have no text here`,
    );
    const guesses = new Map(state.guesses).set(state.at, times + 1);
    return [takes, { ...state, guesses, variables: state.variables.with(test, takes) }];
  }

  #targetOf({ next, element }: Command, { at, variables }: State): number {
    if (next !== null) return this.#program.labels.get(next) ?? this.#program.commands.length;
    const jump = jumpOf(element);
    const by = jump?.attributes.get("value")?.value ?? "";
    const value = by !== "" ? Number(by) : variables.get(jump?.attributes.get("variable")?.value ?? "");
    if (typeof value === "number" && value >= 0) return Math.floor(value);
    this.#note(element.span, "<jump> to a step that nobody knows goes on with the next one");
    return at + 1;
  }

  /** A label that leads to where a label of the scenario leads, with what is known now. */
  #aim(label: string, state: State): string {
    const at = this.#program.labels.get(label);
    if (at === undefined) return label;
    const own = `#${this.#open.length}.${this.commands.length}.${label}`;
    this.#open.push({ label: own, state: { ...state, at } });
    return own;
  }

  #labelAt(place: number): string {
    this.labels.set(`#at.${place}`, place);
    return `#at.${place}`;
  }

  /** Goes on elsewhere; at the end, if anything is still to be written behind it. */
  #jump(label: string): void {
    if (label === END && this.#open.length === 0) return;
    const last = this.#program.commands.at(-1)!;
    this.commands.push({ element: last.element, kind: "pause", length: deterministic(0), next: label, chance: 1 });
  }
}

const END = "#end";
const isStop = (action: Element): boolean => endsOrJumps(action) && action.name === "exec";
const jumpOf = ({ children }: Element): Element | undefined =>
  children
    .filter(({ name }) => name === "action")
    .flatMap(({ children: actions }) => actions)
    .find(({ name }) => name === "jump");

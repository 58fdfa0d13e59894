/** Commands to begin with, and those of the thesis. */
import { command } from "./command/command.ts";
import { by, choice, directory, duration, flag, or, read, text, unless } from "./command/option.ts";
import { presetNames, printing, SET, SETTINGS } from "./command/shared-options.ts";

export const INIT = command({
  about: "write a first scenario; on a terminal, without arguments, it asks what it needs",
  args: [
    ["[preset]", "architecture to start from (default: iprs)"],
    ["[file]", "file to write; never overwritten (default: scenario.yaml)"],
  ],
  options: {
    service: choice(
      "<kind>",
      "what callers do: test (SIPp's empty calls), telephone or contact-centre (default: test)",
      ["test", "telephone", "contact-centre"],
    ),
    rate: read("<rate>", "calls per second, such as 20/s (default: by the kind)", by("parseRate")),
    ring: duration("mean time until a call is answered (default: by the kind)"),
    hold: duration("mean time that callers talk (default: by the kind)"),
    timers: choice("<which>", "rfc3261, or none: nobody retransmits (default: by the kind)", ["rfc3261", "none"]),
  },
  completion: presetNames,
  example: "init iprs my-service.yaml --service telephone --hold 2min",
});

export const IMPORT = command({
  about: "read configurations of daemons, such as keepalived.conf and kamailio.cfg, as one scenario",
  args: [["<files...>", "files, or folders with files; nothing beyond them is read"]],
  options: {
    out: text("<path>", "write the scenario there; what was written by hand into an earlier import is kept"),
    ...printing("what was read", "print no more than the scenario"),
  },
  example: "import scenarios/configurations --out service.yaml",
});

export const CHECK = command({
  about: "what is configured wrongly for availability: a code, a line, what it leads to, how to mend it",
  args: [
    [
      "[files...]",
      "configurations, or folders with them, of all hosts at once, so that they are compared; or scenarios; or an old and a new folder",
    ],
  ],
  options: {
    severity: or(
      choice("<severity>", "exit code 1 if something is as bad: error, warning or note", ["error", "warning", "note"]),
      "warning",
    ),
    explain: text("<code>", "print what a check looks at, an example, and what a run of it loses; all: of every check"),
    against: text("<path>", "what a change costs or gains: the old state, a folder or a scenario, beside one new one"),
    worse: or(
      read(
        "<share>",
        "of a change: exit code 1 if a crash fails so much more of the calls, surely",
        by("shareBetween", 0, 1, "1%"),
      ),
      0.01,
      "1%",
    ),
    sarif: text("<path>", "write the findings (of a change the new ones) there as SARIF, for code reviews"),
    runs: unless("find without running the imported scenario: consequences have no calls then"),
    ...SET,
    ...printing("the findings"),
  },
  example: "check scenarios/configurations",
});

export const SHOW = command({
  about: "print a preset as YAML, as a template",
  args: [
    ["<preset>", "architecture"],
    ["[parameters...]", "its parameters, such as --active 3"],
  ],
  options: {},
  isOpen: true,
  completion: presetNames,
  example: "show iprs --active 3",
});

export const LIST = command({
  about: "presets, scenarios, metrics, detectors, distributions",
  args: [],
  options: { json: printing("them").json },
  example: "list",
});

export const VALIDATE = command({
  about: "check scenario files and report every mistake in them",
  args: [["<files...>", "scenario files"]],
  options: { ...SETTINGS, ...printing("what was found", "print nothing about valid files") },
  example: "validate scenarios/failover-iprs.yaml scenarios/hang.yaml",
});

export const MIGRATE = command({
  about: "convert scenario files of an earlier version to the format of this one; comments are kept",
  args: [["<files...>", "scenario files; they are rewritten"]],
  options: printing("what was changed"),
  example: "migrate my-service.yaml",
});

export const COMPLETION = command({
  about: "print a completion script for bash, zsh or fish",
  args: [["<shell>", "bash, zsh or fish"]],
  options: {},
  completion: ["bash", "zsh", "fish"],
  example: "completion bash",
});

export const REPRODUCE = command({
  about: "every figure, table and claim of the thesis, into results/thesis",
  args: [],
  options: {
    out: or(directory("write there instead"), "results/thesis"),
    quick: flag("fewer rates and replications: a first look"),
    calibrate: flag("fit the two unstated times to the published percentages instead, and print them"),
    ...printing("the claims"),
  },
  example: "reproduce --quick --out results/first-look",
});

export const TABLE1 = command({
  about: "Table 1 of the thesis with every design that is known, computed",
  args: [],
  options: {
    out: directory("write table1-all.csv there"),
    quick: flag("fewer replications: a first look"),
    ...printing("the table and its rules"),
  },
  example: "table1 --quick",
});

export const SCHEMA = command({
  about: "print the JSON Schema of scenario files, or of a document that the program prints or writes",
  args: [["[name]", "such as run: a file of schema/ without its ending (default: scenario)"]],
  options: { write: flag("bring schema/ up to date") },
  isHidden: true,
  example: "schema run",
});

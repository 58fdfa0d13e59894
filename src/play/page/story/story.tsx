import { useComputed } from "@preact/signals";
import { type Guide, isLast } from "../../stories/guide.ts";
import { STORIES } from "../../stories/stories.ts";
import type { Teller } from "./teller.ts";

interface Telling {
  readonly teller: Teller;
}

/** The story that is told, or the choice of all. */
export function StoryGuide({ teller }: Telling) {
  if (teller.isListOpen.value) return <Gallery teller={teller} />;
  return <Steps teller={teller} />;
}

/** Opens and closes the choice of stories. */
export function StoriesButton({ teller }: Telling) {
  const isOpen = teller.isListOpen.value;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => {
        teller.isListOpen.value = !isOpen;
      }}
    >
      Stories
    </button>
  );
}

function Gallery({ teller }: Telling) {
  return (
    <section class="story gallery" aria-labelledby="stories">
      <h2 id="stories">Guided stories</h2>
      <ul>
        {STORIES.map((story) => (
          <li key={story.name}>
            <button type="button" class="plain" onClick={() => teller.tell(story)}>
              {story.title}
            </button>
            <p>{story.line}.</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps({ teller }: Telling) {
  const guide = teller.guide.value;
  if (guide === null) return null;
  const { story, step, told } = guide;
  const { title, text, task } = story.steps[step]!;
  return (
    <section class="story" aria-label={`Story: ${story.title}`}>
      <div class="telling">
        <div aria-live="polite" aria-atomic="true">
          <h2>
            {title}
            <span class="muted">
              {" "}
              Step {step + 1} of {story.steps.length}
            </span>
          </h2>
          <p>{text}</p>
          <p class="task">{task}</p>
        </div>
        <Answer teller={teller} told={told[step] ?? null} />
      </div>
      <Turns teller={teller} guide={guide} />
    </section>
  );
}

/** What is told of a step that is done, or said to something else that was tried. */
function Answer({ teller, told }: Telling & { readonly told: string | null }) {
  const aside = useComputed(() => teller.aside.value);
  return (
    <p role="status" class={told === null ? "aside" : "outcome"}>
      {told ?? aside.value}
    </p>
  );
}

function Turns({ teller, guide }: Telling & { readonly guide: Guide }) {
  const { story, step, told } = guide;
  const isDone = told[step] !== null;
  const isBusy = teller.isBusy.value;
  return (
    <div class="turns">
      {!isDone && (
        <details key={step}>
          <summary>Hint</summary>
          <p>{story.steps[step]!.hint}</p>
        </details>
      )}
      <div>
        <button type="button" disabled={isBusy || step === 0} onClick={() => teller.turn(-1)}>
          Back
        </button>{" "}
        {!isDone && (
          <button type="button" disabled={isBusy} onClick={() => teller.show()}>
            Do it for me
          </button>
        )}{" "}
        {!isLast(guide) && (
          <button type="button" disabled={isBusy} class={isDone ? "next" : ""} onClick={() => teller.turn(1)}>
            {isDone ? "Next" : "Skip"}
          </button>
        )}
      </div>
      <div>
        <button type="button" class="plain" disabled={isBusy} onClick={() => teller.tell(story)}>
          Begin again
        </button>{" "}
        <button type="button" class="plain" onClick={() => teller.leave()}>
          Close the guide
        </button>
      </div>
    </div>
  );
}

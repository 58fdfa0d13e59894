import { linkNotice } from "./opening.ts";

/** Says what is wrong with the link that the page was opened with, until it is read. */
export function LinkNotice() {
  if (linkNotice.value === null) return null;
  return (
    <div class="alert" role="alert">
      <pre>{linkNotice.value}</pre>
      <p>
        Shown is what the page holds.{" "}
        <button
          type="button"
          onClick={() => {
            linkNotice.value = null;
          }}
        >
          Close
        </button>
      </p>
    </div>
  );
}

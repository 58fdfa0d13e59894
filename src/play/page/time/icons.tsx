/** Signs on buttons, each with its words beside it for those who do not see it. */
const PATHS = {
  play: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  start: "M5 4h3v16H5zM20 4v16L9 12z",
  back: "M16 4v16L6 12zM18 4h2v16h-2z",
  on: "M8 4v16l10-8zM4 4h2v16H4z",
  earlier: "M12 3l8 9-8 9v-6H4V9h8z",
  later: "M12 3l8 9-8 9v-6H4V9h8z",
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class={name === "earlier" ? "icon turned" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

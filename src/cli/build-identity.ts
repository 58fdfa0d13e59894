declare const SIPNINES_VERSION: string;
declare const SIPNINES_MODEL: string;

/** Version of the package, and a digest of everything in it that can change a number. Both are put in by the build. */
export const IDENTITY = { version: SIPNINES_VERSION, model: SIPNINES_MODEL } as const;

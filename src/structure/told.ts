/** Hears how far a long computation has come, often; whoever listens decides what is worth saying. */
export type ProgressListener = (progress: string) => void;

export const SILENT: ProgressListener = () => {};

/** Commands of a scenario that are read, and that loops may come to. */
export const STEPS_MAX = 1000;

import type { Findings } from "./availability-report.ts";

export async function availabilityCharts(_: Findings): Promise<Map<string, string | Uint8Array>> {
  return new Map();
}

import type { Block } from "../block.ts";
import type { Statement } from "../statement.ts";

/** Whose defaults these are: Debian 12's; keepalived.conf(5), vrrp.h, vrrp.c, vrrp_data.c and check_api.c of that version. */
export const KEEPALIVED = "keepalived 2.2.7";

/** Makes a block of what stands in braces. */
export type BlockOf = (of: readonly Statement[] | null) => Block;

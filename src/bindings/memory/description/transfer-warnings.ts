import type { Place } from "../../../notation/place.ts";
import { isRegistrar } from "../../../tiers/description.ts";
import { formatDuration } from "../../../units/duration.ts";
import { counted } from "../../../units/number.ts";
import type { BindingsInUse } from "../../kind.ts";
import { fullTransfer, sendingTime, type Transfer, timePerBinding } from "../fields.ts";

/** How long a peer remembers a message that it has sent (wt_timer of tm) [s], and after which an INVITE is sent again (T1) [s]. */
const REMEMBERED = 5;
const T1 = 0.5;

/**
 * Transfers that a run does not see the end of, or that servers do not bear.
 *
 * @param known how many bindings a peer sends
 */
export function warnOfTransfers(transfer: Transfer, known: number, use: BindingsInUse, place: Place): void {
  const { tiers, left } = use;
  const registrars = tiers.filter(isRegistrar);
  const peers = registrars.reduce((sum, { nodes }) => sum + nodes.length, 0) - 1;
  const each = timePerBinding(transfer, peers);
  if (known * each > left)
    place.warn(
      `${known} bindings that take ${formatDuration(known * each, 3)} to transfer, ${formatDuration(left, 3)} before the run ends`,
      "a process that comes back never has them all",
      "Say a longer horizon.",
    );
  warnOfRoom(transfer, known, place);
  const backlog = (known * (1 - sendingTime(transfer) / (each || 1))) / fullTransfer(transfer).contacts;
  const short = registrars.find(({ queue }) => queue < backlog);
  if (fullTransfer(transfer).received > 0 && short !== undefined)
    place
      .at("received")
      .warn(
        `${known} bindings that come faster than ${short.name} take them`,
        `their queue of ${short.queue} overflows, and what it drops, calls too, comes again half a second later at the earliest`,
        "Say a pause, more contacts in a message, or a longer queue.",
      );
  const busy = registrars.find(({ workers }) => workers === 1);
  const contacts = Math.min(fullTransfer(transfer).contacts, known);
  const message = transfer.each * contacts;
  if (message >= T1 && busy !== undefined)
    place
      .at("contacts")
      .warn(
        `messages of ${counted(contacts, "binding")}, each of which takes the only worker of ${busy.name} for ${formatDuration(message, 3)}`,
        "INVITEs wait for it so long that they are sent again (T1)",
        "Say fewer contacts.",
      );
}

/** A peer dies of what it sends. */
function warnOfRoom(transfer: Transfer, known: number, place: Place): void {
  const { contacts, room } = fullTransfer(transfer);
  const remembered = Math.min(known, REMEMBERED / sendingTime(transfer)) / contacts;
  if (remembered > room)
    place
      .at("room")
      .warn(
        `a peer that sends ${Math.ceil(remembered)} messages in ${REMEMBERED} s or less, and has room for ${room}`,
        "it dies of it when another process starts again",
        "Say a pause, or more contacts in a message.",
      );
}

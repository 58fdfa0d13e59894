/** Puts a text on the clipboard; false where the browser forbids it, as some do for pages from disk. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

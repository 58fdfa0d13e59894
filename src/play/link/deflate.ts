/** Text as an address can hold it: deflated (RFC 1951), then base64 with the alphabet of addresses (RFC 4648 §5). */

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream, most: number) {
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is heard at the other end.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const BASE64URL = /^[\w-]*$/;

export async function packed(text: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"), Infinity);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param most bytes of the text; whatever would become longer is given up as soon as it has
 * @throws Error where it is not such a text, or longer
 */
export async function unpacked(written: string, most: number): Promise<string> {
  if (!BASE64URL.test(written)) throw new TypeError("not base64url");
  const binary = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const inflated = await through(bytes, new DecompressionStream("deflate-raw"), most);
  return new TextDecoder("utf-8", { fatal: true }).decode(inflated);
}

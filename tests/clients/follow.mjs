// Follows a stream with the ldes-client: node follow.mjs URL STATE [ORDER]
// Each member is a line of JSON: its IRI, and its quads as N-Quads. STATE is kept between runs.
import { replicateLDES } from "ldes-client";
import { Writer } from "n3";

const [url, statePath, order = "ascending"] = process.argv.slice(2);
const client = replicateLDES({ url, statePath, polling: false }, order);
let fragments = 0;
client.on("fragment", () => (fragments += 1));
client.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
const reader = client.stream({ highWaterMark: 10 }).getReader();
for (;;) {
  const { done, value } = await reader.read();
  if (value) {
    const quads = new Writer({ format: "N-Quads" }).quadsToString(value.quads);
    process.stdout.write(JSON.stringify({ id: value.id.value, quads }) + "\n");
  }
  if (done) break;
}
process.stderr.write(`${client.memberCount} members\n`);

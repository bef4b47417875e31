import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "#embedded/free-port.ts";
import { chooseWebPort } from "./web-port.ts";

test("a free port is taken as asked", async () => {
  const port = await freePort();
  expect(await chooseWebPort(port, () => {})).toBe(port);
});

test("a port in use is named, with one that is free", async () => {
  const port = await freePort();
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  await expect(chooseWebPort(port, () => {})).rejects.toThrow(new RegExp(`^Port ${port} is in use .* --port \\d+\\.$`));
  other.close();
});

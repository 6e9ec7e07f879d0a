// The keyboard: the newest part has a key, two in a row are one, and nobody who types is disturbed.
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { type Binding, bindingFor, useKeys } from "@/frame/keys";

afterEach(cleanup);

function Part({ keys }: { keys: Binding[] }) {
  useKeys("Test", keys);
  return <input aria-label="box" />;
}

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, "target", { value: target });
  bindingFor(event)?.act();
}

it("gives a key to the newest part that names it, and back when that goes", () => {
  const [old, fresh] = [vi.fn(), vi.fn()];
  render(<Part keys={[{ key: "j", does: "Next", act: old }]} />);
  const second = render(<Part keys={[{ key: "j", does: "Next", act: fresh }]} />);
  press("j");
  second.unmount();
  press("j");
  expect([old.mock.calls.length, fresh.mock.calls.length]).toEqual([1, 1]);
});

it("hears two keys in a row as one", () => {
  const [go, alone] = [vi.fn(), vi.fn()];
  render(
    <Part
      keys={[
        { key: "g r", does: "Runs", act: go },
        { key: "r", does: "Reload", act: alone },
      ]}
    />,
  );
  press("g");
  press("r");
  press("r");
  expect([go.mock.calls.length, alone.mock.calls.length]).toEqual([1, 1]);
});

it("leaves those alone who type, but for keys with Ctrl", () => {
  const [plain, held] = [vi.fn(), vi.fn()];
  const { getByLabelText } = render(
    <Part
      keys={[
        { key: "k", does: "Up", act: plain },
        { key: "mod+k", does: "Search", act: held },
      ]}
    />,
  );
  const box = getByLabelText("box");
  press("k", box);
  press("k", box, { ctrlKey: true });
  expect([plain.mock.calls.length, held.mock.calls.length]).toEqual([0, 1]);
});

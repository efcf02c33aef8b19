// How somebody works a page: with a mouse, or without one.

import { expect, type Locator } from '@playwright/test';

/** A file as it lies on somebody's disk. */
export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export interface Hand {
  press(target: Locator): Promise<void>;
  /** Types in place of what stands there. */
  type(target: Locator, text: string): Promise<void>;
  /** Chooses one of a list, by its label. */
  choose(target: Locator, label: string): Promise<void>;
  /** Ticks a box, or chooses one of several. */
  tick(target: Locator): Promise<void>;
  give(target: Locator, file: File): Promise<void>;
}

export const mouse: Hand = {
  press: (target) => target.click(),
  type: (target, text) => target.fill(text),
  choose: async (target, label) => void (await target.selectOption({ label })),
  tick: (target) => target.check(),
  give: (target, file) => target.setInputFiles(file),
};

/** Tab, Enter, Space and the arrows. Whatever it stops at on its way has to be seen, and to be seen to have the focus. */
export const keyboard = {
  press: async (target: Locator, key: 'Enter' | 'Space' = 'Enter') => {
    await reach(target);
    await target.page().keyboard.press(key);
  },
  type: async (target: Locator, text: string) => {
    await reach(target);
    await target.page().keyboard.press('Control+A');
    await target.page().keyboard.type(text);
    await expect(target).toHaveValue(text);
  },
  choose: async (target: Locator, label: string) => {
    await reach(target);
    const labels = await target.locator('option').allInnerTexts();
    const [wanted, now] = [labels.indexOf(label), await target.evaluate((list: HTMLSelectElement) => list.selectedIndex)];
    expect(wanted, `${label} is one of ${labels.join(', ')}`).not.toBe(-1);
    const arrow = wanted > now ? 'ArrowDown' : 'ArrowUp';
    for (let presses = Math.abs(wanted - now); presses > 0; presses -= 1) await target.page().keyboard.press(arrow);
    await expect(target).toHaveJSProperty('selectedIndex', wanted);
  },
  tick: async (target: Locator) => {
    await reach(target);
    const radio = (await target.getAttribute('type')) === 'radio';
    for (let presses = 0; presses < 10 && !(await target.isChecked()); presses += 1) {
      await target.page().keyboard.press(radio ? 'ArrowDown' : 'Space');
    }
    await expect(target).toBeChecked();
  },
  give: async (target: Locator, file: File) => {
    await reach(target);
    // The dialog in which a file is chosen is the system's: nothing in it is ours.
    await target.setInputFiles(file);
  },
} satisfies Hand;

/** Of more stops than this nobody finds what they look for. */
const STOPS = 200;

/** Presses Tab until `target` has the focus; Shift+Tab where it stands before. */
export async function reach(target: Locator) {
  await target.waitFor();
  const back = await target.evaluate((element) => {
    const at = document.activeElement ?? document.body;
    return !at.contains(element) && !!(at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING);
  });
  const [way, faults]: [string[], string[]] = [[], []];
  for (let presses = 0; presses <= STOPS; presses += 1) {
    const { name, there, fault } = await target.evaluate(stop);
    way.push(name);
    if (fault) faults.push(`${name} ${fault}`);
    if (there) return expect(faults, `on the way to ${target}`).toEqual([]);
    await target.page().keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${STOPS} stops do not lead to ${target}, but to:\n${way.join('\n')}`);
}

/** Where the focus is: what that is called, whether it is what one looks for, and what keeps one from seeing it. */
function stop(target: Element): { name: string; there: boolean; fault: string } {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body) return { name: 'the page', there: false, fault: '' };
  const field = at as HTMLInputElement;
  const words = at.ariaLabel || field.labels?.[0]?.innerText || at.innerText || at.id;
  const name = `${at.localName} "${words.trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
  // Of several of which one is chosen, Tab stops at one, and arrows lead to the others.
  const group = (box: HTMLInputElement) => box.type === 'radio' && box.name;
  const there = at === target || (!!group(field) && group(field) === group(target as HTMLInputElement));

  // Something else may stand in front of it, such as a bar at the edge; what tells and goes by itself does not count.
  const seen = [...at.getClientRects()].some((box) =>
    [[1, 1], [5, 5], [1, 5], [5, 1], [3, 3]].some(([x = 0, y = 0]) => {
      const here = document.elementsFromPoint(box.left + (box.width * x) / 6, box.top + (box.height * y) / 6);
      const on = here.find((element) => !element.closest('[aria-live]'));
      return on && (at.contains(on) || on.contains(at));
    }),
  );
  // A field with something before or behind it has its ring around all of that. At least a side of it is not cut off.
  const ringed = [at, at.parentElement, at.parentElement?.parentElement].some((around) => {
    if (!around) return false;
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(around);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) === 0) return false;
    const [box, out] = [around.getBoundingClientRect(), parseFloat(outlineOffset) + parseFloat(outlineWidth) - 0.5];
    let [left, top, right, bottom] = [true, true, true, true];
    for (let frame = around.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
      if (getComputedStyle(frame).overflowX === 'visible') continue;
      const edge = frame.getBoundingClientRect();
      left &&= edge.left <= box.left - out;
      top &&= edge.top <= box.top - out;
      right &&= edge.right >= box.right + out;
      bottom &&= edge.bottom >= box.bottom + out;
    }
    return left || top || right || bottom;
  });
  // What a script or the skip link has led to is no stop.
  const fault = at.tabIndex < 0 ? '' : !seen ? 'is hidden behind something' : ringed ? '' : 'shows no focus';
  return { name, there, fault };
}

// The room: what of the window's height is left below the bar, for the pictures and what is inside a step.

/** Keeps --lab-above of the root: how far down the page `element` begins, in pixels, while what stands
 *  above it grows and breaks into lines. Returns {measure(), stop()}. */
export function createRoom(root, element) {
  const placeOf = (part) => (part ? part.offsetTop + placeOf(part.offsetParent) : 0); // however far it is scrolled
  function measure() {
    const above = `${placeOf(element)}px`;
    if (root.style.getPropertyValue('--lab-above') !== above) root.style.setProperty('--lab-above', above);
  }
  const observer = new ResizeObserver(measure);
  for (let part = element.previousElementSibling; part; part = part.previousElementSibling) observer.observe(part);
  return { measure, stop: () => observer.disconnect() };
}

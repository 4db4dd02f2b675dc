// The switches: those that the visitor has turned stand as they left them, the others as a film has them.

export function createSwitches() {
  let pressed = {}; // name → whether
  const isPressed = (s) => pressed[s.name] ?? s.pressed;

  return {
    isPressed,
    isOn: (name) => Boolean(pressed[name]),
    turn(s) { pressed[s.name] = !isPressed(s); },
    turned: () => ({ ...pressed }),
    setAll(switches) { pressed = { ...switches }; },
    /** What a switch, as it stands, changes of its picture's layout. */
    layoutOf: (s) => ({ pressed: isPressed(s), ...(isPressed(s) ? s.layout_on : s.layout_off) }),
  };
}

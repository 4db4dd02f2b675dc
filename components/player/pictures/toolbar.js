// A picture's tools are one stop of the Tab key: arrows go from one to the next.

/** Make Plotly's mode bar of this plot such a toolbar; again after each time that it was made. */
export function makeToolbar(plot, label) {
  const bar = plot.querySelector('.modebar');
  const tools = [...plot.querySelectorAll('.modebar-btn')];
  if (!bar || !tools.length) return;
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', label);
  const stopAt = (stop) => tools.forEach((tool) => { tool.tabIndex = tool === stop ? 0 : -1; });
  stopAt(tools.find((tool) => tool.tabIndex === 0 && tools.some((other) => other.tabIndex < 0)) ?? tools[0]);
  bar.onkeydown = (event) => {
    const at = tools.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tools.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tool = tools[Math.max(0, Math.min(tools.length - 1, next))];
    stopAt(tool);
    tool.focus();
  };
}

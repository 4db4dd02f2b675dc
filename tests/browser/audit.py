"""What axe-core finds on a page, and whose it is; and what axe-core cannot see: contrast in SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Levels A and AA of WCAG 2.0, 2.1 and 2.2, by axe's names.
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Those of their rules whose answer depends on colours.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
# What Streamlit makes by itself, or around a word of ours. All else on the page is ours.
STREAMLITS = ", ".join(
    [
        ".stAppHeader, .stMainMenuPopover, [data-st-overlay-root]",
        '[data-testid="stSidebarHeader"], [data-testid="stSkipToContent"]',
        ".stButton, .stButtonGroup, .stCheckbox, .stDownloadButton, .stFileUploader",
        ".stNumberInput, .stPageLink, .stRadio, .stSelectbox, .stSlider, .stTabs",
        ".stTextInput, .stTextArea, .stTooltipIcon, .stCode",
    ]
)
# Streamlit's frame: the element is its own, what stands in it may be ours.
FRAME = '.stApp, .stSidebar, .stMain, [data-testid="stSidebarContent"]'

# What fades in is pale until then. What turns for ever is not waited for.
_SETTLE = """() => Promise.all(document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished.catch(() => null))).then(() => null)"""

# Streamlit changes its theme part by part, and each part fades: where something began to move while
# axe looked, it looks again.
_RUN = """async ([rules, but, streamlits, frame]) => {
    let moved;
    const note = () => { moved = true; };
    const look = async () => {
        await (SETTLE)();
        moved = false;
        return axe.run(document, {
            runOnly: rules,
            rules: Object.fromEntries(but.map((name) => [name, { enabled: false }])),
            resultTypes: ['violations', 'incomplete'], elementRef: true,
        });
    };
    document.addEventListener('transitionrun', note, true);
    let found = await look();
    for (let looks = 1; moved && looks < 10; looks += 1) found = await look();
    document.removeEventListener('transitionrun', note, true);
    return ['violations', 'incomplete'].flatMap((kind) => found[kind].flatMap((rule) =>
        rule.nodes.map((node) => ({
            rule: rule.id,
            certain: kind === 'violations',
            ours: !node.element.closest(streamlits) && !node.element.matches(frame),
            html: node.html.slice(0, 160),
            why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; '),
        }))));
}""".replace("SETTLE", _SETTLE)

# Of each text that is seen: its ink on its paper. Opacities count; SVG is inked by `fill`.
_INKS = """(streamlits) => {
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const bytes = (colour) => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = colour;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
        return [[r, g, b], a / 255];
    };
    const over = ([top, alpha], below) => top.map((c, i) => alpha * c + (1 - alpha) * below[i]);
    const paperOf = (element) => {
        if (!element) return [255, 255, 255];
        const layer = bytes(getComputedStyle(element).backgroundColor);
        return layer[1] === 1 ? layer[0] : over(layer, paperOf(element.parentElement));
    };
    const opacityOf = (element) =>
        element ? getComputedStyle(element).opacity * opacityOf(element.parentElement) : 1;
    const luminance = (colour) => colour.map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const seen = (element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 1 && height > 1
            && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.data.trim();
        if (!text || !seen(element) || element.closest(streamlits)) continue;
        const style = getComputedStyle(element);
        const inSvg = element instanceof SVGElement;
        const [ink, alpha] = bytes(inSvg ? style.fill : style.color);
        const share = alpha * opacityOf(element) * (inSvg ? style.fillOpacity : 1);
        const paper = paperOf(element);
        const [low, high] = [over([ink, share], paper), paper].map(luminance).sort((a, b) => a - b);
        const size = parseFloat(style.fontSize);
        texts.push({
            text: text.slice(0, 60),
            contrast: (high + 0.05) / (low + 0.05),
            large: size >= 24 || (size >= 18.66 && style.fontWeight >= 700),
            svg: inSvg,
        });
    }
    return texts;
}"""


@dataclass(frozen=True)
class Finding:
    """A rule that an element breaks, or (not certain) may break; ours or Streamlit's."""

    rule: str
    certain: bool
    ours: bool
    html: str
    why: str


@dataclass(frozen=True)
class Text:
    """A text that is seen, and how it stands out from what is behind it (WCAG's contrast)."""

    text: str
    contrast: float
    large: bool
    svg: bool

    @property
    def is_readable(self) -> bool:
        """By WCAG 2.2 AA."""
        return self.contrast >= (3 if self.large else 4.5)


def findings(page: Page, rules: list[str] = LEVELS, but: Sequence[str] = ()) -> list[Finding]:
    """All that axe-core finds on the page as it is now, by these rules or levels.

    but: rules of theirs that are left out.
    """
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE)
    return [Finding(**found) for found in page.evaluate(_RUN, [rules, [*but], STREAMLITS, FRAME])]


def texts(page: Page) -> list[Text]:
    """Every text of ours that is seen on the page now."""
    page.evaluate(_SETTLE)
    return [Text(**found) for found in page.evaluate(_INKS, STREAMLITS)]

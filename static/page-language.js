// Tells the browser which language the page is in, and says the words that Streamlit has in English only in that language.
// Opened with what ui/own_words.py knows: words, English → the reader's language; {} stands for whatever is there.
(({ language, direction, words }) => {
  const root = document.documentElement;
  root.lang = language;
  root.dataset.direction = direction;
  const WRITTEN = '[data-testid="stMarkdownContainer"], [data-testid="stText"], [data-testid="stCode"], script, style';
  const SPOKEN = ['aria-label', 'placeholder', 'title', 'alt'];
  const plain = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const exact = new Map();
  const open = [];
  for (const [english, said] of Object.entries(words)) {
    if (english.includes('{}')) {
      open.push([new RegExp(`^${english.split('{}').map(plain).join('(.+)')}$`, 's'), said]);
    } else {
      exact.set(english, said);
    }
  }
  const former = window.wordsSaidBefore ??= new Map();  // a word in a language spoken earlier → the English one
  const say = text => {
    const english = former.get(text) ?? text;
    let said = exact.get(english);
    if (said === undefined) {
      const [pattern, template] = open.find(([one]) => one.test(english)) ?? [];
      if (!pattern) return text === english ? null : english;
      const found = english.match(pattern).slice(1);
      said = template.replace(/\{\}/g, () => found.shift());
    }
    former.set(said, english);
    return said === text ? null : said;
  };
  const translate = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.trim(), said = text.length > 1 && text.length < 120 && say(text);
      if (said && !node.parentElement?.closest(WRITTEN)) {
        node.data = node.data.replace(text, said);
      }
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of SPOKEN) {
      const text = node.getAttribute(name), said = text && say(text);
      if (said) node.setAttribute(name, said);
    }
  };
  const translateAll = top => {
    translate(top);
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) translate(walker.currentNode);
  };
  window.wordsWatch?.disconnect();
  window.wordsWatch = new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(translateAll);
      else translate(change.target);
    }
  });
  translateAll(document.body);
  const watched = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN };
  window.wordsWatch.observe(document.body, watched);
})(WORDS);

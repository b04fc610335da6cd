// Suggests names while one types, in the field's own list; without script the form searches as it is.
const field = document.querySelector("[data-suggest]");
const list = field && document.getElementById(field.getAttribute("list"));
let timer;
let known = new Map();

async function suggest() {
  const text = field.value.trim();
  if (known.has(text)) {
    location.href = known.get(text);
    return;
  }
  if (text.length < 2) return;
  const address = `${field.dataset.suggest}?q=${encodeURIComponent(text)}&lang=${document.documentElement.lang}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer || !answer.ok || field.value.trim() !== text) return;
  const found = await answer.json();
  known = new Map(found.map((thing) => [thing.label, thing.path]));
  list.replaceChildren(...found.map((thing) => new Option(thing.kind, thing.label)));
}

if (list) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 150);
  });
}
